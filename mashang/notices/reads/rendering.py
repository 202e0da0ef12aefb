"""Turning notices into words, at the moment they are sent or shown and in the reader's language."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.template import Context, engines
from django.utils import translation

from mashang.accounts.sealing import unseal_phone
from mashang.kernel.sealing import mask_phone
from mashang.notices import sealing
from mashang.notices.models import Notice
from mashang.notices.topics import SUBJECT_NAMES

# Where the account face keeps the choices of mail; a test of that face holds it to this.
CHOICES_PATH = "/account/notices/choices"

Named = Mapping[tuple[str, int], str]


@dataclass(frozen=True, slots=True)
class Words:
    """A notice as a person reads it: one line, and the text below it (which may be empty)."""

    subject: str
    body: str


def _value(name: str, value: object) -> object:
    """Dates travel as ISO text in `args`; the template gets them back as dates, to write them its own way."""
    if isinstance(value, str) and name.endswith("_on"):
        return dt.date.fromisoformat(value)
    if isinstance(value, str) and name.endswith("_at"):
        return dt.datetime.fromisoformat(value)
    return value


def _named_ids(notice: Notice) -> Iterable[tuple[str, int]]:
    if notice.subject_kind:
        yield notice.subject_kind, notice.subject_id
    for name, value in notice.args.items():
        if name.endswith("_id") and isinstance(value, int):
            yield name.removesuffix("_id"), value


def names_for(notices: Sequence[Notice], reader_id: int | None) -> dict[tuple[str, int], str]:
    """The names of everything the notices speak of, as this reader may see them: one question a kind."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for notice in notices:
        for kind, pk in _named_ids(notice):
            if kind in SUBJECT_NAMES:
                wanted[kind].add(pk)
    return {
        (kind, pk): name
        for kind, pks in wanted.items()
        for pk, name in SUBJECT_NAMES[kind](reader_id, sorted(pks)).items()
    }


def _draw(template: str, values: Mapping[str, object]) -> str:
    engine = engines["django"].engine  # type: ignore[attr-defined]
    text: str = engine.get_template(template).render(Context(dict(values), autoescape=False))
    return text.strip()


def words_of(notice: Notice, *, named: Named, secrets: Mapping[str, str] | None = None, base_url: str = "") -> Words:
    """The notice in the language now active. Raises whatever the template raises."""
    values: dict[str, object] = {name: _value(name, value) for name, value in notice.args.items()}
    for kind, pk in _named_ids(notice):
        values[kind] = named.get((kind, pk), f"#{pk}")
    values["subject"] = named.get((notice.subject_kind, notice.subject_id), "")
    values["url"] = base_url + notice.url if notice.url else ""
    values.update(secrets or {})
    subject = _draw(f"notices/{notice.template}.subject.txt", values)
    return Words(subject=" ".join(subject.split()), body=_draw(f"notices/{notice.template}.body.txt", values))


def words_for_mail(notice: Notice) -> Words:
    """The notice as a mail to its recipient: in their language, with a link and a foot."""
    secrets = sealing.unseal(notice.secret_sealed, bound_to=notice.key) if notice.secret_sealed else {}
    recipient = notice.recipient
    with translation.override(recipient.locale if recipient else notice.locale):
        named = names_for([notice], notice.recipient_id)
        words = words_of(notice, named=named, secrets=secrets, base_url=settings.BASE_URL)
        framed = _draw(
            "notices/mail_frame.txt",
            {
                "body": words.body,
                "url": settings.BASE_URL + notice.url if notice.url else "",
                "preferences_url": settings.BASE_URL + CHOICES_PATH if recipient else "",
            },
        )
    return Words(subject=words.subject, body=framed + "\n")


def words_for_message(notice: Notice) -> Words:
    """The notice as a text message or a line in a chat group: its one line, and where to look.

    It passes through a provider and lights up on screens that others see: names are those that nobody in particular may
    see, and what is secret is in it only where the notice was made for that one number (a code).
    """
    alone = notice.channel == Notice.Channel.SMS and notice.recipient_id is None and notice.secret_sealed is not None
    secrets = sealing.unseal(notice.secret_sealed or b"", bound_to=notice.key) if alone else {}
    recipient = notice.recipient
    with translation.override(recipient.locale if recipient else notice.locale):
        words = words_of(notice, named=names_for([notice], None), secrets=secrets)
    return Words(subject=words.subject, body=settings.BASE_URL + notice.url if notice.url else "")


def words_for(notice: Notice) -> Words:
    """The notice as its channel carries it."""
    return words_for_mail(notice) if notice.channel == Notice.Channel.MAIL else words_for_message(notice)


def mask(address: str) -> str:
    """An address that shows who it may be without being one: `li***@example.org`, 138****1234, the host of a group."""
    if "://" in address:
        return f"{urlsplit(address).hostname}/***"
    if "@" not in address:
        return mask_phone(address)
    name, _, domain = address.partition("@")
    return f"{name[:2]}***@{domain}"


def address_of(notice: Notice) -> str:
    """Where it goes: the account's address or number of today, or the sealed one. Empty when there is none any more."""
    user = notice.recipient
    if user is None:
        return _sealed(notice)["address"]
    if not user.is_active:
        return ""
    if notice.channel == Notice.Channel.SMS:
        return unseal_phone(user.phone_sealed, user.pk) if user.phone_sealed else ""
    return user.email


def signing_secret_of(notice: Notice) -> str:
    """By what a message to a chat group is signed; empty for every other."""
    return _sealed(notice).get("signing_secret", "") if notice.channel == Notice.Channel.WORKCHAT else ""


def _sealed(notice: Notice) -> dict[str, str]:
    return sealing.unseal(notice.address_sealed or b"", bound_to=notice.key)
