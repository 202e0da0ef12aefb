"""What stands round every page of the account."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mashang.doors.framing import frame_of
from mashang.faces.account.guard import guard
from mashang.ui.framing import Entry, Frames, Furniture

NAV = (
    Entry(label=_("My account"), name="profile", icon="user"),
    Entry(label=_("Notices"), name="notices", icon="bell", also=("notice_choices",)),
    Entry(label=_("Where I am signed in"), name="usersessions_list", icon="shield-check"),
    Entry(
        label=_("Second factor"),
        name="mfa_index",
        icon="shield-lock",
        also=("mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
    ),
    Entry(label=_("Change password"), name="account_change_password", icon="key"),
)
# On a phone the same doors stand at the foot of the page.
FURNITURE = Furniture(
    home="home",
    nav=NAV,
    tabbar=NAV,
)


frames = Frames(furniture=FURNITURE, frame_of=frame_of, may_open=guard.may_open)
page, render_page = frames.page, frames.render
