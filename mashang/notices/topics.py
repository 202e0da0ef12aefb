"""What one can be told about, and how subjects are named.

Each app adds its own in `AppConfig.ready()`:
`TOPICS["tenancy.ending"] = Topic(_("A lease is about to end"))`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Given the user who will read them (None: nobody signed in) and ids of one kind, the names that reader may see.
Names = Callable[[int | None, Sequence[int]], Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of news. `mail`, `sms`: also by mail or text message unless the person says no. `fixed`: they have no say."""

    words: str | Promise
    mail: bool = True
    fixed: bool = False
    sms: bool = False

    def goes_by(self, channel: str, choice: bool | None) -> bool:
        """Does it go over a channel (`mail`, `sms`), given what the person chose of it, if anything?"""
        own = self.sms if channel == "sms" else self.mail
        return own if self.fixed or choice is None else choice


TOPICS: dict[str, Topic] = {
    "mail.direct": Topic(_("Mail about your account"), fixed=True),
    "trail.heads": Topic(_("Daily seals of the trail, for auditors")),
    "system.trial": Topic(_("Trial message"), fixed=True),
}
SUBJECT_NAMES: dict[str, Names] = {}


def topic_of(code: str) -> Topic:
    """The topic of a code; ValueError when no app registered it: a fault of the calling code."""
    try:
        return TOPICS[code]
    except KeyError:
        raise ValueError(
            f"Topic {code!r} is not registered; add it to mashang.notices.topics.TOPICS in ready()."
        ) from None


def topic_words(code: str) -> str | Promise:
    """The words of a topic; the code itself for one that no app knows any more."""
    return TOPICS[code].words if code in TOPICS else code
