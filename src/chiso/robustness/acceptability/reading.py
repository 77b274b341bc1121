"""From a folder of results to an index whose weights may be moved.

Of a composite index the figures of every node are read as they are. Of a run of scoring a node is its share
of its maximum, and the maxima are the weights: the score has to be the sum of the points of its criteria.

    CH-8103 no folder of results   CH-8162 units with their own weights   CH-8163 a score that is no sum
    CH-8164 a panel without the period that is meant   CH-8165 an unknown unit, or one that is not ranked
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np

from chiso.composite.run import CompositeRun
from chiso.composite.run_files import MARKER as COMPOSITE
from chiso.composite.run_reading import read_run as read_composite_run
from chiso.frameworks.composite.aggregations import Aggregation, Arithmetic, Geometric, Harmonic, Power
from chiso.language import listing, text
from chiso.problems import BadInput, Place, Problem, WrongCall
from chiso.robustness.acceptability.weighed import SUM, Kind, Weighed
from chiso.robustness.from_scores import bottom_up, children_of, league_of
from chiso.scoring.result import Result
from chiso.scoring.run import RUN, read_run

_MOST_NAMED = 12


def read_weighed(out: Path, *, period: str | None = None, league: str | None = None) -> Weighed:
    """The index in a folder of “chiso composite” or “chiso score”. Raises BadInput and WrongCall."""
    if (out / COMPOSITE).is_file():
        return weighed_composite(read_composite_run(out), period)
    if (out / RUN).is_file():
        result = league_of(read_run(out), league)
        if period is not None:
            _period_of((result.period.written,), period)
        return weighed_scores(result)
    expected = text("Expected a folder that “chiso score” or “chiso composite” has written.")
    mend = text("Give the folder named with --out in that call.")
    raise BadInput([Problem("CH-8103", Place(str(out)), out.name, expected, mend)])


def digest_of(out: Path) -> dict[str, str]:
    """SHA-256 of the record by which the folder is known."""
    marker = next(name for name in (COMPOSITE, RUN) if (out / name).is_file())
    return {marker: hashlib.sha256((out / marker).read_bytes()).hexdigest()}


def weighed_composite(run: CompositeRun, period: str | None = None) -> Weighed:
    """The units of one period that have a score. Raises BadInput (CH-8162) and WrongCall (CH-8164)."""
    tree, last = run.tree, run.stages["Aggregated"]
    own = [group for group, weights in run.weights.items() if weights.ndim > 1]
    if own:
        expected = text("Expected one set of weights for all units; here each unit has its own.")
        mend = text("Take another way of weighing in the plan.")
        raise BadInput([Problem("CH-8162", Place(), ", ".join(own[:_MOST_NAMED]), expected, mend)])
    chosen = _period_of(last.periods, period)
    here = [at for at, row in enumerate(last.rows) if row.period == chosen and not np.isnan(run.scores[at])]
    return Weighed(
        tuple(last.rows[at].unit for at in here),
        tree.groups,
        {group: tree.children(group) for group in tree.groups},
        {
            child: float(weight)
            for group in tree.groups
            for child, weight in zip(tree.children(group), run.weights[group], strict=True)
        },
        {code: last.column(code)[here] for code in tree.nodes},
        {group: _kind(tree.method(group)) for group in tree.groups},
        run.names,
    )


def weighed_scores(result: Result) -> Weighed:
    """The ranked units of a league. Raises BadInput (CH-8163)."""
    ranked = sorted((row for row in result.ranking if row.rank is not None), key=lambda row: row.unit.code)
    nodes = {row.unit.code: {node.code: node for node in result.nodes(row.unit.uid)} for row in ranked}
    first = next(iter(nodes.values()), {})
    counted = [code for code, node in first.items() if node.max_points]
    children = children_of(result, counted)
    leaves = [code for code in counted if code not in children]
    off = [
        row.unit.code
        for row in ranked
        if any(nodes[row.unit.code][code].max_points != first[code].max_points for code in counted)
        or any(nodes[row.unit.code][code].points is None for code in counted)
        or sum(nodes[row.unit.code][code].points or 0 for code in leaves) != row.score
    ]
    if off or len(ranked) < 2 or len(leaves) < 2:
        expected = text(
            "Expected two ranked units or more, whose score is the sum of the points of its criteria."
        )
        mend = text("Other weights have no meaning here; build the index as a composite one.")
        raise BadInput([Problem("CH-8163", Place(), ", ".join(off[:_MOST_NAMED]), expected, mend)])
    return Weighed(
        tuple(row.unit.code for row in ranked),
        bottom_up(children),
        children,
        {code: float(first[code].max_points or 0) for code in counted},
        {
            code: np.array(
                [
                    float(
                        Fraction(nodes[row.unit.code][code].points or 0)
                        / Fraction(first[code].max_points or 1)
                    )
                    for row in ranked
                ]
            )
            for code in counted
        },
        dict.fromkeys(children, SUM),
        {row.unit.code: row.unit.name for row in ranked},
    )


def find_unit(weighed: Weighed, written: str) -> str:
    """The unit meant by its code or its name. Raises WrongCall (CH-8165)."""
    if written in weighed.units:
        return written
    named = [unit for unit in weighed.units if weighed.names.get(unit, "").casefold() == written.casefold()]
    if len(named) == 1:
        return named[0]
    expected = text("Expected the code or the name of a unit that is ranked.")
    mend = text("There are: {units}.", units=listing(weighed.units[:_MOST_NAMED]))
    raise WrongCall([Problem("CH-8165", Place(field="unit"), written, expected, mend)])


def _period_of(periods: Sequence[str], asked: str | None) -> str:
    if asked is None and len(periods) == 1:
        return periods[0]
    if asked in periods:
        return str(asked)
    if periods == ("",):
        expected = text("Expected no period: these figures are of one time, not of a panel.")
        mend = text("Take `--period` out.")
        raise WrongCall([Problem("CH-8164", Place(field="period"), asked or "", expected, mend)])
    if len(periods) == 1:
        expected = text("Expected the period of these results: {period}.", period=periods[0])
        mend = text("Take `--period` out, or give the folder of that period.")
        raise WrongCall([Problem("CH-8164", Place(field="period"), asked or "", expected, mend)])
    expected = text("Expected one period of the panel: {periods}.", periods=listing(periods))
    mend = text("Name it with `--period`.")
    raise WrongCall([Problem("CH-8164", Place(field="period"), asked or "", expected, mend)])


def _kind(method: Aggregation) -> Kind:
    if isinstance(method, Arithmetic):
        return SUM
    if isinstance(method, Geometric):
        return Kind("geometric")
    if isinstance(method, Harmonic):
        return Kind("harmonic")
    if isinstance(method, Power):
        return SUM if method.exponent == 1 else Kind("power", method.exponent)
    return Kind(None)
