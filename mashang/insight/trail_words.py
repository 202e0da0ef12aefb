"""Words for what insight writes into the trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mashang.trail.words import ACT_WORDS, FIELD_WORDS, SUBJECT_WORDS


def tell() -> None:
    """Hand the words to the trail; called once at start."""
    ACT_WORDS.update({"figures.freeze": _("Figures frozen")})
    SUBJECT_WORDS.update(
        {"run": _("Frozen figures"), "cockpit": _("Figures of the cockpit"), "figure_rows": _("Rows of a figure")}
    )
    FIELD_WORDS.update({"valid_on": _("As of"), "cells": _("Figures in it")})
