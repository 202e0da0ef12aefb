"""Handling the same problem of many firms as one ask: gathering, leaving, dissolving."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from mashang.cases.acts import clustering
from mashang.cases.acts.splitting import split_case
from mashang.cases.reads.case_file import get_case
from mashang.cases.reads.choices import STATES, list_officers
from mashang.cases.reads.clusters import get_cluster
from mashang.cases.reads.similar import Alike, list_alike, one_of_each_firm
from mashang.doors.guarding import Asked
from mashang.faces.desk import editing
from mashang.faces.desk.answering import ask_and_do
from mashang.faces.desk.editing import Deed, Sheet
from mashang.faces.desk.forms.together import GatherForm, SplitForm
from mashang.register.reads.choices import label_of
from mashang.ui.page import Crumb, Text


def gather(request: Asked, pk: int) -> HttpResponse:
    """The cases that seem to ask the same, ticked; which one leads; then they are one ask."""
    case = get_case(request.actor, pk)
    cluster, alike = get_cluster(request.actor, case), list_alike(request.actor, case)
    lead = cluster.lead.id if cluster else pk
    offered = [one for one in alike if one.follows != lead]
    leads = [(one.id, one.number) for one in offered if not one.follows]
    cases = [(pk, case.number), *leads, *([(lead, cluster.lead.number)] if cluster and not cluster.leads else [])]
    form = GatherForm(
        **editing.typed(request), cases=cases,
        initial={"pick": [pk, *one_of_each_firm(offered)], "lead": lead},
    )  # fmt: skip

    def do(sent: GatherForm) -> object:
        values = sent.cleaned_data
        return clustering.cluster_cases(
            actor=request.actor, lead_id=values["lead"], case_ids={pk, *values["pick"]} - {values["lead"]}
        )

    deed = Deed(do=do, said=_("They are one ask now; the firms are told."), to=lambda _done: case_url(pk))
    more = {"case": case, "cluster": cluster, **_rows(form, offered, lead, pk)}
    sheet = _sheet(pk, case.number, _("Handle as one ask"), "desk/cases/gather.html", more)
    return editing.edit(request, form, deed, sheet)


def split(request: Asked, pk: int) -> HttpResponse:
    """The parts to make: what each is about, and who does it."""
    case = get_case(request.actor, pk)
    form = SplitForm(**editing.typed(request), officers=list_officers(request.actor))
    deed = Deed(
        do=lambda sent: split_case(actor=request.actor, case_id=pk, pieces=sent.pieces()),
        said=_("The parts are made; their officers are told."), to=lambda _done: f"{reverse('case', args=[pk])}#parts",
    )  # fmt: skip
    more: dict[str, object] = {"case": case}
    return editing.edit(
        request, form, deed, _sheet(pk, case.number, _("Split it into parts"), "desk/cases/split.html", more)
    )


def leave(request: Asked, pk: int) -> HttpResponse:
    """A member goes its own way again, with the reason."""
    return _ask(
        request, pk, lambda why: clustering.leave_cluster(actor=request.actor, case_id=pk, reason=why),
        title=_("Take it out of the cluster"), said=_("It goes its own way again."),
        explains=_("Its time limits have run all the time. It is answered by itself."),
    )  # fmt: skip


def dissolve(request: Asked, pk: int) -> HttpResponse:
    """All members go their own way again, with the reason."""
    return _ask(
        request, pk, lambda why: clustering.dissolve_cluster(actor=request.actor, case_id=pk, reason=why),
        title=_("Dissolve the cluster"), said=_("Each goes its own way again."),
        explains=_("Every case is answered by itself; its officer is told."),
    )  # fmt: skip


def case_url(pk: int) -> str:
    """Where what is handled together stands in the file of a case."""
    return f"{reverse('case', args=[pk])}#together"


def _rows(form: GatherForm, offered: Sequence[Alike], lead: int, pk: int) -> dict[str, object]:
    picked, leading = set(form.chosen("pick")), (form.chosen("lead") or [lead])[0]
    rows = [
        {
            "one": one, "state": label_of(STATES, one.state), "ticked": one.id in picked, "leads": one.id == leading,
            "percent": round(one.share * 100), "free": not one.follows,
        }
        for one in offered
    ]  # fmt: skip
    return {"rows": rows, "own_leads": leading == pk, "may_lead": lead == pk}


def _sheet(pk: int, number: str, title: Text, template: str, more: dict[str, object]) -> Sheet:
    back = case_url(pk)
    crumbs = (
        Crumb(label=_("Requests and whistles"), url=reverse("cases")),
        Crumb(label=number, url=back),
        Crumb(label=title),
    )
    return Sheet(title=title, button=title, back=back, crumbs=crumbs, template=template, more=more)


def _ask(request: Asked, pk: int, deed: Any, *, title: Text, said: Text, explains: Text) -> HttpResponse:
    case = get_case(request.actor, pk)
    crumbs = (
        Crumb(label=_("Requests and whistles"), url=reverse("cases")),
        Crumb(label=case.number, url=case_url(pk)),
        Crumb(label=title),
    )
    return ask_and_do(
        request, deed, title=title, button=title, said=said, to=case_url(pk),
        explains=[f"{case.number} {case.title}", explains], crumbs=crumbs,
    )  # fmt: skip
