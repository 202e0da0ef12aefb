"""The language of the terminal: what a command says follows it; its help is English, as are its words and options."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

TRADITIONAL = ("zh_tw", "zh_hk", "zh_mo", "zh_hant")


def language() -> str:
    """One of the screens' languages as the terminal asks for it; English where it asks for none of them."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    asked = next((os.environ[name] for name in names if os.environ.get(name)), "").lower().replace("-", "_")
    if asked.startswith(TRADITIONAL):
        return "zh-hant"
    return "zh-hans" if asked.startswith("zh") else "en"


def set_up() -> None:
    """Loads Django, in the language of the terminal."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mashang.project.settings")
    django.setup()
    from django.utils import translation

    translation.activate(language())


@contextmanager
def refusing() -> Iterator[None]:
    """What the platform refuses is said in words, with status 1."""
    from mashang.doors.wording import say
    from mashang.kernel.errors import Refused

    try:
        yield
    except Refused as refused:
        click.echo(say(refused), err=True)
        sys.exit(1)
