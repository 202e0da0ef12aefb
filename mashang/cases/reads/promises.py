"""What was promised and what became of it, as SQL texts: figures, lists and the public page count from these alone.

Named parameters: `%(on)s` the last day, `%(at)s` the instant of knowledge, and what the scope asks for. What happened after
either of them is left out, so that a figure of a past day is the same whenever it is asked for: clocks are read by their
changes, cases by their moves. Who hands in tickets of another office afterwards gives them the times they had there.
"""

from __future__ import annotations

from collections.abc import Mapping

from mashang.cases.rules.states import ENDED
from mashang.clocks.reads.office_time import ZONE, day_of, office_until
from mashang.register.reads.then import Scope, of_area

DAYS = 90
REPEATED = "interval '90 days'"
CUT = f"least(%(at)s::timestamptz, (%(on)s::date + 1)::timestamp at time zone {ZONE})"
FIRST = f"(%(on)s::date - {DAYS - 1})::timestamp at time zone {ZONE}"
# Which clocks keep which promise: they begin with this. Those of a case, and those of a department called to one.
OF_CASES = {"response": "case_respond", "on_time": "case_solve", "batch": "batch"}
OF_PARTS = {"report_in": "report_in", "answer": "solve_"}
ALL_CLOCKS = OF_CASES | OF_PARTS
SATISFIED = 3  # of five levels: very satisfied, satisfied, on the whole satisfied
_ENDED = ", ".join(f"'{state}'" for state in ENDED)


def everywhere(_row: str) -> str:
    """The rows of all areas."""
    return "true"


def promises(scope: Scope = of_area, *, first: str = FIRST, now: bool = False, only: str = "") -> str:
    """One row for each promise that can be judged within `first` and the cut: whether it was kept, and when.

    With `only` those of one measure.

    Columns: measure, id, case_id, area_path, tower_id, item, firm_id, phone_index, department_id, start_at, stopped_at, at,
    good (1 or 0), left_out (granted that it does not count in this rate), unknown.

    Clocks (response, on_time, batch, report_in, answer) count when they are stopped, and as not kept when they fall due and
    run on; `now` reads them as they stand today. `resolution`: each answer by the firm's last word on it, confirmed or
    reopened; silence is no word. `satisfaction`: each rating of the firm, from the closing of its case on.
    `repeat`: each case of a firm, whether it had asked
    about the same item within 90 days before; of a case without a firm it is not known. A part is no case: what the firm
    waited for is the whole; departments called over a part count as any other.
    """
    told = {
        "resolution": _words(scope, first), "satisfaction": _ratings(scope, first),
        **dict.fromkeys([*OF_CASES, *OF_PARTS], f"{_stopped(scope, first, only)} union all {_late(scope, first, now, only)}"),
    }  # fmt: skip
    judged = [told[only]] if only in told else dict.fromkeys(told.values())
    repeats = "" if only else f"union all {_repeats(scope, first)}"
    return f"""
    select j.measure, j.id, j.case_id, c.area_path, c.tower_id, c.item, c.firm_id, c.phone_index, j.department_id,
           j.start_at, j.stopped_at, j.at, j.good, l.case_id is not null as left_out, false as unknown
    from ({" union all ".join(judged)}) j
    join cases_case c on c.id = j.case_id and (c.parent_id is null or j.department_id is not null)
    left join ({_left_out()}) l on l.case_id = j.case_id and l.rate = j.measure
    {repeats}"""


def took() -> str:
    """The promises of the whole case that were answered, each with `seconds` of office time from the asking on.

    Reads `promise`, `office_of` and `office_day` by these names.
    """
    seconds = f"{office_until('b', 'p.stopped_at')} - ({office_until('a', 'p.start_at')})"
    return f"""
    select p.*, greatest(floor({seconds}), 0)::bigint as seconds
    from promise p left join office_of w on w.area_path = p.area_path
    join office_day a on a.chain = coalesce(w.chain, '') and a.day = {day_of("p.start_at")}
    join office_day b on b.chain = coalesce(w.chain, '') and b.day = {day_of("p.stopped_at")}
    where p.measure = 'on_time' and p.stopped_at is not null"""


