"""The list of themed towers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mashang.doors.guarding import Asked
from mashang.faces.desk.forms.classes import ThemesFilter
from mashang.faces.desk.lists import Shown, columns_of, export, page_of_list, table_of, wants_file
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.theme_words import LAMPS, THEMED, differs_words, rule_words, share_words
from mashang.faces.desk.views.saved_views import saved_views_of
from mashang.register.reads.grading import name_of
from mashang.register.reads.themes import ThemeRow, find_themes, list_themed_towers
from mashang.register.rules.themes import By, Theme, Themed
from mashang.ui.moments import Moment, read_moment
from mashang.ui.parts import Tab
from mashang.ui.tables import Cell, Column, Empty, Table, filter_chips, read_sort, with_query


def themed_towers(request: Asked) -> HttpResponseBase:
    """The towers in one's area that are of a theme by its stated rule, near it, or stated to be of it."""
    moment, locale = read_moment(request.GET), request.actor.locale
    shown, themes = columns(moment, locale), find_themes(moment.as_of)
    sort = read_sort(request.GET, columns_of(shown), "")
    form = ThemesFilter(request.GET, themes=[(theme.key, name_of(locale, theme.names)) for theme in themes])
    wanted = form.wanted(request.GET.get("themed", ""), sort)
    every = list_themed_towers(request.actor, moment.as_of, replace(wanted, themed=""), moment.known_at)
    rows = [row for row in every if not wanted.themed or (row.answer and row.answer.themed == wanted.themed)]
    title = _("Themed towers")
    if wants_file(request):
        return export(request, page="themed_towers", title=title, moment=moment, shown=shown, rows=rows)
    page, chips = page_of_list(request, rows), filter_chips(form, request.GET)
    table = table_of(request, label=title, shown=shown, rows=page.object_list, sort=sort, page=page, empty=_empty(themes, filtered=form.narrows))  # fmt: skip
    context = {
        "moment": moment, "table": table, "form": form, "chips": chips, "rules": rules_table(themes, every, locale),
        "near": min((theme.near_percent for theme in themes), default=None),
        "towers": len({row.tower.id for row in every if row.answer and row.answer.themed is Themed.REACHED}),
        "tabs": _tabs(request, every, wanted.themed), "kept": [("themed", wanted.themed)] if wanted.themed else [],
        "views": saved_views_of(request, "themed_towers"),
    }  # fmt: skip
    return render_page(request, "desk/classes/themes.html", context, title=title)


def columns(moment: Moment, locale: str) -> Sequence[Shown]:
    """Tower, theme, what the rule says, share, firms, what is stated."""
    return (
        Shown(key="tower", label=gettext_lazy("Tower"), value=lambda r: r.tower.name, cell=lambda r: Cell(text=r.tower.name, url=reverse("tower", args=[r.tower.id]) + moment.tail, sub=r.tower.park), sortable=True, head=True),
        Shown(key="code", label=gettext_lazy("Code"), value=lambda r: r.tower.code, screen=False),
        Shown(key="theme", label=gettext_lazy("Theme"), value=lambda r: name_of(locale, r.answer.theme.names) if r.answer else ""),
        Shown(key="themed", label=gettext_lazy("By the rule"), value=lambda r: str(THEMED[r.answer.themed]) if r.answer else _("no rule held"), cell=_themed, template="desk/classes/cell_lamp.html"),
        Shown(key="share", label=gettext_lazy("Share held"), value=share_words, cell=_share, numeric=True, sortable=True, descending_first=True),
        Shown(key="firms", label=gettext_lazy("Firms of the theme"), value=lambda r: r.answer.firms if r.answer else None, cell=_firms, numeric=True, sortable=True, descending_first=True),
        Shown(key="unknown", label=gettext_lazy("Firms of unknown industry"), value=lambda r: r.answer.unknown_firms if r.answer else None, numeric=True),
        Shown(key="stated", label=gettext_lazy("Stated theme"), value=lambda r: r.stated.text if r.stated else "", cell=_stated),
        Shown(key="differs", label=gettext_lazy("Rule and statement"), value=differs_words, screen=False),
    )  # fmt: skip


def _themed(row: ThemeRow) -> dict[str, object]:
    if row.answer is None:
        return {"lamp": "none", "word": _("no rule held")}
    return {"lamp": LAMPS[row.answer.themed], "word": THEMED[row.answer.themed], "sub": differs_words(row)}


def _share(row: ThemeRow) -> Cell:
    if row.answer is None or row.answer.share is None:
        return Cell(text="—")
    of = _("of area; from %(share)s%%") if row.answer.theme.by is By.AREA else _("of firms; from %(share)s%%")
    return Cell(text=share_words(row), sub=of % {"share": row.answer.theme.share_percent})


def _firms(row: ThemeRow) -> Cell:
    if row.answer is None:
        return Cell(text="—")
    return Cell(text=f"{row.answer.firms:,}", sub=_("from %(firms)s") % {"firms": row.answer.theme.least_firms})


def _stated(row: ThemeRow) -> Cell:
    if row.stated is None:
        return Cell(text="—")
    source = row.stated.source
    return Cell(
        text=row.stated.text, sub=_("%(source)s, %(day)s") % {"source": source.name, "day": source.on.isoformat()}
    )


def rules_table(themes: Sequence[Theme], rows: Sequence[ThemeRow], locale: str) -> Table:
    """Every theme in force with its rule and how many towers have it."""
    counts = Counter(row.answer.theme.key for row in rows if row.answer and row.answer.themed is Themed.REACHED)
    none = Empty(title=_("No rule of a theme is in force on that day"), icon="tag")
    return Table(
        label=_("Rules of the themes"),
        empty=none,
        columns=(
            Column(key="name", label=_("Theme"), head=True),
            Column(key="rule", label=_("Rule")),
            Column(key="towers", label=_("Towers of the theme"), numeric=True),
        ),
        rows=[
            {"name": name_of(locale, theme.names), "rule": Cell(text=rule_words(theme, locale), sub=theme.basis), "towers": counts[theme.key]}
            for theme in themes
        ],
    )  # fmt: skip


def _tabs(request: Asked, rows: Sequence[ThemeRow], themed: str) -> list[Tab]:
    counts = Counter(row.answer.themed for row in rows if row.answer)
    whole = Tab(label=_("All"), url=with_query(request.GET, {"themed": ""}), count=len(rows), current=not themed)
    return [whole] + [
        Tab(label=THEMED[code], url=with_query(request.GET, {"themed": code.value}), count=counts[code], current=code == themed)
        for code in Themed
    ]  # fmt: skip


def _empty(themes: Sequence[Theme], *, filtered: bool) -> Empty:
    if filtered:
        return Empty(title=_("No tower matches"), text=_("Take away a filter, or look for part of the name."), url="?", url_label=_("Clear all"))  # fmt: skip
    if not themes:
        return Empty(title=_("No rule of a theme is in force on that day"), text=_("Rules are held with the days on which they are used; choose another day."), icon="building-skyscraper")  # fmt: skip
    return Empty(
        title=_("No tower of a theme"),
        text=ngettext("%(count)s rule was tried. Firms count by their industry: state it in their files.", "%(count)s rules were tried. Firms count by their industry: state it in their files.", len(themes)) % {"count": len(themes)},
        url=reverse("firms"), url_label=_("Firms"), icon="building-skyscraper",
    )  # fmt: skip
