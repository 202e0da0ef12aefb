"""Names for the classes into which figures are split, in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mashang.cases.reads.naming import name_item
from mashang.register.models import Tower
from mashang.register.reads.facts import name_code
from mashang.register.reads.grades import name_grade
from mashang.register.reads.industries import find_industry_name

UNKNOWN = "-"
STAFF_SIZES = {
    "under_10": _("Under 10 people"),
    "10_99": _("10 to 99 people"),
    "100_299": _("100 to 299 people"),
    "300_up": _("300 people and more"),
}
LISTS: dict[str, dict[str, Any]] = {"staff_size": STAFF_SIZES, "tower_kind": dict(Tower.Kind.choices)}


def name_class(locale: str, dim: str, code: str) -> str:
    """The name of a class: `dim` is what the KPI is split by, `code` the class; what nobody stated is Not known.

    A class that no list names is told as such: no page shows a code.
    """
    if code == UNKNOWN:
        return str(_("Not known"))
    if dim == "industry":
        name = find_industry_name(code)
    elif dim == "case_item":
        name = name_item(locale, code)
    elif dim in LISTS:
        name = str(LISTS[dim].get(code, ""))
    elif dim == "tower_grade":
        name = name_grade(locale, code)
    else:
        name = name_code(locale, dim, code)
    return name if name and name != code else str(_("A class without a name"))
