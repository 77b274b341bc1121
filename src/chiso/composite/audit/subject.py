"""What is audited: the stages of a run that the questions are put to, and names of nodes and rows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from chiso.composite.run import RAW, CompositeRun
from chiso.composite.table import FloatArray, IndicatorTable, Row
from chiso.composite.tree import Tree
from chiso.language import Bilingual

# Steps that change figures so that their own shape is no longer seen.
_CHANGING = ("Treated", "Normalised", "Aggregated")
# Sizes of floats for eyes; a picture needs no more.
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Subject:
    """`raw`: as it came; `entered`: before anything was tamed or put on a scale; `scores`: the end."""

    run: CompositeRun
    tree: Tree
    raw: IndicatorTable
    entered: IndicatorTable
    scores: IndicatorTable

    @property
    def leaves(self) -> tuple[str, ...]:
        """The codes of the indicators."""
        return self.tree.leaves

    def title(self, code: str) -> Bilingual:
        """The title of a node in both languages."""
        return self.run.framework.nodes_by_code[code].title

    def parent(self, code: str) -> str:
        """The group above a node; "" above the index."""
        return self.run.framework.nodes_by_code[code].parent

    def parts(self, group: str) -> FloatArray:
        """(rows, children): scores of the children of a group."""
        return self.scores.columns(self.tree.children(group))

    def weights(self, group: str) -> FloatArray:
        """(children,): shares of the weight, which sum to 1.

        Where each unit has its own weights: the mean share of its score that a child made.
        """
        given = np.asarray(self.run.weights[group], dtype=np.float64)
        if given.ndim == 1:
            share: FloatArray = given / given.sum()
            return share
        made = np.where(np.isnan(given * self.parts(group)), 0.0, given * self.parts(group))
        total = made.sum(-1, keepdims=True)
        shares: FloatArray = np.divide(made, total, where=total > 0, out=np.zeros_like(made))
        mean: FloatArray = shares.sum(0) / max(int((total > 0).sum()), 1)
        return mean


def subject_of(run: CompositeRun) -> Subject:
    """The stages of a run that the audit looks at."""
    names = list(run.stages)
    first = next((names.index(name) for name in names if name in _CHANGING), len(names))
    return Subject(
        run,
        run.tree,
        run.stages[RAW],
        run.stages[names[max(first - 1, 0)]],
        run.stages["Aggregated"],
    )


def named(row: Row, names: Mapping[str, str]) -> str:
    """A row as people name it: the unit by its name where there is one, and the period of a panel."""
    return f"{names.get(row.unit, row.unit)} {row.period}".strip()


def exact(figure: float) -> Fraction | None:
    """A float for a picture; None where it is missing."""
    if not math.isfinite(figure):
        return None
    return Fraction(f"{figure:.{_DIGITS}g}")


def cell(figure: float) -> float | None:
    """A float for a table; None where it is missing."""
    return float(figure) if math.isfinite(figure) else None
