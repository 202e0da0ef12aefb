"""A person's own reminders of a case: set, listed, dropped."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mashang.cases.reads.case_file import get_case
from mashang.doors.guarding import Asked
from mashang.faces.desk import editing
from mashang.faces.desk.answering import do_and_return
from mashang.faces.desk.editing import Deed, Sheet
from mashang.faces.desk.forms.reminders import ReminderForm
from mashang.notices.acts.reminding import forget_reminder, set_reminder
from mashang.notices.reads.reminders import list_reminders
from mashang.ui.page import Crumb


def reminders(request: Asked, pk: int) -> HttpResponse:
    """The reminders that wait, and the form for more."""
    case = get_case(request.actor, pk)
    form, back = ReminderForm(**editing.typed(request), has_day=case.due_at is not None), reverse("case", args=[pk])
    deed = Deed(
        do=lambda sent: set_reminder(
            actor=request.actor, subject_kind="case", subject_id=pk, days_before=sent.cleaned_data.get("days_before", ()),
            on=sent.cleaned_data["on"], note=sent.cleaned_data["note"], url=back,
        ),
        said=_("You will be reminded."), to=lambda _done: f"{back}#reminders",
    )  # fmt: skip
    title = _("Remind me")
    crumbs = (
        Crumb(label=_("Requests and whistles"), url=reverse("cases")), Crumb(label=case.number, url=back), Crumb(label=title),
    )  # fmt: skip
    held = list_reminders(actor=request.actor, subject_kind="case", subject_ids=[pk])
    sheet = Sheet(
        title=title, button=title, back=back, crumbs=crumbs, lead=f"{case.number} {case.title}",
        template="desk/cases/reminders.html", more={"case": case, "held": held},
    )  # fmt: skip
    return editing.edit(request, form, deed, sheet)


@require_POST
def reminder_drop(request: Asked, pk: int, reminder: int) -> HttpResponse:
    """Take one of one's own reminders away."""
    return do_and_return(
        request, lambda: forget_reminder(actor=request.actor, reminder_id=reminder), said=_("The reminder is gone."),
        to=f"{reverse('case', args=[pk])}#reminders",
    )  # fmt: skip
