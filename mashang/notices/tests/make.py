"""Makers and stand-ins for the tests of notices."""

from __future__ import annotations

from dataclasses import dataclass, field

from mashang.accounts.models import User
from mashang.notices import ports


def make_user(login: str, *, email: str = "", locale: str = "zh-hans") -> User:
    """A person with a login and perhaps an address."""
    return User.objects.create_user(login, name=login, email=email, locale=locale)


@dataclass
class Postbox:
    """A channel that keeps what it is given, or fails as told."""

    letters: list[ports.Letter] = field(default_factory=list)
    fails: dict[str, Exception] = field(default_factory=dict)
    closed: int = 0

    def send(self, letter: ports.Letter) -> str:
        if failure := self.fails.get(letter.to):
            raise failure
        self.letters.append(letter)
        return f"ref-{len(self.letters)}"

    def close(self) -> None:
        self.closed += 1
