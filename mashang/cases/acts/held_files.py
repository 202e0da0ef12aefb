"""Files that were sent with a form that is shown again: their bytes wait, and the form carries a signed word for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from django.core.signing import BadSignature, dumps, loads

from mashang.cases.acts.attaching import Kept
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _

HOURS = 12  # shorter than the day after which bytes without a row are swept


def _salt(actor: Actor) -> str:
    return f"held files {actor.user_id} {actor.asker.hex()} {actor.case_id}"


def hold(*, actor: Actor, files: Sequence[Kept]) -> str:
    """A signed word for these files, good for the same person for half a day; empty for none."""
    return dumps([asdict(one) for one in files], salt=_salt(actor), compress=True) if files else ""


def release(*, actor: Actor, held: str, quiet: bool = False) -> list[Kept]:
    """The files of such a word. Refuses one that is altered, too old, or another's; `quiet` gives none then."""
    if not held:
        return []
    try:
        return [Kept(**one) for one in loads(held, salt=_salt(actor), max_age=HOURS * 3600)]
    except BadSignature as bad:
        if quiet:
            return []
        raise Refused(
            "held_too_long", _("The files were sent too long ago."), field="files", mend=_("Choose the files again.")
        ) from bad