# From which day on `office_day` has to reach.
EARLIEST = f"select coalesce(min({day_of('start_at')}), {day_of('%(at)s::timestamptz')}) from promise where stopped_at is not null"


def standing(scope: Scope = of_area) -> str:
    """The cases that were open at the cut: area_path, tower_id, case_id, item, state, overdue (its whole is past its day)."""
    return f"""
    select c.area_path, c.tower_id, c.id as case_id, c.item, told.state, late.case_id is not null as overdue
    from cases_case c
    cross join lateral (
        select m.to_state as state from cases_casemove m where m.case_id = c.id and m.at < {CUT} order by m.id desc limit 1
    ) told
    left join (
        select distinct case_id from (
            {_late(scope, "'-infinity'::timestamptz", False, "on_time")} union all
            {_late(scope, "'-infinity'::timestamptz", False, "batch")}
        ) l
    ) late on late.case_id = c.id
    where {scope("c")} and c.parent_id is null and c.opened_at < {CUT} and (c.closed_at is null or c.closed_at >= {CUT})
      and told.state not in ({_ENDED})"""


def heard(scope: Scope = of_area) -> str:
    """The problems heard on visits of the last days: area_path, tower_id, case_id, ended (as the case stood at the cut)."""
    return f"""
    select c.area_path, c.tower_id, c.id as case_id, (told.state in ({_ENDED}))::int as ended
    from cases_visit v join cases_visitproblem p on p.visit_id = v.id join cases_case c on c.id = p.case_id
    cross join lateral (
        select m.to_state as state from cases_casemove m where m.case_id = c.id and m.at < {CUT} order by m.id desc limit 1
    ) told
    where {scope("v")} and v.at >= {FIRST} and v.at < {CUT} and v.recorded_at < {CUT}"""


def to_visit(scope: Scope = of_area) -> str:
    """The firms that campaigns which ran within the last days mean to visit: area_path, firm_id, visited."""
    return f"""
    select f.area_path, f.firm_id, (v.at < {CUT} and v.recorded_at < {CUT}) is true as visited
    from cases_campaignfirm f join cases_campaign k on k.id = f.campaign_id
    left join cases_visit v on v.id = f.visit_id
    where {scope("f")} and k.opened_at < {CUT}
      and k.span && daterange(%(on)s::date - {DAYS - 1}, %(on)s::date, '[]')"""


def _of_clocks(where: str, columns: str, only: str, joined: str = "") -> str:
    """Clocks over cases, and over departments called to them, with the promise that each keeps."""
    texts = []
    if pairs := _pairs(OF_CASES, only):
        texts.append(f"""
    select m.measure, d.id, d.subject_id as case_id, null::bigint as department_id, d.start_at, {columns}
    from clocks_deadline d join (values {pairs}) m(measure, prefix) on starts_with(d.clock, m.prefix){joined}
    where d.subject_kind = 'case' and {where}""")
    if pairs := _pairs(OF_PARTS, only):
        texts.append(f"""
    select m.measure, d.id, s.case_id, s.department_id, d.start_at, {columns}
    from clocks_deadline d join (values {pairs}) m(measure, prefix) on starts_with(d.clock, m.prefix)
    join cases_summons s on s.id = d.subject_id{joined}
    where d.subject_kind = 'summons' and {where}""")
    return " union all ".join(texts)


def _pairs(clocks: Mapping[str, str], only: str) -> str:
    return ", ".join(
        f"('{measure}', '{prefix}')" for measure, prefix in clocks.items() if only not in ALL_CLOCKS or measure == only
    )


