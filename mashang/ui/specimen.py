"""Made-up values for the specimen page: one of each component, so that it can be looked at and tested alone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from mashang.ui import page, parts, tables
from mashang.ui.forms import IsoDateField
from mashang.ui.stacking import Controls, Plan, PlanFloor, PlanUnit, category
from mashang.ui.stacking.plan import VIEWS, View

FRESH = parts.Source(name=_("Business registry"), on="2026-11-02")
PAPER = parts.Source(name=_("Property deed"), on="2021-03-09", state="sure")
OLD = parts.Source(name=_("Visit"), on="2026-07-09", state="old")
UNSURE = parts.Source(name=_("Said by the firm"), state="unsure")


class SampleFilter(forms.Form):
    """A filter as lists have it."""

    q = forms.CharField(label=_("Word"), required=False)
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("All")), ("leased", _("Let")), ("vacant", _("Vacant"))]
    )
    on = IsoDateField(label=_("As of"), required=False)


class SampleForm(forms.Form):
    """A form with every kind of control."""

    name = forms.CharField(label=_("Name of the firm"), help_text=_("As on the licence, with brackets."))
    area = forms.CharField(label=_("Area, ㎡"), required=False)
    kind = forms.ChoiceField(label=_("Use"), choices=[("office", _("Office")), ("shop", _("Shop"))])
    place = forms.ChoiceField(
        label=_("Registered at"),
        choices=[("here", _("This sub-district")), ("city", _("Elsewhere in the city"))],
        widget=forms.RadioSelect,
    )
    since = IsoDateField(label=_("Since"))
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea)
    sure = forms.BooleanField(label=_("I have compared this with the lease"), required=False)


class SampleUpload(forms.Form):
    """A field for a file."""

    sheet = forms.FileField(label=_("Tenant sheet"))


def sample_page() -> page.Page:
    """A page value with everything in it."""
    groups = (
        page.NavItem(label=_("Towers"), url="?nav=1", icon="building-skyscraper", current=True),
        page.NavItem(label=_("Firms"), url="?nav=2", icon="building-community"),
        page.NavItem(label=_("Import review"), url="?nav=3", icon="git-merge", count=3),
        page.NavItem(
            label=_("People and areas"), children=(page.NavItem(label=_("People"), url="?nav=4", icon="users"),)
        ),
    )
    areas = page.Switch(
        label=_("Area"),
        heading=_("Which area to look at"),
        url="/ui/theme",
        name="area",
        choices=(
            page.Choice(label="鳌峰街道", value="1", note="36", current=True),
            page.Choice(label="海峡金融商务区", value="2", note="31", icon="map-pin"),
        ),
    )
    roles = page.Switch(
        label=_("Role"),
        heading=_("Work as"),
        url="/ui/theme",
        name="role",
        choices=(page.Choice(label="楼长", value="1", current=True),),
    )
    who = page.Who(
        name="楼长甲（示例）",
        belongs="鳌峰街道楼宇办",
        links=(page.Link(label=_("Password and sign-in"), url="?account", icon="key"),),
        sign_out_url="/ui/theme",
    )
    doors = (
        page.NavItem(label=_("Towers"), url="?nav=1", icon="building-skyscraper", current=True),
        page.NavItem(label=_("Firms"), url="?nav=2", icon="building-community"),
        page.NavItem(label=_("Everything"), url="#rail", icon="menu-2"),
    )
    return page.Page(
        title=_("Specimen of the components"),
        place="海峡金融商务区",
        crumbs=(page.Crumb(label=_("Towers"), url="?nav=1"), page.Crumb(label=_("Specimen"))),
        nav=groups,
        tabbar=doors,
        foot="2026-11-20",
        area_choices=areas,
        role_choices=roles,
        who=who,
        sample=True,
        notices_url="?notices",
        unread=3,
        search_url="?search",
        search_hint=_("Search towers, firms, units"),
    )


def sample_figures() -> list[parts.Figure]:
    """Four key figures: plain, with a trend, with a goal, with a goal missed."""
    usual: dict[str, Any] = {
        "definition": _("Let and owner-used area over lettable area, by area."),
        "as_of": "2026-11-20",
        "rows_url": "?rows",
    }
    goal = parts.Goal(share=79.2, at=85, label=_("Goal 85%"), gap=_("5.8 points to go"))
    trend: dict[str, Any] = {
        "trend": [74.6, 75.9, 76.8, 77.4, 78.3, 79.2],
        "trend_label": "74.6, 75.9, 76.8, 77.4, 78.3, 79.2",
    }
    return [
        parts.Figure(
            name=_("High-grade towers"),
            value="36",
            unit=_("towers"),
            rows="36",
            line=_("3 of them in the digital park"),
            **usual,
        ),
        parts.Figure(name=_("Occupancy"), value="79.2", unit="%", rows="226", goal=goal, **trend, **usual),
        parts.Figure(
            name=_("Vacant area"),
            value="8,562",
            unit="㎡",
            rows="34",
            goal=parts.Goal(share=54.7, at=50, label=_("Limit 10%"), tone="warn"),
            **usual,
        ),
        parts.Figure(name=_("Freshness"), value="78", unit="%", rows="36", **trend, **usual),
    ]


def sample_table(request: HttpRequest) -> tables.Table:
    """A sorted, paged list with totals and exports."""
    columns = (
        tables.Column(key="name", label=_("Tower"), sortable=True, head=True),
        tables.Column(key="area", label=_("Lettable ㎡"), numeric=True, sortable=True, descending_first=True),
        tables.Column(key="vacant", label=_("Vacant ㎡"), numeric=True),
        tables.Column(key="note", label=_("Next")),
    )
    rows = [
        {
            "name": tables.Cell(text=f"样楼 {place}（示例）", url=f"?tower={place}", sub="四星级"),
            "area": 30000 + place * 310,
            "vacant": 900 + place,
            "note": "2026-12-31",
        }
        for place in range(1, 58)
    ]
    shown = Paginator(rows, 8).get_page(request.GET.get("page", "1"))
    return tables.Table(
        label=_("Towers"),
        columns=columns,
        rows=list(shown.object_list),
        query=request.GET,
        sort=tables.read_sort(request.GET, columns, "-area"),
        page=shown,
        totals={"area": "240,000", "vacant": "7,236"},
        totals_label=_("This page"),
        exports=("xlsx", "csv"),
        selected=lambda row: row["vacant"] == 903,
    )


def sample_facts() -> list[parts.Fact]:
    """Facts with each kind of source."""
    return [
        parts.Fact(label=_("Credit code"), value="91000000MA00000003", code=True, source=FRESH),
        parts.Fact(label=_("Founded"), value="2018-05-16", source=PAPER),
        parts.Fact(label=_("Staff"), value="86", source=OLD, tag=_("over 90 days")),
        parts.Fact(label=_("Industry"), value="I 6513", source=UNSURE),
        parts.Fact(label=_("Fax"), value=""),
    ]


def sample_plan(view: str, floors_count: int, units: int, selected: str, open_floor: str) -> Plan:
    """A tower with every status, a refuge floor, unknown areas, and zones."""
    kinds = (
        "leased",
        "leased",
        "own",
        "leased",
        "vacant",
        "leased",
        "reserved",
        "leased",
        "fitout",
        "sealed",
        "leased",
        "pending",
        "unknown",
    )
    names = ("榕海数科", "三坊保代", "闽都银行", "螺洲传媒", "鼓岭资管", "船政智算")
    floors = []
    for no in range(floors_count, 0, -1):
        if no == 15:
            floors.append(PlanFloor(key="refuge", label="", refuge=True, zone="高区"))
        row = []
        for place in range(units if no > 3 else max(units // 2, 1)):
            mix = no * 7 + place * 5
            status = kinds[mix % len(kinds)]
            let = status in ("leased", "own", "fitout")
            row.append(
                PlanUnit(
                    key=f"{no}-{place}",
                    room=f"{no:02d}{place + 1:02d}",
                    status=status,
                    href=f"?unit={no}-{place}#unit",
                    area_sqm=None if mix % 17 == 0 else 120 + mix * 37 % 260,
                    label=names[mix % len(names)] if let else "",
                    full=f"{names[mix % len(names)]}（示例）有限公司" if let else "",
                    industry_no=mix % 8 + 1 if let else None,
                    expiry_band=mix % 5 if status == "leased" else None,
                    registered=mix % 4 + 1 if let else None,
                    ends=f"{27 + mix % 4}-{mix % 12 + 1:02d}" if status == "leased" else "",
                )
            )
        zone = "高区" if no > 14 else "裙楼" if no < 4 else "低区"
        floors.append(PlanFloor(key=str(no), label=str(no), units=row, zone=zone, href=f"?floor={no}#plan"))
    industries = [
        category(letter, word)
        for letter, word in zip(
            "银保证基类专科他",
            ("银行", "保险", "证券期货", "基金资管", "类金融", "专业服务", "科技", "其他"),
            strict=True,
        )
    ]
    places = [
        category(letter, word)
        for letter, word in zip("本区外?", ("本街道", "区内其他街道", "区外", "未核实"), strict=True)
    ]
    chosen: View = view if view in VIEWS else "status"
    return Plan(
        name="样楼（示例）",
        floors=floors,
        view=chosen,
        selected=selected,
        open_floor=open_floor,
        industries=industries,
        registrations=places,
    )


def sample_stacking(request: HttpRequest) -> dict[str, Any]:
    """The plan of the specimen; `?floors=` and `?units=` make it small or large."""

    def asked(name: str, usual: int, most: int) -> int:
        text = request.GET.get(name, "")
        return min(int(text), most) if text.isdecimal() and int(text) else usual

    plan = sample_plan(
        request.GET.get("view", ""),
        asked("floors", 24, 100),
        asked("units", 7, 40),
        request.GET.get("unit", "20-2"),
        request.GET.get("floor", ""),
    )
    controls = Controls(
        on="2026-11-20",
        query=request.GET,
        earlier="2026-10-31",
        table_url="#p-table",
        state=_("Today"),
        state_tone="ok",
    )
    silhouettes = [
        [(2060.0 - (no > 30) * 600, 200.0 * (no % 3)) for no in range(count, 0, -1)] for count in (40, 18, 6)
    ]
    return {"plan": plan, "controls": controls, "silhouettes": silhouettes}


def sample_values(request: HttpRequest) -> dict[str, Any]:
    """The context of the specimen page."""
    query = SampleFilter(request.GET or None)
    return {
        **sample_stacking(request),
        "page": sample_page(),
        "figures": sample_figures(),
        "table": sample_table(request),
        "facts": sample_facts(),
        "filter": query,
        "chips": tables.filter_chips(query, request.GET),
        "form": SampleForm({"area": "272", "place": "here", "kind": "office"}),
        "upload": SampleUpload(),
        "held": FRESH,
        "one": parts.Side(says="272 ㎡", value="sheet", source=FRESH, who=_("Sheet")),
        "other": parts.Side(says="284 ㎡", value="register", source=PAPER, who=_("Register"), chosen=True),
        "tabs": [
            parts.Tab(label=_("Plan"), url="#plan", current=True),
            parts.Tab(label=_("Tenants"), url="#t", count=204),
            parts.Tab(label=_("Conflicts"), url="#c", count=3, warn=True),
        ],
        "steps": [
            parts.Step(label=_("Read"), state="done", note="2026-11-18"),
            parts.Step(label=_("Review"), state="now"),
            parts.Step(label=_("Opinion of the office"), state="wait"),
            parts.Step(label=_("Visit"), state="skip"),
            parts.Step(label=_("Apply")),
        ],
        "events": [
            parts.Event(when="12-31", title=_("Lease ends"), state="next", iso="2026-12-31"),
            parts.Event(
                when="11-18",
                title=_("Sheet received"),
                state="on",
                text=_("41 differences"),
                url="?review",
                url_label=_("Review"),
                iso="2026-11-18",
            ),
            parts.Event(when="11-05", title=_("Visit"), state="ok", iso="2026-11-05"),
        ],
        "seg": [
            parts.Option(label=_("Table"), url="?as=table", icon="table", chosen=True),
            parts.Option(label=_("Cards"), url="?as=cards", icon="layout-grid"),
        ],
        "sum": [
            parts.Part(label=_("Same"), amount=152, css="bar-same"),
            parts.Part(label=_("Changed"), amount=17, css="b-chg"),
            parts.Part(label=_("New"), amount=9, css="b-new"),
            parts.Part(label=_("Refused"), amount=2, css="b-ref"),
        ],
        "views": [page.Link(label=_("Ending within 90 days"), url="?v=1", current=True)],
        "menu": [
            page.Link(label=_("Print"), url="?print", icon="printer"),
            page.Link(label=_("Withdraw"), url="/ui/theme", icon="x", post=True),
        ],
        "after": [parts.Fact(label=_("Occupancy"), value="79.2% → 80.3%")],
    }
