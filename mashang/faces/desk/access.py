"""Every address of the desk and what it needs. The guard mounts nothing that is not listed here."""

from __future__ import annotations

from mashang.accounts.rules.roles import Permission as P
from mashang.doors.guarding import ACTING, Need, any_of

ACCESS: dict[str, Need] = {
    "desk_home": ACTING,
    # people, areas, doors
    "people": P.PEOPLE_READ,
    "person": P.PEOPLE_READ,
    "person_edit": P.PEOPLE_MANAGE,
    "person_close": any_of(P.PEOPLE_MANAGE, P.SECURITY_MANAGE),
    "person_reopen": P.PEOPLE_MANAGE,
    "person_sign_out": any_of(P.PEOPLE_MANAGE, P.SECURITY_MANAGE),
    "person_drop_second_factor": P.SECURITY_MANAGE,
    "role_grant": P.ROLES_GRANT,
    "role_approve": P.ROLES_GRANT,
    "role_end": P.ROLES_GRANT,
    "invitations": any_of(P.PEOPLE_READ),
    "invite": any_of(P.PEOPLE_MANAGE, P.ROLES_GRANT),
    "invitation_recall": any_of(P.PEOPLE_MANAGE, P.ROLES_GRANT),
    "invitation_renew": any_of(P.PEOPLE_MANAGE, P.ROLES_GRANT),
    "areas": P.PEOPLE_READ,
    "area_add": P.AREAS_MANAGE,
    "area_edit": P.AREAS_MANAGE,
    "departments": P.PEOPLE_READ,
    "department_add": P.AREAS_MANAGE,
    "department_edit": P.AREAS_MANAGE,
    "lockouts": P.SECURITY_MANAGE,
    "lockout_lift": P.SECURITY_MANAGE,
    "stewards": any_of(P.STEWARDS_ASSIGN, P.PEOPLE_READ),
    "steward_assign": P.STEWARDS_ASSIGN,
    "steward_end": P.STEWARDS_ASSIGN,
    # towers, firms, imports: the desk pages of the register add their lines here
}
