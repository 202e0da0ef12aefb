"""Names for the classes into which figures are split, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

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


def name_class(locale: str, dim: str, code: str) -> str:
    """The name of a class: `dim` is what the KPI is split by, `code` the class; what nobody stated is Not known."""
    if code == UNKNOWN:
        return str(_("Not known"))
    if dim == "industry":
        return find_industry_name(code) or code
    if dim == "staff_size":
        return str(STAFF_SIZES[code])
    if dim == "tower_kind":
        return str(Tower.Kind(code).label)
    if dim == "tower_grade":
        return name_grade(locale, code)
    return name_code(locale, dim, code)
