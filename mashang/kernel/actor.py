"""Who acts: the one value that every act and every read is asked with."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace

from mashang.kernel.errors import NotAllowed
from mashang.kernel.text import Message, _


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, device or the system itself, in one role and one area subtree.

    `area_path` is the root of the subtree the actor may see; the empty path is the whole tree.
    `tower_ids` and `firm_ids` narrow that to single towers or firms (a property manager, a firm's
    staff); None means no narrowing. Permissions are those of the role now acted in. Without an account:
    `asker` is the blind index of the telephone number that was proved by a code, `case_id` the one case
    for which a one-time link was made; each narrows what is seen to just that.
    """

    user_id: int | None
    name: str
    role: str
    area_path: str = ""
    area_id: int | None = None
    district_id: int = 0
    membership_id: int | None = None
    department_id: int | None = None
    permissions: frozenset[str] = frozenset()
    tower_ids: frozenset[int] | None = None
    firm_ids: frozenset[int] | None = None
    walls: frozenset[int] = frozenset()
    asker: bytes = b""
    case_id: int | None = None
    face: str = "cli"
    locale: str = "zh-hans"
    request_id: uuid.UUID = field(default_factory=uuid.uuid4)

    @classmethod
    def system(cls, name: str = "system", *, district_id: int = 0) -> Actor:
        """The platform itself (worker, loading of content): may do everything, sees no walled matter."""
        return cls(user_id=None, name=name, role="system", district_id=district_id, permissions=frozenset({"*"}))

    def may(self, permission: str) -> bool:
        """Does the acting role hold this permission?"""
        return permission in self.permissions or "*" in self.permissions

    def covers(self, area_path: str) -> bool:
        """Does this place lie in the actor's area subtree? Two characters a level, so a prefix is a subtree."""
        return area_path.startswith(self.area_path)

    def require(self, permission: str, *, area_path: str | None = None, tower_id: int | None = None) -> None:
        """Refuse with NotAllowed unless the actor holds the permission, in that area and for that tower."""
        if not self.may(permission):
            raise NotAllowed(
                "role_lacks_permission",
                _("Your role may not do this."),
                mend=self.ask_for_more(),
            )
        if area_path is not None and not self.covers(area_path):
            raise NotAllowed(
                "outside_area", _("This place lies outside your area."), mend=_("Ask the office of that area.")
            )
        if tower_id is not None and self.tower_ids is not None and tower_id not in self.tower_ids:
            raise NotAllowed(
                "outside_towers",
                _("This tower is not one of yours."),
                mend=_("Ask a section head of the office, who gives towers."),
            )

    def ask_for_more(self) -> Message:
        """Whom to ask for what this role lacks: only staff get roles from a security administrator."""
        if self.firm_ids is None and self.tower_ids is None:
            return _("Switch role, or ask a security administrator for one that may.")
        return _("Switch role, or ask whoever let you in: in a firm its owner; for owners and towers the office.")

    def within(self, **changes: object) -> Actor:
        """The same actor with some fields changed (another face, another request)."""
        return replace(self, **changes)  # type: ignore[arg-type]
