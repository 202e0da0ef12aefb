"""Made-up values for the specimen page: one of each component, so that it can be looked at and tested alone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest

from mashang.ui import page, parts, tables
from mashang.ui.forms import IsoDateField
from mashang.ui.stacking import Controls, Plan, PlanFloor, PlanUnit, category
from mashang.ui.stacking.plan import VIEWS, View

FRESH = parts.Source(name="市监名录", on="2026-11-02")
PAPER = parts.Source(name="不动产登记", on="2021-03-09", state="sure")
OLD = parts.Source(name="走访", on="2026-07-09", state="old")
UNSURE = parts.Source(name="企业自报", state="unsure")


class SampleFilter(forms.Form):
    """A filter as lists have it."""

    q = forms.CharField(label="关键词", required=False)
    status = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), ("leased", "出租"), ("vacant", "空置")]
    )
    on = IsoDateField(label="截至", required=False)


class SampleForm(forms.Form):
    """A form with every kind of control."""

    name = forms.CharField(label="企业名称", help_text="照执照写，括号也写上。")
    area = forms.CharField(label="面积（㎡）", required=False)
    kind = forms.ChoiceField(label="用途", choices=[("office", "办公"), ("shop", "商铺")])
    place = forms.ChoiceField(
        label="登记地",
        choices=[("here", "本街道"), ("city", "市内其他地方")],
        widget=forms.RadioSelect,
    )
    since = IsoDateField(label="起")
    note = forms.CharField(label="备注", required=False, widget=forms.Textarea)
    sure = forms.BooleanField(label="已与租约核对", required=False)


class SampleUpload(forms.Form):
    """A field for a file."""

    sheet = forms.FileField(label="租户表")


def sample_page() -> page.Page:
    """A page value with everything in it."""
    groups = (
        page.NavItem(label="楼宇底册", url="?nav=1", icon="building-skyscraper", current=True),
        page.NavItem(label="企业台账", url="?nav=2", icon="building-community"),
        page.NavItem(label="导入核对", url="?nav=3", icon="git-merge", count=3),
        page.NavItem(label="人员与片区", children=(page.NavItem(label="人员", url="?nav=4", icon="users"),)),
    )
    areas = page.Switch(
        label="范围",
        heading="看哪一片",
        url="/ui/theme",
        name="area",
        choices=(
            page.Choice(label="鳌峰街道", value="1", note="36", current=True),
            page.Choice(label="海峡金融商务区", value="2", note="31", icon="map-pin"),
        ),
    )
    roles = page.Switch(
        label="身份",
        heading="以哪个身份办事",
        url="/ui/theme",
        name="role",
        choices=(page.Choice(label="楼长", value="1", current=True),),
    )
    who = page.Who(
        name="楼长甲（示例）",
        belongs="鳌峰街道楼宇办",
        links=(page.Link(label="密码与登录", url="?account", icon="key"),),
        sign_out_url="/ui/theme",
    )
    doors = (
        page.NavItem(label="楼宇底册", url="?nav=1", icon="building-skyscraper", current=True),
        page.NavItem(label="企业台账", url="?nav=2", icon="building-community"),
        page.NavItem(label="全部", url="#rail", icon="menu-2"),
    )
    return page.Page(
        title="组件样张",
        place="海峡金融商务区",
        crumbs=(page.Crumb(label="楼宇底册", url="?nav=1"), page.Crumb(label="样张")),
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
        search_hint="搜楼、企、单元",
    )


def sample_figures() -> list[parts.Figure]:
    """Four key figures: plain, with a trend, with a goal, with a goal missed."""
    usual: dict[str, Any] = {
        "definition": "（出租 + 自用面积）÷ 可租售面积，按面积加权。",
        "as_of": "2026-11-20",
        "rows_url": "?rows",
    }
    goal = parts.Goal(share=79.2, at=85, label="目标 85%", gap="还差 5.8 点")
    trend: dict[str, Any] = {
        "trend": [74.6, 75.9, 76.8, 77.4, 78.3, 79.2],
        "trend_label": "74.6, 75.9, 76.8, 77.4, 78.3, 79.2",
    }
    return [
        parts.Figure(
            name="高端写字楼",
            value="36",
            unit="栋",
            rows="36",
            line="含数智港 3 栋",
            **usual,
        ),
        parts.Figure(name="入驻率", value="79.2", unit="%", rows="226", goal=goal, **trend, **usual),
        parts.Figure(
            name="空置面积",
            value="8,562",
            unit="㎡",
            rows="34",
            goal=parts.Goal(share=54.7, at=50, label="控制线 10%", tone="warn"),
            **usual,
        ),
        parts.Figure(name="底册鲜度", value="78", unit="%", rows="36", **trend, **usual),
    ]


def sample_table(request: HttpRequest) -> tables.Table:
    """A sorted, paged list with totals and exports."""
    columns = (
        tables.Column(key="name", label="楼宇", sortable=True, head=True),
        tables.Column(key="area", label="可租售 ㎡", numeric=True, sortable=True, descending_first=True),
        tables.Column(key="vacant", label="空置 ㎡", numeric=True),
        tables.Column(key="note", label="下一步"),
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
        label="楼宇底册",
        columns=columns,
        rows=list(shown.object_list),
        query=request.GET,
        sort=tables.read_sort(request.GET, columns, "-area"),
        page=shown,
        totals={"area": "240,000", "vacant": "7,236"},
        totals_label="本页合计",
        exports=("xlsx", "csv"),
        selected=lambda row: row["vacant"] == 903,
    )


def sample_facts() -> list[parts.Fact]:
    """Facts with each kind of source."""
    return [
        parts.Fact(label="统一社会信用代码", value="91000000MA00000003", code=True, source=FRESH),
        parts.Fact(label="成立日期", value="2018-05-16", source=PAPER),
        parts.Fact(label="从业人数", value="86", source=OLD, tag="超过 90 天"),
        parts.Fact(label="行业", value="I 6513", source=UNSURE),
        parts.Fact(label="传真", value=""),
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
        state="今天",
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
        "keep_owner": "specimen",
        "figures": sample_figures(),
        "table": sample_table(request),
        "facts": sample_facts(),
        "filter": query,
        "chips": tables.filter_chips(query, request.GET),
        "form": SampleForm()
        if "clean" in request.GET
        else SampleForm({"area": "272", "place": "here", "kind": "office"}),
        "upload": SampleUpload(),
        "held": FRESH,
        "one": parts.Side(says="272 ㎡", value="sheet", source=FRESH, who="表"),
        "other": parts.Side(says="284 ㎡", value="register", source=PAPER, who="底册", chosen=True),
        "tabs": [
            parts.Tab(label="楼层图", url="#plan", current=True),
            parts.Tab(label="租户", url="#t", count=204),
            parts.Tab(label="冲突", url="#c", count=3, warn=True),
        ],
        "steps": [
            parts.Step(label="读表", state="done", note="2026-11-18"),
            parts.Step(label="核对", state="now"),
            parts.Step(label="街道意见", state="wait"),
            parts.Step(label="走访", state="skip"),
            parts.Step(label="入册"),
        ],
        "events": [
            parts.Event(when="12-31", title="租约届满", state="next", iso="2026-12-31"),
            parts.Event(
                when="11-18",
                title="收到租户表",
                state="on",
                text="41 处不同，",
                url="?review",
                url_label="核对",
                iso="2026-11-18",
            ),
            parts.Event(when="11-05", title="走访", state="ok", iso="2026-11-05"),
        ],
        "seg": [
            parts.Option(label="表", url="?as=table", icon="table", chosen=True),
            parts.Option(label="卡", url="?as=cards", icon="layout-grid"),
        ],
        "sum": [
            parts.Part(label="一致", amount=152, css="bar-same"),
            parts.Part(label="变更", amount=17, css="b-chg"),
            parts.Part(label="新增", amount=9, css="b-new"),
            parts.Part(label="拒收", amount=2, css="b-ref"),
        ],
        "views": [page.Link(label="90 天内到期", url="?v=1", current=True)],
        "menu": [
            page.Link(label="打印", url="?print", icon="printer"),
            page.Link(label="退回", url="/ui/theme", icon="x", post=True),
        ],
        "after": [parts.Fact(label="入驻率", value="79.2% → 80.3%")],
    }
