"""What a department sees of its summons, as the kit draws it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mashang.cases.reads.summons_page import SummonsPage
from mashang.cases.reads.summons_words import SUMMONS_PARTS, SUMMONS_STATES, ClockSaid, clock_said, size_words, when
from mashang.cases.reads.whistles import Called, CalledFile
from mashang.ui.page import Text
from mashang.ui.parts import Attachment, Clock, Due

DONE_WORDS: dict[str, Text] = {
    "report_in": gettext_lazy("You have reported in"),
    "answer": gettext_lazy("Your answer is in"),
    "object": gettext_lazy("Your objection is in"),
    "ask_extension": gettext_lazy("You have asked for more time"),
}
NEXT_WORDS: dict[str, Text] = {
    "report_in": gettext_lazy("When it is done, write the result here or by the link that is on its way to you."),
    "answer": gettext_lazy("The first receiver reads it. You hear when it is accepted, or sent back with a reason."),
    "object": gettext_lazy("The sub-district rules on it today; until then your clock stands still. You hear how."),
    "ask_extension": gettext_lazy("A head decides. Until you hear, the present date stands."),
}
ASKED_PARTS: dict[str, Text] = {
    "lead": pgettext_lazy("to a department", "please lead"),
    "assist": pgettext_lazy("to a department", "please assist"),
}


def clock(said: ClockSaid | None, label: Text) -> Clock | None:
    """A clock as the kit draws it."""
    if said is None:
        return None
    due = Due(state=said.lamp, word=said.at, iso="")
    return Clock(due=due, share=said.share, says=said.left, label=label)


def clocks_of(one: Called) -> list[Clock]:
    """The two clocks of a department."""
    both = (clock(clock_said(one.report), _("Reporting in")), clock(clock_said(one.solve), _("Answering")))
    return [found for found in both if found]


def attachment(file: CalledFile, token: str) -> Attachment:
    """A file that the link opens."""
    return Attachment(
        name=file.name, url=reverse("link_summons_file", args=[token, file.id]), note=size_words(file.bytes),
        icon="camera" if file.media.startswith("image/") else "file-text",
    )  # fmt: skip


def story_of(sheet: SummonsPage) -> list[str]:
    """Who else is at it, one line each."""
    lines = []
    for one in sheet.others:
        said = when(one.answered_at) if one.answered_at else ""
        due = clock_said(one.solve)
        state = SUMMONS_STATES[one.state]
        part = SUMMONS_PARTS[one.part]
        end = said or (_("due %(when)s") % {"when": due.at} if due and not due.is_over else "")
        lines.append(" · ".join(str(x) for x in (part, one.department, state, end) if x))
    return lines


def meetings_of(sheet: SummonsPage, token: str) -> list[dict[str, object]]:
    """The meetings to which the department was asked; of one that is still to come also where its calendar file is."""
    return [
        {
            "one": one, "when": when(one.at), "to_come": one.state == "called", "off": one.state == "off",
            "ics": reverse("link_summons_meeting", args=[token]) if one.state == "called" else "",
        }
        for one in sheet.meetings
    ]  # fmt: skip
