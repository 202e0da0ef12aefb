"""The one tag library of the kit: `{% load ui %}`.

Three ways, each for one purpose:

- small signs: `{% icon "building" %}`, `{% lamp "soon" %}`, `{% tag "warn" text %}`, `{% verdict "no" %}`,
  `{% unit_status "vacant" %}`, `{% source "Registry" "2026-11-02" %}`, `{% spark values label %}`, `{% bar 79.2 85 label=... %}`
- a component drawn from values: `{% component "figure" figure=figure %}`; each is one file
  `ui/components/<name>.html` whose first lines say what it takes (dataclasses: `mashang.ui.parts`)
- a component that holds markup: `{% card _("Title") %}...{% endcard %}`, `{% note "warn" %}...{% endnote %}`,
  `{% dialog "id" _("Title") %}...{% enddialog %}`

Fields of a form: `{% field form.name %}`, `{% errors form %}`; chips, pages, tables: see the components.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import template
from django.contrib.messages.storage.base import Message
from django.forms.boundfield import BoundField, BoundWidget
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mashang.ui import drawing, forms, toast
from mashang.ui.marks import marks_of, theme_of
from mashang.ui.page import Text
from mashang.ui.parts import DrawnPart, Part, Source, draw_parts
from mashang.ui.split_drawing import draw_pane, draw_split
from mashang.ui.stacking import STATUSES, Controls, Plan, draw_plan, draw_silhouette, legend, plan_table
from mashang.ui.tables import Table

register = template.Library()

LAMPS = ("ok", "soon", "late", "stop", "none", "done")
HTML_LANGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
OWN_NAMES = {"zh-hans": "简体中文", "zh-hant": "繁體中文", "en": "English"}  # zh: names of languages in themselves


def draw(name: str, values: dict[str, Any]) -> SafeString:
    """Render one template from these values and nothing else."""
    return template.Engine.get_default().get_template(name).render(Context(values))


@register.filter
def words(text: str) -> list[str]:
    """The words of a text, so that a template can loop over a short fixed list."""
    return text.split()


@register.simple_tag
def stylesheet(name: str) -> str:
    """The address of one stylesheet of the kit."""
    return static(f"ui/css/{name}.css")


@register.simple_tag
def behaviour(name: str) -> str:
    """The address of one behaviour script of the kit."""
    return static(f"ui/js/{name}.js")


@register.filter
def html_lang(code: str) -> str:
    """A language code as HTML writes it: `zh-hans` becomes `zh-Hans`."""
    return HTML_LANGS.get(code, code)


@register.filter
def own_name(code: str) -> str:
    """The name of a language in that language."""
    return OWN_NAMES.get(code, code)


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """`light` or `dark`, as the reader's cookie says; light without one."""
    return theme_of(context.get("request"))


@register.simple_tag(takes_context=True)
def page_marks(context: Context) -> SafeString:
    """The attributes of <html> that scripts read (ui/marks.py)."""
    return format_html_join(
        "", ' {}="{}"', marks_of(context.get("request"), str(context.get("keep_owner") or "")).items()
    )


@register.simple_tag
def form_token() -> SafeString:
    """The token of a form that makes something: sent twice, the form does its work once (doors/sending.py)."""
    return format_html('<input type="hidden" name="form_token" value="{}">', uuid4())


@register.simple_tag(takes_context=True)
def component(context: Context, name: str, /, **values: Any) -> SafeString:
    """Draw `ui/components/<name>.html` from these values only (and the request, for forms in it)."""
    values["request"] = context.get("request")
    values["csrf_token"] = context.get("csrf_token")
    return draw(f"ui/components/{name}.html", values)


@register.simple_tag
def icon(name: str, css: str = "", label: Text = "") -> SafeString:
    """A drawing from icons.svg; silent for screen readers unless it has a `label`."""
    css = f"i {css}".strip()
    href = f"{static('ui/icons.svg')}#i-{name}"
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', css, label, href)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', css, href)


@register.simple_tag
def seal() -> SafeString:
    """The seal of the product, the only ornament."""
    return format_html('<svg class="seal" aria-hidden="true"><use href="{}#seal"/></svg>', static("ui/icons.svg"))


@register.simple_tag
def lamp(kind: str, text: Text = "", note: Text = "", bare: bool = False) -> SafeString:
    """A state in shape, colour and word: ok, soon, late, stop, none or done. `bare` keeps the word for screen readers."""
    if kind not in LAMPS:
        raise template.TemplateSyntaxError(f"No such lamp: {kind!r}; there are {', '.join(LAMPS)}.")
    word = format_html('<span class="vh">{}</span>', text or lamp_word(kind)) if bare else text or lamp_word(kind)
    small = format_html(" <small>{}</small>", note) if note else ""
    return format_html(
        '<span class="k-lamp {0}"><svg aria-hidden="true"><use href="{1}#lamp-{0}"/></svg>{2}{3}</span>',
        kind,
        static("ui/icons.svg"),
        word,
        small,
    )


