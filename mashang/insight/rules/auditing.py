"""The audit: what can be worked out exactly from the cells of a table that are shown, by adding and subtracting them.

Payers that stand in just the same cells form one atom, since nobody can tell their amounts apart; cells are vectors over
the atoms. What lies in the space that the shown vectors span can be worked out, and nothing else can.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic

import numpy as np
from numpy.typing import NDArray

from mashang.insight.rules.disclosure import Key, Limits, Members, firms_of

Rows = NDArray[np.intp]
Matrix = NDArray[np.float64]
NEAR = 1e-7


@dataclass(frozen=True, slots=True)
class Leak(Generic[Key]):
    """Something that can be worked out: in words for the log, and the shown cells it runs through, the smallest first.

    `through` is empty where only cells of former tables are needed, which nothing can close any more.
    """

    what: str
    through: tuple[Key, ...]


class Audit(Generic[Key]):
    """One table, looked at again and again while more and more of its cells are withheld."""

    def __init__(
        self,
        cells: Mapping[Key, Members],
        splits: Mapping[Key, tuple[tuple[Key, ...], ...]],
        shown: Sequence[Members],
        hidden: Sequence[Members],
        limits: Limits,
    ) -> None:
        self.keys = [key for key, members in cells.items() if members]
        self.place = {key: row for row, key in enumerate(self.keys)}
        self.splits, self.limits = splits, limits
        self.own = len(self.keys)
        # What was told before stays known: to withhold it now closes nothing, and it is no secret to be worked out.
        told = frozenset(one for one in shown if one)
        self.known = frozenset(row for row, key in enumerate(self.keys) if cells[key] in told)
        members = [cells[key] for key in self.keys]
        members += sorted(told - frozenset(members), key=sorted)
        matrix, atoms = _matrix(members + sorted((frozenset(hidden) - told) - {frozenset()}, key=sorted))
        self.matrix, self.hidden = matrix[: len(members)], matrix[len(members) :]
        self.atoms = [firms_of(atom) for atom in atoms]
        self.firms = np.array([len(firms) for firms in self.atoms], dtype=np.float64)
        self.largest = np.array([max(abs(amount) for _firm, amount in atom) for atom in atoms], dtype=np.float64)
        self.total = np.array([sum(abs(amount) for _firm, amount in atom) for atom in atoms], dtype=np.float64)
        self.size = self.matrix @ self.firms
        self.unfit = np.flatnonzero([self._is_unfit(row) for row in np.eye(len(atoms), dtype=bool)])

    def find_leaks(self, withheld: Collection[Key]) -> list[Leak[Key]]:
        """Every withheld cell, every too small group of payers, every too small remainder that can be worked out."""
        closed = np.array(
            [row for row, key in enumerate(self.keys) if key in withheld and row not in self.known], dtype=np.intp
        )
        out = np.zeros(len(self.matrix), dtype=bool)
        out[closed] = True
        open_rows = np.flatnonzero(~out)
        if not len(open_rows):
            return []
        basis, back = _span(self.matrix[open_rows])
        found = self._spanned("withheld cell", self.matrix[closed], open_rows, basis, back)
        found += self._spanned("cell withheld before", self.hidden, open_rows, basis, back)
        found += self._spanned("few payers", np.eye(len(self.firms))[self.unfit], open_rows, basis, back)
        return found + self._remainders(out) + self._between(open_rows)

    def _is_unfit(self, atoms: NDArray[np.bool_]) -> bool:
        """May the sum over these atoms not be told of itself? Nobody is behind none of them."""
        if not atoms.any():
            return False
        return self.limits.reason(self._firms_in(atoms), self.largest[atoms].max(), self.total[atoms].sum()) is not None

    def _firms_in(self, atoms: NDArray[np.bool_]) -> int:
        return len(frozenset().union(*(self.atoms[atom] for atom in np.flatnonzero(atoms))))

    def _spanned(self, what: str, targets: Matrix, open_rows: Rows, basis: Matrix, back: Matrix) -> list[Leak[Key]]:
        """The targets that are sums and differences of open rows, each with the own cells it is made of."""
        if not len(targets):
            return []
        inside = targets @ basis.T
        gap = np.linalg.norm(targets - inside @ basis, axis=1)
        leaking = np.flatnonzero(gap < NEAR * np.maximum(1, np.linalg.norm(targets, axis=1)))
        parts = inside[leaking] @ back
        return [self._leak(what, open_rows[np.abs(row) > NEAR]) for row in parts]

    def _leak(self, what: str, rows: Rows) -> Leak[Key]:
        own = sorted(
            (row for row in rows if row < self.own and row not in self.known), key=lambda row: (self.size[row], row)
        )
        return Leak(what, tuple(self.keys[row] for row in own))

    def _remainders(self, out: NDArray[np.bool_]) -> list[Leak[Key]]:
        """What a whole less its shown parts leaves, where that may not be told."""
        found = []
        for whole, ways in self.splits.items():
            row = self.place.get(whole)
            if row is None or out[row]:
                continue
            for parts in ways:
                shown = [self.place[part] for part in parts if part in self.place and not out[self.place[part]]]
                rest = self.matrix[row] - self.matrix[shown].sum(axis=0)
                if self._is_unfit(np.abs(rest) > NEAR):
                    found.append(self._leak("remainder", np.array([*(shown or [row])])))
        return found

    def _between(self, open_rows: Rows) -> list[Leak[Key]]:
        """Two shown cells of which one holds the other and a rest that may not be told, or that differ by few firms."""
        rows = self.matrix[open_rows]
        missing = rows.sum(axis=1)[:, None] - rows @ rows.T  # atoms of the first that are not in the second
        size = self.size[open_rows]
        apart = size[:, None] + size - 2 * (rows * self.firms) @ rows.T
        near = (missing > NEAR) & ((missing.T < NEAR) | (apart < 2 * self.limits.least_firms))
        found = []
        for one, other in np.argwhere(near):
            differ = np.abs(rows[one] - rows[other]) > NEAR
            nested = missing[other, one] < NEAR
            if self._is_unfit(differ) if nested else self._firms_in(differ) < self.limits.least_firms:
                found.append(self._leak("difference", open_rows[[one, other]]))
        return found


def _matrix(cells: Sequence[Members]) -> tuple[Matrix, list[list[tuple[int, int]]]]:
    """One row for each cell, one column for each atom; and the payers of each atom."""
    standing: dict[tuple[int, int], list[int]] = {}
    for row, members in enumerate(cells):
        for payer in members:
            standing.setdefault(payer, []).append(row)
    atoms: dict[tuple[int, ...], list[tuple[int, int]]] = {}
    for payer, rows in standing.items():
        atoms.setdefault(tuple(rows), []).append(payer)
    matrix = np.zeros((len(cells), len(atoms)))
    for column, rows_of_atom in enumerate(atoms):
        matrix[list(rows_of_atom), column] = 1
    return matrix, list(atoms.values())


def _span(rows: Matrix) -> tuple[Matrix, Matrix]:
    """An orthonormal basis of the space that the rows span, and how each of its vectors is made of the rows."""
    left, weights, right = np.linalg.svd(rows, full_matrices=False)
    rank = int((weights > NEAR * max(weights[0], 1)).sum())
    return right[:rank], (left[:, :rank] / weights[:rank]).T
