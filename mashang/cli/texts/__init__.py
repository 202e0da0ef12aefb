"""Texts of the screens: found in the code, kept in catalogues, checked. No gettext tools are needed."""
