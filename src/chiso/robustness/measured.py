"""What was ranked, whichever way it was computed, and what is varied about it, ready for the runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from chiso.language import Text, listing, text
from chiso.problems import BadInput, Place, Problem, quote
from chiso.robustness.choices import LeavingOut
from chiso.robustness.model import RankModel
from chiso.robustness.specification import (
    DirichletWeights,
    LeaveOut,
    NoiseWeights,
    Of,
    OneLeftOut,
    Specification,
    Weights,
)
from chiso.robustness.weight_draws import Kind, WeightDraws
from chiso.robustness.weight_tree import WeightTree, flat_tree, whole_weights

MOST_NAMED = 12


@dataclass(frozen=True)
class Measured:
    """A model with what a reader of its result wants to know.

    `source`: what was read, for the record; `left_out`: rows that are not ranked; `assumptions`: sentences
    that belong beside every figure made of it; `tables`: of how many drawn tables of data runs choose, None:
    of none; `digests`: SHA-256 of the files that were read; `error_file`: the one that errors stand in;
    `nodes`: the code of each node that has a weight.
    """

    model: RankModel
    names: Mapping[str, str]
    source: Mapping[str, Any]
    left_out: tuple[tuple[str, str], ...] = ()
    assumptions: tuple[Text, ...] = ()
    tables: int | None = None
    digests: Mapping[str, str] = field(default_factory=dict)
    error_file: bytes | None = None
    nodes: tuple[str, ...] = ()


def fault(code: str, where: str, found: object, expected: Text, mend: Text) -> Problem:
    """One problem at a key of the specification."""
    return Problem(
        code, Place(field=where), found if isinstance(found, Text) else quote(found), expected, mend
    )


@dataclass(frozen=True)
class NodeTree:
    """The tree of an index by codes: indicators, groups bottom-up, children, weights of all but the index."""

    indicators: tuple[str, ...]
    groups: tuple[str, ...]
    children: Mapping[str, tuple[str, ...]]
    weights: Mapping[str, Fraction]

    @property
    def nodes(self) -> tuple[str, ...]:
        """Indicators, then groups, the index last."""
        return self.indicators + self.groups

    def shares(self) -> dict[str, Fraction]:
        """The share of each indicator in the index, by the given weights."""
        shares = {self.groups[-1]: Fraction(1)}
        for group in reversed(self.groups):
            below = self.children[group]
            total = sum(self.weights[child] for child in below)
            shares |= {child: shares[group] * self.weights[child] / total for child in below}
        return {code: shares[code] for code in self.indicators}


def weight_draws(tree: NodeTree, weights: Weights, of: Of) -> WeightDraws:
    """How the weights of an index are drawn. Raises BadInput (CH-8108)."""
    if of == "indicators":
        flat = flat_tree(len(tree.indicators))
        shares = tree.shares()
        made, given = flat, [shares[code] for code in tree.indicators]
    else:
        places = {code: place for place, code in enumerate(tree.nodes)}
        made = WeightTree(
            len(tree.indicators),
            tuple(tuple(places[child] for child in tree.children[group]) for group in tree.groups),
        )
        given = [tree.weights[code] for code in tree.nodes[:-1]]
    last = len(made.groups) - 1
    varied = frozenset({last}) if of == "fields" else frozenset(range(len(made.groups)))
    kind = _KINDS[weights.kind]
    concentration = float(weights.concentration) if isinstance(weights, DirichletWeights) else 1.0
    within = float(weights.within) if isinstance(weights, NoiseWeights) else 0.0
    whole, _ = whole_weights(made, given)
    if isinstance(weights, DirichletWeights):
        _check_concentration(made, given, weights.concentration, varied)
    return WeightDraws(made, whole, kind, concentration, within, frozenset() if kind == "given" else varied)


_KINDS: Mapping[str, Kind] = {
    "given@1": "given",
    "uniform@1": "uniform",
    "dirichlet@1": "dirichlet",
    "noise@1": "noise",
    "ordered@1": "ordered",
}


def _check_concentration(
    tree: WeightTree, given: Sequence[Fraction], concentration: Fraction, varied: frozenset[int]
) -> None:
    """Each parameter has to be 1 or more: below, most of the weight would lie in the corners."""
    needed = Fraction(0)
    for group in varied:
        own = [given[child] for child in tree.groups[group]]
        if min(own) > 0:
            needed = max(needed, sum(own) / (len(own) * min(own)))
    if any(given[child] <= 0 for group in varied for child in tree.groups[group]) or needed > concentration:
        least = -(-needed.numerator // needed.denominator) if needed else 1
        raise BadInput(
            [
                fault(
                    "CH-8108",
                    "weights.concentration",
                    str(concentration),
                    text("Expected a concentration that gives every weight a parameter of 1 or more."),
                    text("Take {least} or more; weights of 0 cannot be varied so.", least=least),
                )
            ]
        )


def leaving_out(asked: LeaveOut | None, indicators: Sequence[str]) -> LeavingOut:
    """Which indicators are left out, by number. Raises BadInput (CH-8109)."""
    if asked is None:
        return LeavingOut()
    places = {code: place for place, code in enumerate(indicators)}
    named = tuple(indicators) if asked.among is None else asked.among
    unknown = [code for code in named if code not in places]
    if unknown or len(set(named)) != len(named):
        twice = sorted({code for code in named if named.count(code) > 1})
        raise BadInput(
            [
                fault(
                    "CH-8109",
                    "leave_out.among",
                    ", ".join(unknown or twice),
                    text("Expected codes of indicators of this index, each once."),
                    text("There are: {names}.", names=listing(list(indicators)[:MOST_NAMED])),
                )
            ]
        )
    if len(indicators) < 2:
        return LeavingOut()
    among = tuple(places[code] for code in named)
    return LeavingOut("one" if isinstance(asked, OneLeftOut) else "each", asked.chance, among)


def check_told(spec: Specification, rows: Sequence[str]) -> None:
    """Raise BadInput: CH-8102 (an unknown unit), CH-8118 (nothing varies, or too few units)."""
    problems = []
    units = set(rows)
    unknown = [unit for unit in spec.told.above if unit not in units]
    if unknown:
        expected = text("Expected codes of units that are ranked.")
        mend = text("There are: {names}.", names=listing(sorted(units)[:MOST_NAMED]))
        problems.append(fault("CH-8102", "told.above", ", ".join(unknown), expected, mend))
    below = [number for number in (*spec.told.top, *spec.told.moves) if number < 1]
    if below:
        expected = text("Expected whole numbers from 1.")
        problems.append(
            fault("CH-8102", "told", ", ".join(map(str, below)), expected, text("Correct the number."))
        )
    if not spec.varies:
        expected = text("Expected something that varies: weights, methods, indicators left out, or data.")
        problems.append(
            fault("CH-8118", "", "", expected, text("Write what is open to dispute into the specification."))
        )
    if len(units) < 2:
        expected = text("Expected two units or more that are ranked.")
        problems.append(
            fault(
                "CH-8118",
                "",
                ", ".join(sorted(units)),
                expected,
                text("One unit has nobody to be compared with."),
            )
        )
    if problems:
        raise BadInput(problems)