def _stopped(scope: Scope, first: str, only: str) -> str:
    return _of_clocks(
        f"{scope('d')} and d.state in ('met', 'missed') and d.stopped_at >= {first} and d.stopped_at < {CUT}",
        "d.stopped_at, d.stopped_at as at, (d.state = 'met')::int as good",
        only,
    )


def _late(scope: Scope, first: str, now: bool, only: str) -> str:
    if now:
        return _of_clocks(
            f"{scope('d')} and d.state = 'running' and d.due_at >= {first} and d.due_at < {CUT}",
            "null::timestamptz as stopped_at, d.due_at as at, 0 as good",
            only,
        )
    then = f"""
    cross join lateral (
        select (array_agg(k.due_after order by k.id desc))[1] as due_at,
               (array_agg(k.kind order by k.id desc) filter (where k.kind in ('pause', 'resume')))[1] as turn
        from clocks_deadlinechange k where k.deadline_id = d.id and k.at < {CUT}
    ) was"""
    open_then = f"d.start_at < {CUT} and (d.stopped_at is null or d.stopped_at >= {CUT})"
    return _of_clocks(
        f"{scope('d')} and {open_then} and was.turn is distinct from 'pause' and was.due_at >= {first} and was.due_at < {CUT}",
        "null::timestamptz as stopped_at, was.due_at as at, 0 as good",
        only,
        then,
    )


def _words(scope: Scope, first: str) -> str:
    """A confirmation that was reopened afterwards is no last word."""
    return f"""
    select 'resolution' as measure, id, case_id, null::bigint as department_id, null::timestamptz as start_at,
           null::timestamptz as stopped_at, at, (act = 'confirm')::int as good
    from (
        select m.id, m.case_id, m.at, m.act, lead(m.act) over (partition by m.case_id order by m.id) as next
        from cases_casemove m join cases_case c on c.id = m.case_id
        where {scope("c")} and m.act in ('confirm', 'reopen') and m.at >= {first} and m.at < {CUT}
    ) word where act = 'reopen' or next is distinct from 'reopen'"""


def _ratings(scope: Scope, first: str) -> str:
    """A rating counts from when its case was closed: until then nobody at the office may know how it was rated."""
    return f"""
    select 'satisfaction' as measure, r.id, r.case_id, null::bigint as department_id, null::timestamptz as start_at,
           null::timestamptz as stopped_at, known.at, (r.level >= {SATISFIED})::int as good
    from cases_rating r join cases_case c on c.id = r.case_id
    cross join lateral (
        select m.to_state as state from cases_casemove m where m.case_id = r.case_id and m.at <= r.at order by m.id desc limit 1
    ) stood
    cross join lateral (
        select case when stood.state in ({_ENDED}) then r.at else min(m.at) end as at
        from cases_casemove m where m.case_id = r.case_id and m.at > r.at and m.to_state in ({_ENDED})
    ) known
    where {scope("c")} and r.side = 'firm' and r.at < {CUT} and known.at >= {first} and known.at < {CUT}"""


def _repeats(scope: Scope, first: str) -> str:
    return f"""
    select 'repeat', id, id, area_path, tower_id, item, firm_id, phone_index, null, null, null, opened_at,
           (firm_id is not null and before is not null and opened_at <= before + {REPEATED})::int, false, firm_id is null
    from (
        select c.*, lag(c.opened_at) over (partition by c.firm_id, c.item order by c.opened_at, c.id) as before
        from cases_case c
        where {scope("c")} and c.opened_at >= {first} - {REPEATED} and c.opened_at < {CUT}
          and c.parent_id is null and not (c.state = 'joined' and c.closed_at < {CUT})
    ) asked where opened_at >= {first}"""


def _left_out() -> str:
    return f"""
    select distinct r.case_id, r.rate from cases_ruling r
    where r.kind = 'exclusion' and r.state = 'granted' and r.ruled_at < {CUT}"""
