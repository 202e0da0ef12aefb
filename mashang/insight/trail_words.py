"""Words for what insight writes into the trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mashang.trail.words import ACT_WORDS, FIELD_WORDS, SUBJECT_WORDS, add_value_words


def tell() -> None:
    """Hand the words to the trail; called once at start."""
    ACT_WORDS.update({"figures.freeze": _("Figures frozen")})
    SUBJECT_WORDS.update(
        {
            "run": _("Frozen figures"),
            "cell": _("Figure made of taxes"),
            "cockpit": _("Figures of the cockpit"),
            "figure_rows": _("Rows of a figure"),
        }
    )
    FIELD_WORDS.update({"valid_on": _("As of"), "cells": _("Figures in it")})
    add_value_words("page", {"figure": _("A withheld figure"), "figure_rows": _("Rows of a figure")})
