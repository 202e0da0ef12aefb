"""The start pages of the auditor and of the security administrator, and checking the trail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from mashang.doors.guarding import Asked
from mashang.doors.reads.people import list_lockouts
from mashang.doors.reads.security import Group, Sight, get_sights
from mashang.doors.sending import do_once
from mashang.faces.desk.answering import do_and_return
from mashang.faces.desk.nav import render_page
from mashang.insight.reads.audited_runs import list_audited_runs
from mashang.insight.reads.wording import KINDS
from mashang.trail.acts.checking import check_trail
from mashang.trail.reads.checks import get_trail_state
from mashang.trail.reads.search import Filters, find_entries, find_views
from mashang.ui.page import Text

SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a panel: a name that leads somewhere, what about it, and when."""

    name: Text
    url: str = ""
    says: Text = ""
    when: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A card of a start page: its lines, what stands there when there are none, and the way to all."""

    key: str
    title: Text
    count: int | None
    lines: Sequence[Line]
    none: Text
    note: Text = ""
    more: str = ""
    more_label: Text = ""


def audit_start(request: Asked) -> HttpResponse:
    """What an auditor looks at first: is the trail whole, who saw what, what was taken out, what was frozen."""
    values = {"state": get_trail_state(request.actor), "panels": [_views(request), _exports(request), _runs(request)]}
    return render_page(request, "desk/watching/audit.html", values, title=_("Start"))


def _views(request: Asked) -> Panel:
    found = find_views(actor=request.actor, filters=Filters(), limit=SHOWN)
    lines = [
        Line(
            name=one.name,
            says=" · ".join(
                filter(None, (str(one.subject_words), one.subject_name, _(", ").join(map(str, one.fields))))
            ),
            when=_moment(one.at),
        )
        for one in found.lines
    ]
    return Panel(
        key="views", title=_("Who saw protected fields"), count=None, lines=lines, none=_("Nobody has looked at one yet"),
        more=reverse("trail_views"), more_label=_("All views, with filters"),
    )  # fmt: skip


def _exports(request: Asked) -> Panel:
    found = find_entries(actor=request.actor, filters=Filters(act="list.export"), limit=SHOWN)
    lines = [Line(name=one.name, says=str(one.subject_words), when=_moment(one.at)) for one in found.lines]
    return Panel(
        key="exports", title=_("Lists that were taken out"), count=None, lines=lines, none=_("No list was exported yet"),
        more=reverse("trail") + "?act=list.export", more_label=_("All exports, with filters"),
    )  # fmt: skip


def _runs(request: Asked) -> Panel:
    lines = [
        Line(
            name=_("%(day)s, no. %(no)s") % {"day": one.run.valid_on.isoformat(), "no": one.run.no},
            says=one.name or KINDS.get(one.run.kind, one.run.kind),
            when=_moment(one.run.known_at),
            code=one.run.sha256,
        )
        for one in list_audited_runs(request.actor, SHOWN)
    ]
    return Panel(
        key="runs", title=_("Frozen figures and their digests"), count=None, lines=lines,
        none=_("No figures are frozen yet"), more=reverse("trail") + "?act=figures.freeze", more_label=_("All freezings"),
    )  # fmt: skip


@require_POST
def trail_check(request: Asked) -> HttpResponse:
    """Check the whole trail against its seals; the start page says what came of it."""
    deed: Callable[[], object] = lambda: check_trail(actor=request.actor)  # noqa: E731 - said once, for do_once
    home = reverse("desk_home")
    return do_and_return(
        request,
        lambda: do_once(request, deed, to=lambda _verdict: home, kind="trail"),
        said=_("The trail is checked; the result stands below."),
        to=home,
    )


def security_start(request: Asked) -> HttpResponse:
    """What a security administrator looks at first: locks, weak and sleeping accounts, sessions, roles."""
    sights = get_sights(request.actor, SHOWN)
    people = reverse("people")
    values = {
        "panels": [
            _locks(request),
            _sights("failed", sights, _("Failed sign-ins of seven days"), _("No sign-in failed"), _tries),
            _sights("dormant", sights, _("Not signed in for 90 days"), _("Nobody has been away that long"), _last),
            _sights("ended", sights, _("Roles that ended in 30 days"), _("No role ended"), _said),
            _sights("no_factor", sights, _("Without a second factor"), _("Everybody has a second factor"), _last),
            _sights("sessions", sights, _("Open sessions"), _("Nobody is signed in"), _said),
            _sights("in_force", sights, _("Roles in force"), _("No role is in force"), _said, people, _("All people")),
        ]
    }
    return render_page(request, "desk/watching/security.html", values, title=_("Start"))


def _locks(request: Asked) -> Panel:
    held = list_lockouts(actor=request.actor)
    lines = [
        Line(
            name=one.name,
            url=reverse("person", args=[one.user_id]),
            says=_("locked until %(at)s") % {"at": timezone.localtime(one.until).strftime("%H:%M")},
            when=_moment(one.last_try),
        )
        for one in held[:SHOWN]
    ]
    return Panel(
        key="locks", title=_("Locked sign-ins"), count=len(held), lines=lines, none=_("No sign-in is locked now"),
        more=reverse("lockouts"), more_label=_("Lift a lock"),
    )  # fmt: skip


def _sights(
    key: str, sights: dict[str, Group], title: str, none: str, says: Callable[[Sight], str], more: str = "", label: str = ""
) -> Panel:  # fmt: skip
    group = sights[key]
    lines = [
        Line(
            name=one.name,
            url=reverse("person", args=[one.user_id]),
            says=says(one),
            when=_moment(one.at) if one.at else "",
        )
        for one in group.rows
    ]
    return Panel(key=key, title=title, count=group.count, lines=lines, none=none, more=more, more_label=label)


def _said(one: Sight) -> str:
    return one.says


def _last(one: Sight) -> str:
    return _("last sign-in") if one.at else _("never signed in")


def _tries(one: Sight) -> str:
    return ngettext("%(n)s try", "%(n)s tries", int(one.says)) % {"n": one.says}


def _moment(at: object) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")  # type: ignore[arg-type]
