"""The routing rules of one's area: their order, a form with a dry run over last month's cases, moving and ending."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts import routing as acts
from mashang.cases.reads.choices import list_officers
from mashang.cases.reads.routing_trial import RuleLine, Trial, changed_list, get_rule, list_rules, try_rules
from mashang.cases.rules.routing import Rule, read_rule
from mashang.doors.guarding import Asked
from mashang.doors.sending import do_once
from mashang.doors.wording import tell_form
from mashang.faces.desk.answering import ask_and_do, do_and_return
from mashang.faces.desk.forms.routing import RuleForm
from mashang.faces.desk.lists import Shown, export, page_of_list, table_of, wants_file
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.routing_words import then_words, when_words
from mashang.kernel.errors import Refused
from mashang.ui.moments import read_moment
from mashang.ui.page import Crumb
from mashang.ui.tables import Cell
from mashang.ui.toast import toast

HERE = gettext_lazy("Routing rules")


def routing(request: Asked) -> HttpResponseBase:
    """The rules in the order in which a new case meets them, and how often each fired in the last 30 days."""
    rows = list_rules(request.actor)
    if wants_file(request):
        return export(request, page="routing", title=HERE, moment=read_moment(request.GET), shown=COLUMNS, rows=rows)
    table = table_of(request, label=HERE, shown=COLUMNS, rows=rows, sort="", page=page_of_list(request, rows, 200))
    may_edit = request.actor.may(Permission.ROUTING_EDIT)
    return render_page(request, "desk/routing/list.html", {"table": table, "may_edit": may_edit}, title=HERE)


def routing_rule(request: Asked, code: str = "") -> HttpResponse:
    """Add or change a rule. “Try it” shows what it would have done with last month's cases; nothing changes until it is saved."""
    rule, place_no = get_rule(request.actor, code) if code else (None, 0)
    form = RuleForm(
        request.POST or None, initial=RuleForm.initial_of(rule, place_no) if rule else None,
        locale=request.actor.locale, people=list_officers(request.actor),
    )  # fmt: skip
    trial = None
    if request.method == "POST" and form.is_valid():
        try:
            trial = _tried(request, form, code)
            if "save" in request.POST:
                return _saved(request, form, code)
        except Refused as refused:
            tell_form(form, refused)
    title = rule.name if rule else _("Add a routing rule")
    values = {"form": form, "trial": _trial_table(request, trial), "result": trial, "back": reverse("routing")}
    return render_page(request, "desk/routing/rule.html", values, title=title, crumbs=_crumbs(title))


def _tried(request: Asked, form: RuleForm, code: str) -> Trial:
    rule = read_rule(
        {"code": code or "new", "name": form.cleaned_data["name"], "when": form.when(), "then": form.then()}
    )
    return try_rules(
        request.actor, changed_list(request.actor, rule, code=code, place_no=form.cleaned_data["place_no"])
    )


def _saved(request: Asked, form: RuleForm, code: str) -> HttpResponseRedirect:
    sent = do_once(request, lambda: _save(request, form, code), to=lambda _rule: reverse("routing"))
    toast(request, _("Saved. It holds for cases that come from now on."))
    return HttpResponseRedirect(sent.to)


def _save(request: Asked, form: RuleForm, code: str) -> object:
    place_no = form.cleaned_data["place_no"]
    made = acts.save_routing_rule(
        actor=request.actor, code=code, name=form.cleaned_data["name"], when=form.when(), then=form.then(),
        place_no=place_no,
    )  # fmt: skip
    if code and place_no and place_no != made.place_no:
        return acts.move_routing_rule(actor=request.actor, code=code, place_no=place_no)
    return made


@require_POST
def routing_move(request: Asked, code: str, step: str) -> HttpResponse:
    """One place up or down, by one however often the press is sent."""
    _rule, place_no = get_rule(request.actor, code)
    to, back = place_no - 1 if step == "up" else place_no + 1, reverse("routing")
    return do_and_return(
        request,
        lambda: do_once(
            request, lambda: acts.move_routing_rule(actor=request.actor, code=code, place_no=to), to=lambda _rule: back
        ),
        said=_("Moved."),
        to=back,
    )


def routing_end(request: Asked, code: str) -> HttpResponse:
    """Take a rule out, after seeing which of last month's cases would have gone elsewhere."""
    rule, _place = get_rule(request.actor, code)
    trial = try_rules(request.actor, changed_list(request.actor, None, code=code))
    title = _("End the rule")
    moved = _("%(n)s of last month's %(all)s cases would have gone elsewhere.") % {
        "n": len(trial.rerouted),
        "all": trial.cases,
    }
    return ask_and_do(
        request, lambda _reason: acts.end_routing_rule(actor=request.actor, code=code), title=title,
        explains=[f"{rule.name}: {when_words(rule)} → {then_words(rule)}", moved], button=_("End it"),
        said=_("Ended. Old cases still name it."), to=reverse("routing"), crumbs=_crumbs(title),
    )  # fmt: skip


def _trial_table(request: Asked, trial: Trial | None) -> object:
    if trial is None or not trial.rerouted:
        return None
    rows = trial.rerouted[:200]
    return table_of(
        request, label=_("Would go elsewhere"), shown=TRIED, rows=rows, sort="", page=page_of_list(request, rows, 200)
    )  # fmt: skip


def _crumbs(title: str) -> tuple[Crumb, ...]:
    return Crumb(label=HERE, url=reverse("routing")), Crumb(label=title)


def _whose(row: RuleLine) -> str:
    return _("This area") if row.own else _("General, or of an area above")


def _name(row: RuleLine) -> object:
    return Cell(text=row.rule.name, url=reverse("routing_rule", args=[row.rule.code])) if row.own else row.rule.name


def _where(rule: Rule | None) -> str:
    return f"{rule.name} → {then_words(rule)}" if rule else _("nobody")


COLUMNS = (
    Shown(key="place", label=gettext_lazy("Order"), value=lambda r: r.place_no, numeric=True),
    Shown(key="name", label=pgettext_lazy("of routing", "Rule"), value=lambda r: r.rule.name, cell=_name, head=True),
    Shown(key="when", label=pgettext_lazy("of routing", "When"), value=lambda r: when_words(r.rule)),
    Shown(key="then", label=gettext_lazy("Goes to"), value=lambda r: then_words(r.rule)),
    Shown(key="fired", label=gettext_lazy("Fired in 30 days"), value=lambda r: r.fired, numeric=True),
    Shown(key="whose", label=gettext_lazy("Whose"), value=_whose),
    Shown(key="moves", label=gettext_lazy("Change"), template="desk/routing/moves_cell.html"),
)
TRIED = (
    Shown(key="number", label=gettext_lazy("Number"), value=lambda r: r.number, cell=lambda r: Cell(text=r.number, url=f"/desk/cases/{r.case_id}"), head=True),
    Shown(key="title", label=gettext_lazy("What it is about"), value=lambda r: r.title),
    Shown(key="was", label=gettext_lazy("By today's rules"), value=lambda r: _where(r.was)),
    Shown(key="would", label=gettext_lazy("By the changed ones"), value=lambda r: _where(r.would)),
)  # fmt: skip
