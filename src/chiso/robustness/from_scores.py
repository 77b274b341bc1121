"""From a folder of `chiso score` to a model: the index as a weighted mean of shares of the maxima.

    index = Σ max · (points / max)        a sum of its criteria, so weights can take the place of the maxima

Points are exact fractions; their shares are scaled to whole numbers with all their places where those fit.
An index with effects of its own (a geometric mean, ceilings, vetoes, rounding) is no such sum and is refused
rather than treated as one. Only complete units are ranked, as in the run itself.

    CH-8104 which league   CH-8105 no sum of its criteria   CH-8106 no choice of methods   CH-8117 too large
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from chiso.language import Text, listing, text
from chiso.problems import BadInput, Problem, WrongCall
from chiso.robustness.choices import Choice, Choices, equal_odds
from chiso.robustness.data_errors import DataErrors, Figures, Key, no_errors
from chiso.robustness.forms import Form, SumForm
from chiso.robustness.measured import (
    MOST_NAMED,
    Measured,
    NodeTree,
    check_told,
    fault,
    leaving_out,
    weight_draws,
)
from chiso.robustness.model import RankedRow, RankModel
from chiso.robustness.specification import Specification
from chiso.robustness.transforms import FloatArray
from chiso.robustness.whole_numbers import whole_table, whole_table_of_floats
from chiso.scoring.result import Result
from chiso.scoring.run import Run

# Standard errors beyond so many are not drawn: 2⁻³³ is the least chance that a number of 32 bits has.
_LARGEST_NORMAL = 7


def league_of(run: Run, key: str | None) -> Result:
    """The league that is meant. Raises WrongCall (CH-8104) where several are there and none is named."""
    results = run.results
    if key is None and len(results) == 1:
        return results[0]
    for result in results:
        if result.league.key == key:
            return result
    names = [result.league.key for result in results]
    expected = text("Expected the key of one league: each has a ranking of its own.")
    mend = text("Name it with --league: {names}.", names=listing(names))
    raise WrongCall([fault("CH-8104", "--league", key or "", expected, mend)])


@dataclass(frozen=True)
class _Sums:
    """Points and maxima of the ranked units: codes bottom-up, points (units, indicators) as fractions."""

    tree: NodeTree
    units: tuple[str, ...]
    ranks: tuple[int, ...]
    shares: tuple[tuple[Fraction, ...], ...]


def measured_scores(result: Result, spec: Specification, errors: DataErrors = no_errors) -> Measured:
    """The model of one league. Raises BadInput with everything that keeps it from being varied."""
    _refuse_methods(spec)
    sums = _read_sums(result)
    check_told(spec, sums.units)
    tree = sums.tree
    draws = weight_draws(tree, spec.weights, spec.weights.of or "indicators")
    out = leaving_out(spec.leave_out, tree.indicators)
    maxima = np.asarray([float(tree.weights[code]) for code in tree.indicators])
    points = np.asarray([[float(share) for share in row] for row in sums.shares]) * maxima
    keys = [Key(unit, "", code) for unit in sums.units for code in tree.indicators]
    passed_over = frozenset(unit.code for unit in result.units) - frozenset(sums.units)
    drawn = errors(Figures(keys, points, passed_over))
    choices, form_of = _forms(sums, spec, drawn.standard_errors, drawn.tables, maxima)
    rows = tuple(RankedRow(unit, "", rank) for unit, rank in zip(sums.units, sums.ranks, strict=True))
    model = RankModel(
        rows,
        (slice(0, len(rows)),),
        tree.indicators,
        draws,
        Choices(choices, out),
        form_of,
        has_drawn_errors=drawn.standard_errors is not None,
    )
    return Measured(
        model,
        {unit.code: unit.name for unit in result.units},
        {
            "kind": "score",
            "framework": result.framework.key,
            "hash": result.framework.hash,
            "period": result.period.written,
            "league": result.league.key,
        },
        tuple((unit.code, "incomplete") for unit in result.units if not result.is_complete(unit.uid)),
        drawn.assumptions,
        None if drawn.tables is None else len(drawn.tables),
        drawn.digests,
        next(iter(drawn.files.values()), None),
        nodes=tree.indicators if draws.tree.is_flat else tree.nodes[:-1],
    )


def _forms(
    sums: _Sums,
    spec: Specification,
    standard_errors: FloatArray | None,
    tables: FloatArray | None,
    maxima: FloatArray,
) -> tuple[tuple[Choice, ...], Callable[[int], Form]]:
    try:
        if tables is not None:
            made = [whole_table_of_floats(one / maxima, places=spec.places) for one in tables]
            names = tuple(str(number + 1) for number in range(len(made)))
            forms: list[Form] = [SumForm(one) for one in made]
            return (Choice("data", names, equal_odds(len(made))),), forms.__getitem__
        room = Fraction(0)
        errors = None
        if standard_errors is not None:
            errors = standard_errors / maxima
            room = _LARGEST_NORMAL * Fraction(float(errors.sum(axis=1).max()))
        table = whole_table(sums.shares, places=spec.places, room=room)
    except OverflowError as error:
        expected = text("Expected figures that can be scaled to whole numbers of 33 bits.")
        mend = text("Ask for fewer places, or bring the figures to a smaller scale.")
        raise BadInput([fault("CH-8117", "places", "", expected, mend)]) from error
    form = SumForm(table, None if errors is None else errors * 10.0**table.places)
    return (), lambda stratum: form


def _refuse_methods(spec: Specification) -> None:
    named = [name for name in ("impute", "treat", "normalise", "aggregate", "fill") if getattr(spec, name)]
    if named:
        expected = text("Expected weights, indicators left out or errors of data: this index has no plan.")
        mend = text("Methods are varied in a composite index: give the folder of “chiso composite”.")
        raise BadInput([fault("CH-8106", name, "", expected, mend) for name in named])


def _read_sums(result: Result) -> _Sums:
    """Points, maxima and tree of the ranked units. Raises BadInput (CH-8105)."""
    ranked = [row for row in result.ranking if row.rank is not None]
    if not ranked:
        expected = text("Expected two units or more that are ranked.")
        raise BadInput(
            [fault("CH-8118", "", "", expected, text("Score complete units by a set that ranks."))]
        )
    ranked.sort(key=lambda row: row.unit.code)
    first = {node.code: node for node in result.nodes(ranked[0].unit.uid)}
    counted = [code for code, node in first.items() if node.max_points]
    children = children_of(result, counted)
    leaves = tuple(code for code in counted if code not in children)
    if len(leaves) < 2:
        raise BadInput([_no_sum([])])
    tree = NodeTree(
        leaves,
        bottom_up(children),
        children,
        {code: Fraction(first[code].max_points or 0) for code in counted},
    )
    shares, off = [], []
    for row in ranked:
        nodes = {node.code: node for node in result.nodes(row.unit.uid)}
        points = [nodes[code].points for code in leaves]
        same = all(nodes[code].max_points == first[code].max_points for code in leaves)
        if not same or None in points or sum(point or 0 for point in points) != row.score:
            off.append(row.unit.code)
            continue
        shares.append(
            tuple(
                (point or Fraction(0)) / tree.weights[code]
                for point, code in zip(points, leaves, strict=True)
            )
        )
    if off:
        raise BadInput([_no_sum(off)])
    return _Sums(
        tree, tuple(row.unit.code for row in ranked), tuple(row.rank or 0 for row in ranked), tuple(shares)
    )


def _no_sum(units: list[str]) -> Problem:
    found: Text | str = text("not so: {units}", units=listing(units[:MOST_NAMED])) if units else ""
    expected = text(
        "Expected a score that is the sum of the points of its criteria, with the same maxima for every unit."
    )
    mend = text("Other weights have no meaning here; build the index as a composite one.")
    return fault("CH-8105", "weights", found, expected, mend)


def children_of(result: Result, counted: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """The children of each group, the index among them, of the nodes that have points."""
    parents = result.framework.parents
    root = result.prepared.root.code
    children: dict[str, list[str]] = {}
    for code in counted:
        if code != root:
            above = parents[code]
            children.setdefault(root if above is None else above.code, []).append(code)
    return {code: tuple(below) for code, below in children.items()}


def bottom_up(children: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The groups, each after those below it."""
    found: list[str] = []

    def visit(code: str) -> None:
        for child in children.get(code, ()):
            visit(child)
        if code in children:
            found.append(code)

    visit(next(code for code in children if all(code not in below for below in children.values())))
    return tuple(found)