def lamp_word(kind: str) -> str:
    """The word that stands beside a lamp when the page gives none."""
    return {
        "ok": pgettext("lamp", "On track"),
        "soon": pgettext("lamp", "Due soon"),
        "late": pgettext("lamp", "Overdue"),
        "stop": pgettext("lamp", "Clock stopped"),
        "none": pgettext("lamp", "Not started"),
        "done": pgettext("lamp", "Done"),
    }[kind]


@register.simple_tag
def tag(tone: str, text: Text, icon_name: str = "") -> SafeString:
    """A small label; tones: ok, warn, bad, info, stop, plain."""
    return format_html('<span class="k-tag {}">{}{}</span>', tone, icon(icon_name) if icon_name else "", text)


@register.simple_tag
def verdict(kind: str, text: Text = "") -> SafeString:
    """The answer to a rule: yes, no or unknown. No is grey, never red: it is not an error."""
    word, drawing_name = {
        "yes": (_("Qualifies"), "circle-check"),
        "no": (_("Does not qualify"), "circle-x"),
        "unknown": (_("Cannot tell"), "help-circle"),
    }[kind]
    return format_html('<span class="k-verdict {}">{}{}</span>', kind, icon(drawing_name), text or word)


@register.simple_tag
def unit_status(kind: str, text: Text = "") -> SafeString:
    """The status of a unit as swatch, letter and word (the signs of the stacking plan)."""
    sign = STATUSES[kind]
    return format_html(
        '<span class="k-unit {}"><i aria-hidden="true">{}</i>{}</span>', kind, sign.letter, text or sign.label
    )


@register.simple_tag
def source(name: Text, when: Text = "", state: str = "fresh", extra: Text = "") -> SafeString:
    """Where a value is from and of which day; states: fresh, sure (paper), old (over 90 days), unsure.

    The shape carries the state; the word for it is there for screen readers.
    """
    css = {"fresh": "", "sure": " sure", "old": " old", "unsure": " unsure"}[state]
    parts = [part for part in (name, when, extra) if part]
    return format_html(
        '<span class="k-src{}">{}<span class="vh">{}</span></span>',
        css,
        format_html_join(" · ", "{}", ((part,) for part in parts)),
        source_word(state),
    )


@register.filter
def source_word(state: str) -> str:
    """The word for the shape of a source dot."""
    return {
        "fresh": _("verified within 90 days"),
        "sure": _("from a licence or a drawing"),
        "old": _("older than 90 days"),
        "unsure": _("not verified"),
    }[state]


@register.simple_tag
def source_key() -> SafeString:
    """The legend of the source dots; once on each page that uses them."""
    items = (("fresh", ""), ("sure", " sure"), ("old", " old"), ("unsure", " unsure"))
    rows = format_html_join("", '<span class="k-src{}">{}</span>', ((css, source_word(state)) for state, css in items))
    return format_html('<div class="k-srckey">{}</div>', rows)


@register.simple_tag
def spark(values: list[float | None], label: Text, css: str = "trend") -> SafeString:
    """A trend of at least two known values as a line with its last point marked; None breaks the line."""
    if sum(value is not None for value in values) < 2:
        return mark_safe("")
    runs, last = drawing.spark_runs(values)
    return format_html(
        '<svg class="{}" viewBox="0 0 76 28" role="img" aria-label="{}">{}'
        '<circle class="tr-dot" cx="{}" cy="{}" r="2.6"/></svg>',
        css,
        label,
        format_html_join("", '<polyline class="tr-line" points="{}"/>', ((run,) for run in runs)),
        last[0],
        last[1],
    )


@register.simple_tag
def bar(share: float, goal: float | None = None, tone: str = "fg", label: Text = "", css: str = "") -> SafeString:
    """A bar of 0 to 100 per cent with an optional tick at the goal; tones: fg, ok, warn, bad."""
    tick = format_html('<rect class="bar-goal" x="{}" width=".8" height="8"/>', drawing.tick(goal)) if goal else ""
    return format_html(
        '<svg class="{}" role="img" aria-label="{}" viewBox="0 0 100 8" preserveAspectRatio="none">'
        '<rect class="bar-bg" width="100" height="8"/><rect class="bar-{}" width="{}" height="8"/>{}</svg>',
        css or "k-cellbar",
        label or f"{drawing.number(share)}%",
        tone,
        drawing.number(min(max(share, 0), 100)),
        tick,
    )


@register.simple_block_tag
def card(
    content: str, title: Text = "", meta: Text = "", css: str = "", id: str = "", more: str = "", more_label: Text = ""
) -> SafeString:
    """A card; `css="flush"` for a table inside, `more` is the address of a link at the head."""
    link = format_html('<a class="ms-auto" href="{}">{}</a>', more, more_label or _("All")) if more else ""
    small = format_html('<span class="meta">{}</span>', meta) if meta else ""
    head = format_html("<header><h2>{}</h2>{}{}</header>", title, small, link) if title else ""
    name = format_html(' id="{}"', id) if id else ""
    return format_html('<section class="k-card {}"{}>{}<div class="body">{}</div></section>', css, name, head, content)


