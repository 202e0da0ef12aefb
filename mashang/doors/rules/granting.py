"""Which roles go together, who must agree to one, and where a department's people may work. Plain decisions."""

from __future__ import annotations

from collections.abc import Collection

from mashang.accounts.rules.roles import Role

# GB/T 22239 level 3: system, security and audit administration lie in three hands.
APART = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR})
# Roles over other people's access: a second security administrator has to agree.
TWO_PERSONS = APART
# Roles that a person gets by joining a firm or keeping a tower too, not by grant alone.
NARROWED = frozenset({Role.PROPERTY_MANAGER, Role.FIRM_OWNER, Role.FIRM_MEMBER})


def clashing_role(role: str, held: Collection[str]) -> str | None:
    """The administrator's role already held that may not be joined with this one; None when there is none."""
    if role not in APART:
        return None
    return next((one for one in sorted(held) if one in APART and one != role), None)


def needs_second_person(role: str) -> bool:
    """Must another security administrator approve this role?"""
    return role in TWO_PERSONS


def needs_department(role: str) -> bool:
    """Is this role always held for a department?"""
    return role == Role.DEPARTMENT_LIAISON


def in_one_line(path: str, other: str) -> bool:
    """Does one of two areas lie in the other's subtree? A department works for the areas above and below its own."""
    return path.startswith(other) or other.startswith(path)
