"""The lists that pages of visits offer, with their words."""

from __future__ import annotations

from mashang.cases.models import Case, Visit, VisitKind

VISIT_STATES = Visit.State.choices
MODES = Visit.Mode.choices
KINDS = VisitKind.choices
CASE_STATES = Case.State.choices
OUTCOMES = Case.Outcome.choices