@register.simple_block_tag
def note(content: str, tone: str = "info", title: Text = "", icon_name: str = "") -> SafeString:
    """The state of the whole page; tones: info, ok, warn, bad, stop."""
    names = {
        "info": "info-circle",
        "ok": "circle-check",
        "warn": "alert-triangle",
        "bad": "alert-circle",
        "stop": "clock-pause",
    }
    strong = format_html("<p><b>{}</b></p>", title) if title else ""
    return format_html(
        '<div class="k-note {}" role="note">{}<div>{}{}</div></div>',
        tone,
        icon(icon_name or names[tone]),
        strong,
        content,
    )


@register.simple_block_tag
def dialog(content: str, id: str, title: Text) -> SafeString:
    """A dialog; open it with a button `data-open="<id>"` whose href is a page that works without it."""
    return format_html(
        '<dialog class="k-dialog" id="{0}" aria-labelledby="{0}-title"><header><h2 id="{0}-title">{1}</h2>'
        '<button class="k-icon" type="button" data-act="close" aria-label="{2}">{3}</button></header>'
        '<div class="body">{4}</div></dialog>',
        id,
        title,
        _("Close"),
        icon("x"),
        content,
    )


register.filter("control", forms.draw_control)
register.filter("is_choice_list", forms.is_choice_list)
register.filter("is_tick_box", forms.is_tick_box)


@register.filter
def option_control(option: BoundWidget) -> SafeString:
    """One radio button or tick box of a list, without the label that Django would put around it."""
    option.data["attrs"]["class"] = "form-check-input"
    return option.tag(wrap_label=False)


@register.simple_tag
def field(bound: BoundField, held: Source | None = None) -> SafeString:
    """A field of a form with label, help, error and control; `held` says what is on record already."""
    return draw("ui/forms/field.html", {"field": bound, "held": held})


@register.simple_tag
def errors(form: Any = None, problems: list[Text] | None = None) -> SafeString:
    """The summary above a form: what is wrong, with a link to each field."""
    return draw("ui/components/errors.html", {"form": form, "problems": problems})


@register.filter
def drawn_parts(parts: list[Part]) -> list[DrawnPart]:
    """The parts of a sum, placed on their bar."""
    return draw_parts(parts)


@register.filter
def amount(value: float | str | None, places: int = 2) -> str:
    """A number with separators for thousands and no needless decimals; a dash for what is not known."""
    if value is None:
        return "—"
    whole = round(float(value), places)
    return f"{whole:,.0f}" if whole == int(whole) else f"{whole:,.2f}".rstrip("0")


@register.filter
def unlocalized(value: float) -> str:
    """A number for an attribute: no separators in any language."""
    return drawing.number(float(value))


@register.filter
def undo_url(message: Message) -> str:
    """The address that takes back what a message tells."""
    return toast.undo_url_of(message.extra_tags)


register.filter("toast_tone", toast.tone_of)
register.filter("toast_icon", toast.icon_of)


@register.simple_block_tag
def stacking(content: str, plan: Plan, controls: Controls, title: Text = "") -> SafeString:
    """The card of a stacking plan: views, day, legend, drawing, and at its right what stands between the tags.

    The markup between the tags is the panel of the chosen unit, `<aside class="k-unitcard" id="unit">`; plan.js
    swaps it alone. Without a panel the drawing takes the whole width.
    """
    head = draw(
        "ui/components/plan_head.html",
        {"plan": plan, "controls": controls, "items": legend(plan), "views": controls.views(plan.view), "title": title},
    )
    scroll = format_html(
        '<div class="k-scroll plan" tabindex="0" role="region" aria-label="{}">{}</div>',
        _("Stacking plan, scrolls sideways"),
        draw_plan(plan),
    )
    panel = mark_safe(content.strip())  # noqa: S308 - markup of the page's own template, escaped there
    return format_html(
        '<section class="k-card" data-plancard id="{}">{}<p class="k-plansays" data-plan-says aria-hidden="true" hidden></p>'
        '<div class="k-plangrid{}">{}{}</div></section>',
        controls.anchor,
        head,
        "" if panel else " whole",
        scroll,
        panel,
    )


register.simple_block_tag(draw_split, takes_context=True, name="split")
register.simple_block_tag(draw_pane, name="pane")


@register.simple_tag
def stacking_plan(plan: Plan) -> SafeString:
    """The drawing alone, for print pages."""
    return draw_plan(plan)


@register.simple_tag
def silhouette(floors: list[tuple[float, float]]) -> SafeString:
    """A tower in a thumbnail; floors from the top as (area, vacant area)."""
    return draw_silhouette(floors)


@register.filter
def plan_as_table(plan: Plan) -> Table:
    """The table that says the same as a plan."""
    return plan_table(plan)
