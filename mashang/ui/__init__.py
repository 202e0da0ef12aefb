"""The design system: templates, components, static files and the stacking-plan drawing. Knows no domain."""
