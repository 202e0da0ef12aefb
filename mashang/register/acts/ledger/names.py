"""Writes the names that firms and towers bear and bore. The firm or tower itself bears the current one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from mashang.kernel.errors import Refused
from mashang.kernel.names import fold, initials, pinyin
from mashang.kernel.text import _
from mashang.register.acts.ledger.copying import cell, copy_lines
from mashang.register.models import Firm, FirmName, Source, Tower, TowerName

Name = tuple[int, str, str, date | None]  # whose, the name, its kind, since when it is borne


def sort_key(name: str) -> str:
    """Pinyin and initials of a name: lists sort by it, and both can be searched."""
    return f"{pinyin(name)} {initials(name)}"


def write_firm_names(names: Iterable[Name], *, source: Source, at: datetime) -> None:
    """Write names of firms."""
    _write(FirmName, "firm_id", names, source, at)


def write_tower_names(names: Iterable[Name], *, source: Source, at: datetime) -> None:
    """Write names of towers."""
    _write(TowerName, "tower_id", names, source, at)


def rename(about: Firm | Tower, name: str, since: date, *, source: Source, at: datetime) -> int | None:
    """The firm or tower bears another name since a day, or the same name in another spelling as long as it did.

    The name it bore becomes a former one. Refuses a day before it bore that. Returns the id of the row that said it was current.
    """
    table, owner, borne = (
        (FirmName, "firm_id", about.name) if isinstance(about, Firm) else (TowerName, "tower_id", about.name_zh)
    )
    current = table._default_manager.filter(**{owner: about.pk}, kind="current", superseded_at=None).order_by("-pk")
    old = current.values("pk", "since").first() or {"pk": None, "since": None}
    if old["since"] is not None and since < old["since"]:
        raise Refused(
            "renamed_later", _("It bears its present name since %(day)s.", day=old["since"]), field="since",
            mend=_("Choose that day or a later one."),
        )  # fmt: skip
    current.update(superseded_at=at)
    # Two spellings of one name are one name: the old spelling is not a former name.
    same = fold(name) == about.name_folded
    former = [] if same else [(about.pk, borne, "former", old["since"])]
    _write(table, owner, [*former, (about.pk, name, "current", old["since"] if same else since)], source, at)
    bear(about, name)
    return old["pk"]


def bear(about: Firm | Tower, name: str) -> None:
    """Write the current name on the firm or tower."""
    keys = {"name_folded": fold(name), "name_pinyin": sort_key(name)}
    if isinstance(about, Firm):
        Firm.objects.filter(pk=about.pk).update(name=name, **keys | {"name_pinyin": keys["name_pinyin"][:600]})
    else:
        Tower.objects.filter(pk=about.pk).update(name_zh=name, **keys | {"name_pinyin": keys["name_pinyin"][:400]})


def _write(
    table: type[FirmName] | type[TowerName], owner: str, names: Iterable[Name], source: Source, at: datetime
) -> None:
    columns = (owner, "name", "folded", "kind", "since", "source_id", "recorded_at")
    same = f"{source.pk}\t{at}"
    copy_lines(
        table,
        columns,
        (
            f"{whose}\t{cell(name)}\t{cell(fold(name))}\t{kind}\t{cell(since)}\t{same}"
            for whose, name, kind, since in names
        ),
    )
