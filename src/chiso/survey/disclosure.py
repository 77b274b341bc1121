"""Disclosure: figures that speak of too few people, and those that would let them be computed.

Published are cells of a table, domain × code, in which sums hold: the answers of a domain are the sum of
those of its parts, a factor the sum of its questions. Each sum of one level is an equation

    cell of the whole − Σ cells of its parts = 0

A cell of fewer than `smallest` people is hidden (*primary*). That is not enough: if it is the only hidden
one in an equation, subtraction gives it. Further cells are hidden (*complementary*) until

1. no equation has a single hidden cell that must be kept, or hidden parts of together fewer than
   `smallest` people under a whole that is shown;
2. no combination of equations gives a kept cell: its unit vector does not lie in the row space of the
   equations restricted to hidden cells. This audit is exact; the choice of cells is greedy: the cell that
   mends most equations first, then the one with the fewest people (Hundepool et al. 2012, chapter 4;
   the choice is the project's own and not always the smallest possible).

A cell of nobody holds nobody's answers: it is known to be empty, and neither kept nor hidden.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
Equations = sparse.csr_matrix
# Eigenvalues of a product of matrices of 0, 1 and −1 are far from this unless they are 0; so is the
# distance of a unit vector from the row space.
_ZERO = 1e-11
_NEAR = 1e-7
# Unknowns that are looked at in one go.
_UNKNOWNS = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Hidden:
    """(D, C) each: cells of too few people, and cells hidden so that those cannot be computed."""

    primary: Flags
    complementary: Flags


def protect(
    n: Whole, hidden: Flags, *, domain_parents: Whole, code_parents: Whole, smallest: float,
    complementary: bool = True,
) -> Hidden:  # fmt: skip
    """Which cells to hide, over those that are `hidden` already for other reasons.

    `n` (D, C): people behind each cell. `domain_parents` (D,), `code_parents` (C,): the position of the
    whole of which each is a part, −1 for none; the parts of a whole share no person (domains) or no
    question (codes) and are all of it.
    """
    primary = (n > 0) & (n < smallest)
    if not complementary:
        return Hidden(primary, np.zeros_like(primary))
    equations = equations_of(n.shape, domain_parents, code_parents)
    search = _Search(equations, n.ravel(), primary.ravel(), hidden.ravel() & (n.ravel() > 0), smallest)
    kept = search.hide_until_safe()
    return Hidden(primary, (kept & ~primary.ravel()).reshape(n.shape))


def equations_of(shape: tuple[int, ...], domain_parents: Whole, code_parents: Whole) -> Equations:
    """One row for each whole with parts: +1 at the whole, −1 at its parts; cells numbered row by row."""
    cell = np.arange(int(np.prod(shape))).reshape(shape)
    columns, lengths = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for parents, cells in ((domain_parents, cell), (code_parents, cell.T)):
        for whole in np.unique(parents[parents >= 0]):
            block = np.vstack([cells[whole][None, :], cells[np.flatnonzero(parents == whole)]]).T
            columns.append(block.ravel())
            lengths.append(np.full(len(block), block.shape[1]))
    starts = np.concatenate([[0], np.cumsum(np.concatenate(lengths))]).astype(np.int64)
    signs = np.full(starts[-1], -1.0)
    signs[starts[:-1]] = 1.0
    return sparse.csr_matrix((signs, np.concatenate(columns), starts), shape=(len(starts) - 1, cell.size))


def computable(equations: Equations, unseen: Flags) -> Flags:
    """(cells,) which hidden cells follow from the shown ones, by any combination of the equations."""
    told = np.zeros(len(unseen), dtype=np.bool_)
    columns = np.flatnonzero(unseen)
    among = equations[:, columns]
    among = among[np.diff(among.indptr) > 0]
    if not among.nnz:
        return told
    rows, cells_in_rows = among.nonzero()
    size = sum(among.shape)
    links = sparse.coo_matrix((np.ones(len(rows)), (rows, cells_in_rows + among.shape[0])), (size, size))
    _, group = connected_components(links, directed=False)
    group_of_row, group_of_cell = group[: among.shape[0]], group[among.shape[0] :]
    for number in np.unique(group_of_row):
        cells = np.flatnonzero(group_of_cell == number)
        part = among[np.flatnonzero(group_of_row == number)][:, cells]
        told[columns[cells]] = _told_in(part.tocsr())
    return told


def _told_in(part: Equations) -> Flags:
    """Which unknowns of the equations have one value only: unit vectors that lie in the row space.

    The row space comes from the eigenvectors of part · partᵀ: there are fewer equations than unknowns, and
    each unknown stands in few of them.
    """
    sizes, vectors = np.linalg.eigh((part @ part.T).toarray())
    kept = sizes > _ZERO * sizes[-1]
    basis = vectors[:, kept] / np.sqrt(sizes[kept])
    unknowns = part.T.tocsr()
    told = np.empty(unknowns.shape[0], np.bool_)
    for start in range(0, len(told), _UNKNOWNS):
        inside = unknowns[start : start + _UNKNOWNS] @ basis
        told[start : start + _UNKNOWNS] = np.einsum("cr,cr->c", inside, inside) > 1 - _NEAR
    return told


class _Search:
    """Hides one cell after the other until nothing that must be kept can be computed."""

    def __init__(
        self, equations: Equations, people: Whole, primary: Flags, hidden: Flags, smallest: float
    ) -> None:
        self.equations = equations
        self.touches = abs(equations).tocsr()
        self.parts = (equations < 0).astype(np.int64).tocsr()
        self.wholes = (equations > 0).astype(np.int64).tocsr()
        self.people = people
        self.smallest = smallest
        self.kept = primary.copy()
        self.unseen = hidden | primary

    def hide_until_safe(self) -> Flags:
        """The cells that must be kept, hidden ones included."""
        while True:
            while (weak := self._weak()).any():
                if not self._hide_one(weak):
                    # Nothing is shown around the hidden cells, so that nothing can be subtracted from.
                    return self.kept
            told = computable(self.equations, self.unseen) & self.kept
            if not told.any() or not self._cover(told):
                return self.kept

    def _cover(self, told: Flags) -> bool:
        """Hide a cell beside each that is told, unless one beside it was just hidden; whether any was."""
        covered = np.zeros(len(self.touches.indptr) - 1, dtype=np.bool_)
        found = False
        for cell in np.flatnonzero(told):
            single = np.zeros_like(told)
            single[cell] = True
            around = self._around(single)
            if (around & covered).any():
                continue
            before = self.unseen.copy()
            if self._hide_one(around):
                found = True
                covered |= self._around(self.unseen & ~before)
        return found

    def _hide_one(self, weak: Flags) -> bool:
        """Hide a cell of these equations, else of those around any hidden cell; whether there was one."""
        chosen = self._choose(weak)
        if chosen is None:
            chosen = self._choose(self._around(self.unseen))
        if chosen is None:
            return False
        self.unseen[chosen] = self.kept[chosen] = True
        return True

    def _around(self, cells: Flags) -> Flags:
        """The equations in which one of the cells stands."""
        around: Flags = (self.touches @ cells.astype(np.int64)) > 0
        return around

    def _weak(self) -> Flags:
        """Equations that give a kept cell by themselves, or the sum of hidden parts of too few people."""
        seen = self.unseen.astype(np.int64)
        alone = (self.touches @ seen) == 1
        whole_is_shown = (self.wholes @ seen) == 0
        few = whole_is_shown & (self.parts @ (self.people * seen) < self.smallest)
        weak: Flags = self._around(self.kept) & (alone | few)
        return weak

    def _choose(self, weak: Flags) -> int | None:
        """The shown cell that mends most weak equations, among these the one with the fewest people."""
        mends = self.touches.T @ weak.astype(np.int64)
        candidates = np.flatnonzero((mends > 0) & ~self.unseen & (self.people > 0))
        if not len(candidates):
            return None
        order = np.lexsort((candidates, self.people[candidates], -mends[candidates]))
        return int(candidates[order[0]])
