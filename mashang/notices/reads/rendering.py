"""Turning notices into words, at the moment they are sent or shown and in the reader's language."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template import Context, engines
from django.utils import translation

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


def mask(address: str) -> str:
    """An address that shows who it may be without being one: `li***@example.org`."""
    name, _, domain = address.partition("@")
    return f"{name[:2]}***@{domain}"


def address_of(notice: Notice) -> str:
    """Where the mail goes: the account's address of today, or the sealed one. Empty when there is none any more."""
    if notice.recipient is not None:
        return notice.recipient.email if notice.recipient.is_active else ""
    return sealing.unseal(notice.address_sealed or b"", bound_to=notice.key)["address"]
