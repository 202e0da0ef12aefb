"""Roles, permissions, and which role holds which permission. The one table of who may do what.

Source: the roles of the handbook; separation of system, security and audit administrators after
GB/T 22239 level 3: none of the three holds a permission of the business.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person is in one area. A person may hold several and acts in one at a time."""

    TOWER_STEWARD = "tower_steward"
    SERVICE_OFFICER = "service_officer"
    WINDOW_CLERK = "window_clerk"
    AGENT = "agent"
    INVESTMENT_OFFICER = "investment_officer"
    POLICY_OFFICER = "policy_officer"
    SUPERVISOR = "supervisor"
    SECTION_HEAD = "section_head"
    LEADER = "leader"
    FINANCE_OFFICER = "finance_officer"
    DEPARTMENT_LIAISON = "department_liaison"
    PROPERTY_MANAGER = "property_manager"
    FIRM_OWNER = "firm_owner"
    FIRM_MEMBER = "firm_member"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
    AUDITOR = "auditor"


class Permission(StrEnum):
    """One kind of deed or reading that a role may hold."""

    REGISTER_READ = "register.read"
    REGISTER_EDIT = "register.edit"
    REGISTER_EXPORT = "register.export"
    CENSUS_IMPORT = "census.import"
    CENSUS_UNDO = "census.undo"
    CENSUS_RUN = "census.run"
    GRADE_DECIDE = "grade.decide"
    DOCUMENT_ADD = "document.add"
    CONTACT_READ = "contact.read"
    TAX_READ = "tax.read"
    TAX_EDIT = "tax.edit"
    PEOPLE_READ = "people.read"
    PEOPLE_MANAGE = "people.manage"
    ROLES_GRANT = "roles.grant"
    AREAS_MANAGE = "areas.manage"
    STEWARDS_ASSIGN = "stewards.assign"
    SECURITY_MANAGE = "security.manage"
    TRAIL_READ = "trail.read"
    NOTICES_READ = "notices.read"
    NOTICES_RETRY = "notices.retry"
    FIGURES_READ = "figures.read"
    FIGURES_FREEZE = "figures.freeze"
    OWN_TOWER_READ = "own_tower.read"
    OWN_TOWER_IMPORT = "own_tower.import"
    OWN_FIRM_READ = "own_firm.read"
    OWN_FIRM_MANAGE = "own_firm.manage"
    CASE_READ = "case.read"
    CASE_OPEN = "case.open"
    CASE_HANDLE = "case.handle"
    CASE_RULE = "case.rule"
    CASE_SUPERVISE = "case.supervise"
    CASE_ANSWER = "case.answer"
    CASE_TICKETS = "case.tickets"
    ROUTING_EDIT = "routing.edit"
    BATCH_RUN = "batch.run"
    VISIT_RECORD = "visit.record"
    VISIT_PLAN = "visit.plan"
    OWN_CASE_ASK = "own_case.ask"


_P = Permission
_READING = frozenset({_P.REGISTER_READ, _P.REGISTER_EXPORT, _P.FIGURES_READ})
_EDITING = _READING | {_P.REGISTER_EDIT, _P.CENSUS_IMPORT, _P.DOCUMENT_ADD, _P.CONTACT_READ}
_FIRST_RECEIVER = frozenset({_P.CASE_READ, _P.CASE_OPEN, _P.CASE_HANDLE, _P.BATCH_RUN, _P.VISIT_RECORD})
_RULING = frozenset({_P.CASE_RULE, _P.CASE_SUPERVISE, _P.CASE_TICKETS, _P.ROUTING_EDIT, _P.VISIT_PLAN})

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.TOWER_STEWARD: _EDITING | _FIRST_RECEIVER,
    Role.SERVICE_OFFICER: _EDITING | _FIRST_RECEIVER | {_P.CASE_TICKETS},
    Role.WINDOW_CLERK: _READING | {_P.DOCUMENT_ADD, _P.CONTACT_READ} | _FIRST_RECEIVER | {_P.CASE_TICKETS},
    Role.AGENT: _READING | {_P.DOCUMENT_ADD, _P.CONTACT_READ} | _FIRST_RECEIVER,
    Role.INVESTMENT_OFFICER: _READING | {_P.DOCUMENT_ADD, _P.CONTACT_READ},
    Role.POLICY_OFFICER: _READING,
    Role.SUPERVISOR: _READING | {_P.PEOPLE_READ, _P.CASE_READ, _P.CASE_SUPERVISE},
    Role.SECTION_HEAD: _EDITING
    | _FIRST_RECEIVER
    | _RULING
    | {_P.CENSUS_UNDO, _P.CENSUS_RUN, _P.GRADE_DECIDE, _P.STEWARDS_ASSIGN, _P.PEOPLE_READ, _P.FIGURES_FREEZE},
    Role.LEADER: _READING | {_P.PEOPLE_READ, _P.CASE_READ, _P.CASE_RULE, _P.CASE_SUPERVISE},
    Role.FINANCE_OFFICER: _READING | {_P.TAX_READ, _P.TAX_EDIT},
    Role.DEPARTMENT_LIAISON: frozenset({_P.REGISTER_READ, _P.CASE_ANSWER}),
    Role.PROPERTY_MANAGER: frozenset({_P.OWN_TOWER_READ, _P.OWN_TOWER_IMPORT, _P.OWN_CASE_ASK}),
    Role.FIRM_OWNER: frozenset({_P.OWN_FIRM_READ, _P.OWN_FIRM_MANAGE, _P.OWN_CASE_ASK}),
    Role.FIRM_MEMBER: frozenset({_P.OWN_FIRM_READ, _P.OWN_CASE_ASK}),
    Role.SYSTEM_ADMINISTRATOR: frozenset(
        {_P.PEOPLE_READ, _P.PEOPLE_MANAGE, _P.AREAS_MANAGE, _P.NOTICES_READ, _P.NOTICES_RETRY}
    ),
    Role.SECURITY_ADMINISTRATOR: frozenset({_P.PEOPLE_READ, _P.ROLES_GRANT, _P.SECURITY_MANAGE}),
    Role.AUDITOR: frozenset({_P.PEOPLE_READ, _P.TRAIL_READ}),
}

DESK_ROLES = frozenset(Role) - {Role.PROPERTY_MANAGER, Role.FIRM_OWNER, Role.FIRM_MEMBER}
PORTAL_ROLES = frozenset({Role.PROPERTY_MANAGER, Role.FIRM_OWNER, Role.FIRM_MEMBER})


def permissions_of(role: str) -> frozenset[str]:
    """The permissions a role holds; an unknown role holds none."""
    try:
        return frozenset(str(p) for p in GRANTS[Role(role)])
    except ValueError:
        return frozenset()


def roles_with(permission: Permission) -> list[str]:
    """The roles that hold a permission."""
    return [str(role) for role, held in GRANTS.items() if permission in held]
