"""Every address of the desk and what it needs. The guard mounts nothing that is not listed here."""

from __future__ import annotations

from mashang.accounts.rules.roles import Permission
from mashang.doors.guarding import ACTING, Need, any_of

ACCESS: dict[str, Need] = {
    "desk_home": ACTING,
    # people, areas, doors
    "people": Permission.PEOPLE_READ,
    "person": Permission.PEOPLE_READ,
    "person_edit": Permission.PEOPLE_MANAGE,
    "person_close": any_of(Permission.PEOPLE_MANAGE, Permission.SECURITY_MANAGE),
    "person_reopen": Permission.PEOPLE_MANAGE,
    "person_sign_out": any_of(Permission.PEOPLE_MANAGE, Permission.SECURITY_MANAGE),
    "person_drop_second_factor": Permission.SECURITY_MANAGE,
    "role_grant": Permission.ROLES_GRANT,
    "role_approve": Permission.ROLES_GRANT,
    "role_end": Permission.ROLES_GRANT,
    "invitations": Permission.PEOPLE_READ,
    "invite": any_of(Permission.PEOPLE_MANAGE, Permission.ROLES_GRANT),
    "invitation_recall": any_of(Permission.PEOPLE_MANAGE, Permission.ROLES_GRANT),
    "invitation_renew": any_of(Permission.PEOPLE_MANAGE, Permission.ROLES_GRANT),
    "invitation_approve": Permission.ROLES_GRANT,
    "areas": Permission.PEOPLE_READ,
    "area_add": Permission.AREAS_MANAGE,
    "area_edit": Permission.AREAS_MANAGE,
    "area_close": Permission.AREAS_MANAGE,
    "departments": Permission.PEOPLE_READ,
    "department_add": Permission.AREAS_MANAGE,
    "department_edit": Permission.AREAS_MANAGE,
    "department_close": Permission.AREAS_MANAGE,
    "lockouts": Permission.SECURITY_MANAGE,
    "lockout_lift": Permission.SECURITY_MANAGE,
    "stewards": any_of(Permission.STEWARDS_ASSIGN, Permission.PEOPLE_READ),
    "steward_assign": Permission.STEWARDS_ASSIGN,
    "steward_end": Permission.STEWARDS_ASSIGN,
    # towers, units, firms, leases
    "towers": Permission.REGISTER_READ,
    "tower": Permission.REGISTER_READ,
    "unit": Permission.REGISTER_READ,
    "firms": Permission.REGISTER_READ,
    "firm": Permission.REGISTER_READ,
    "lease_ends": Permission.REGISTER_READ,
    "desk_search": Permission.REGISTER_READ,
    "saved_views": Permission.REGISTER_READ,
    "saved_view_save": Permission.REGISTER_READ,
    "saved_view_share": Permission.REGISTER_READ,
    "saved_view_delete": Permission.REGISTER_READ,
    # tenant sheets
    "imports": Permission.CENSUS_IMPORT,
    "import_new": Permission.CENSUS_IMPORT,
    "import_template": Permission.CENSUS_IMPORT,
    "import_review": Permission.CENSUS_IMPORT,
    "import_progress": Permission.CENSUS_IMPORT,
    "import_decide": Permission.CENSUS_IMPORT,
    "import_compare": Permission.CENSUS_IMPORT,
    "import_tower": Permission.CENSUS_IMPORT,
    "import_columns": Permission.CENSUS_IMPORT,
    "import_again": Permission.CENSUS_IMPORT,
    "import_undo": Permission.CENSUS_IMPORT,
    "import_drop": Permission.CENSUS_IMPORT,
    "import_refused": Permission.CENSUS_IMPORT,
    "import_original": Permission.CENSUS_IMPORT,
    # trail and outbox
    "trail": Permission.TRAIL_READ,
    "trail_views": Permission.TRAIL_READ,
    "outbox": Permission.NOTICES_READ,
    "outbox_retry": Permission.NOTICES_READ,
    # towers, firms, imports: the desk pages of the register add their lines here
}
