"""The markup around a split view: the tags `{% split %}` and `{% pane %}`."""

from __future__ import annotations

from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from mashang.ui.page import Text
from mashang.ui.split import PANE, Split


def draw_split(context: Context, content: str, split: Split) -> SafeString:
    """A list and at its right what stands between the tags, which is one pane. Needs the sheet and the script `split`."""
    values = {"split": split, "csrf_token": context.get("csrf_token")}
    return format_html(
        '<div class="k-split{}" data-split>{}{}</div>',
        "" if content.strip() else " whole",
        mark_safe(render_to_string("ui/components/split_list.html", values, request=context.get("request"))),  # noqa: S308 - drawn from a template
        mark_safe(content.strip()),  # noqa: S308 - markup of the page's own template, escaped there
    )


def draw_pane(content: str, label: Text) -> SafeString:
    """The right side of a split view. A request with `HX-Target: pane` may be answered with this alone."""
    return format_html(
        '<section class="k-card k-pane" id="{}" tabindex="-1" aria-label="{}"><div class="k-splitscroll" tabindex="0" '
        'role="region" aria-label="{}">{}</div></section>',
        PANE,
        label,
        _("%(label)s, scrolls") % {"label": label},
        mark_safe(content.strip()),  # noqa: S308 - markup of the page's own template, escaped there
    )
