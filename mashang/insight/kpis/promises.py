"""What the desk promised and what became of it: in time or not, solved or not, how long it took, what stands open.

All are counted over the 90 days that end with the day, from the moves and clocks as they were known (cases/reads/promises).
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mashang.insight.kpis.description import Additive, Better, Kpi, Part, Text
from mashang.insight.kpis.firms import OFFICE

CLOCKS = _("Requests with their moves and time limits, as they were kept at the desk")
VISITS = _("Service visits as they were recorded, and the campaigns they belong to")
SECONDS = 3600  # stored are seconds, shown are hours
REQUESTS = pgettext_lazy("part of a figure", "Requests")
_ONE = "area_path, tower_id, 'case' as kind, case_id as id, item as dim"


def _rate(
    key: str, no: int, *, name: Text, formula: Text, scope: Text, good: Text, judged: Text, measure: str,
    left_out: str = "", better: Better = Better.MORE,
) -> Kpi:  # fmt: skip
    """A share of promises of one measure; those granted to be left out of the rate `left_out` are not in it."""
    out = " and not left_out" if left_out else ""
    return Kpi(
        key=key, no=no, topic="services", name=name, formula=formula, scope=scope, source=CLOCKS, owner=OFFICE,
        unit="percent", scale=100, factor=10_000, additive=Additive.RATIO, better=better, fold="sum", left_out=left_out,
        num=Part(name=good, unit="case"), den=Part(name=judged, unit="case"), kinds=("case",), dim="case_item",
        rows=f"""select {_ONE}, case when unknown then 0 else good end as num, (not unknown)::int as den, unknown
            from promise where measure = '{measure}'{out}""",
        needs=("promise",),
    )  # fmt: skip


def _took(key: str, no: int, *, percent: int, name: Text, formula: Text) -> Kpi:
    """A percentile of the office time until the answer."""
    return Kpi(
        key=key, no=no, topic="services", name=name, formula=formula, source=CLOCKS, owner=OFFICE, unit="hour",
        scope=_(
            "Answers of the last 90 days: office time from the asking until the answer, waiting for papers included, by"
            " the nearest rank. An answer after a reopening counts by itself. Items of a batch are told apart."
        ),
        scale=SECONDS, additive=Additive.MEDIAN, percent=percent, better=Better.LESS,
        num=Part(name=_("Office time until the answer"), unit="hour", scale=SECONDS), kinds=("answer",), dim="case_item",
        rows="""select area_path, tower_id, 'answer' as kind, id, item as dim, seconds as num, 0 as den,
            false as unknown from took""",
        needs=("took",),
    )  # fmt: skip


def _stock(key: str, no: int, *, name: Text, formula: Text, scope: Text, where: str) -> Kpi:
    """How many cases stood so on the day."""
    return Kpi(
        key=key, no=no, topic="services", name=name, formula=formula, scope=scope, source=CLOCKS, owner=OFFICE,
        unit="case", additive=Additive.SUM, better=Better.LESS, num=Part(name=REQUESTS, unit="case"), kinds=("case",),
        dim="case_item", rows=f"select {_ONE}, 1 as num, 0 as den, false as unknown from standing where {where}",
        needs=("standing",),
    )  # fmt: skip


KPIS = (
    _rate(
        "response_rate", 61, measure="response", left_out="response",
        name=_("Response rate"),
        formula=_("Requests whose asker was contacted within the time limit ÷ requests whose asker was or ought to have been contacted"),
        scope=_(
            "First contacts of the last 90 days, and those that fell due in them and were not made: these count as not in"
            " time. Requests left out by a ruling are in neither part; they are listed on this page."
        ),
        good=_("Contacted in time"), judged=_("To be contacted"),
    ),
    _rate(
        "resolution_rate", 62, measure="resolution", left_out="resolution",
        name=_("Resolution rate"),
        formula=_("Answers that the firm confirmed as settled ÷ answers to which the firm said a word"),
        scope=_(
            "Each answer counts by the last word of the firm on it within the last 90 days: confirmed, or reopened. Who says"
            " nothing gave no word and is in neither part. Requests left out by a ruling are listed on this page."
        ),
        good=_("Confirmed as settled"), judged=_("With a word of the firm"),
    ),
    _rate(
        "satisfaction_rate", 63, measure="satisfaction", left_out="satisfaction",
        name=_("Satisfaction rate"),
        formula=_("Ratings of the upper three of five levels ÷ ratings"),
        scope=_(
            "Ratings of firms within the last 90 days: very satisfied, satisfied, on the whole satisfied. One rating for each"
            " answer, all of the same weight. Requests left out by a ruling are listed on this page."
        ),
        good=_("Satisfied"), judged=pgettext_lazy("part of a figure", "Ratings"),
    ),
    _rate(
        "on_time_rate", 64, measure="on_time", left_out="on_time",
        name=_("On-time rate"),
        formula=_("Answers within the time limit of the whole request ÷ answers, with what fell due and is open"),
        scope=_(
            "Answers of the last 90 days, and requests that fell due in them and are open: these count as late. A clock that"
            " stood still or was extended has its later day. Items of a batch have a figure of their own."
        ),
        good=_("Answered in time"), judged=_("To be answered"),
    ),
    _took("answer_median", 65, percent=50, name=_("Office hours until the answer, median"),
          formula=_("The office time that half of all answers took at most")),
    _took("answer_p90", 66, percent=90, name=_("Office hours until the answer, ninth decile"),
          formula=_("The office time that nine of ten answers took at most")),
    _rate(
        "repeat_rate", 67, measure="repeat", better=Better.LESS,
        name=_("Repeated requests"),
        formula=_("Requests of a firm that had asked about the same item within 90 days before ÷ requests of firms"),
        scope=_(
            "Requests opened in the last 90 days; those joined to another are not counted. Of a request without a firm it is"
            " not known: how many these are is told."
        ),
        good=_("Asked again"), judged=_("Requests of firms"),
    ),
    _rate(
        "report_in_rate", 68, measure="report_in",
        name=_("Departments that reported in on time"),
        formula=_("Calls of departments that were answered by reporting in within the time limit ÷ calls"),
        scope=_(
            "Departments called in by a whistle: those that reported in within the last 90 days, and those that fell due in"
            " them and had not. Calls that were withdrawn are not counted."
        ),
        good=_("Reported in on time"), judged=_("Called in"),
    ),
    _rate(
        "batch_on_time_rate", 69, measure="batch",
        name=_("Items of batches within seven working days"),
        formula=_("Items of batches settled within 7 working days from the acceptance ÷ items settled or past their day"),
        scope=_("Items, not batches. Items that left their batch are not counted: their own time limit runs anew."),
        good=_("Settled in time"), judged=_("Items to be settled"),
    ),
    Kpi(
        key="visit_coverage", no=70, topic="services",
        name=_("Firms visited"),
        formula=_("Different firms visited ÷ different firms that campaigns mean to visit"),
        scope=_("Firms on the lists of campaigns that ran within the last 90 days. A firm counts once, however often it was visited or is on a list."),
        source=VISITS, owner=OFFICE, unit="percent", scale=100, factor=10_000, additive=Additive.DISTINCT,
        better=Better.MORE, num=Part(name=_("Visited"), unit="firm"), den=Part(name=_("To be visited"), unit="firm"),
        rows="""select area_path, null::bigint as tower_id, 'firm' as kind, firm_id as id, '' as dim, visited::int as num,
            1 as den, false as unknown from to_visit""",
        needs=("to_visit",), kinds=("firm",),
    ),
    Kpi(
        key="problems_closed_rate", no=71, topic="services",
        name=_("Problems of visits closed"),
        formula=_("Problems heard on visits whose request is ended ÷ problems heard"),
        scope=_("Problems heard on visits of the last 90 days, by how their requests stood on the day; carried over is not ended."),
        source=VISITS, owner=OFFICE, unit="percent", scale=100, factor=10_000, additive=Additive.RATIO, better=Better.MORE,
        num=Part(name=pgettext_lazy("problem of a visit", "Closed"), unit="case"), den=Part(name=_("Collected"), unit="case"),
        rows="""select area_path, tower_id, 'case' as kind, case_id as id, '' as dim, ended as num, 1 as den,
            false as unknown from heard""",
        needs=("heard",), kinds=("case",),
    ),
    _stock("cases_open", 72, where="true", name=_("Open requests"), formula=_("Number of requests that were not ended on the day"),
           scope=_("Whoever they waited for, the office, a department, the firm or a procedure outside; carried over too.")),
    _stock("cases_overdue", 73, where="overdue", name=_("Overdue requests"),
           formula=_("Number of open requests whose time limit of the whole had passed"),
           scope=_("A clock that stands still is not overdue. The firm's own time limits are not meant.")),
    _stock("cases_carried_over", 74, where="state = 'carried'", name=_("Requests carried over"),
           formula=_("Number of open requests carried over, with a plan and a day on which they are looked at again"),
           scope=_("True, but not to be solved now; each was granted by a head.")),
)  # fmt: skip
