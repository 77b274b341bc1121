"""A composite index computed again from its figures by its plan, and what comes out otherwise.

That takes logarithms, roots and fits of floating-point numbers, whose last digits differ between processors
and libraries. So a figure agrees if it is off by at most

    10⁻¹² · the largest figure of its column (in absolute value); in the tables of weights and of treated
             cells, which hold what is of very different size, among those of its group, of its indicator

Units of the same figures are computed by the same operations on every machine: they stay equal to the bit,
and so nobody can part their tie within the tolerance. Everything else is exact: texts, gaps, which cells were
treated and why, the raw figures (from which all begins), and the ranks: those of the published scores, ties
by the lowest number (1, 2, 2, 4).

    CH-4027 record   CH-4028 notation   CH-4030 figure   CH-4034 another framework
    CH-8846 too large   CH-8847 inputs of which no index can be computed   CH-8848 too much work
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING, TypeAlias

from chiso.frameworks.composite.library import locked_composites
from chiso.language import Value, text
from chiso.problems import BadInput, Place, Problem, WrongCall, quote
from chiso.publication.composite_runs import count_nodes, find_faults_of_composite
from chiso.publication.members import (
    COMPOSITE_FILES,
    COMPOSITE_RANKING,
    COMPOSITE_RECORD,
    COMPOSITE_UNITS,
    COMPOSITE_WEIGHTS,
    FIGURES,
    SCORED_STAGE,
    STAGES,
    TREATMENT,
    Files,
    place_in,
)
from chiso.publication.recomputation import (
    ask_the_publisher,
    false_statement,
    first_difference,
    wanted_in_row,
)
from chiso.publication.rows import cells_of
from chiso.publication.work_of_plans import WorkLeft, bound_in_words, work_of_plan
from chiso.survey.libraries import need_statistics
from chiso.tables import write_table

if TYPE_CHECKING:
    from chiso.composite.run import CompositeRun
    from chiso.composite.run_reading import Start

TOLERANCE = 1e-12
# 631 units, 100 indicators, 5 years are 315,500 figures. Some steps compare every row with every other one.
MOST_ROWS = 5_000
MOST_CELLS = 500_000
# Of all nodes of the tree: there may be more groups than indicators, and each is a column.
MOST_NODES = 2_000
MOST_SCORES = 2 * MOST_CELLS
# The columns that hold no figures; in the table of a stage any other name is that of an indicator.
_TEXTS_OF_STAGES = frozenset(("unit", "period"))
_TEXTS = _TEXTS_OF_STAGES | {"group", "code", "reason"}


def find_composite_differences(
    files: Files,
    *,
    bundle: str,
    run: str,
    left: WorkLeft | None = None,
    composed: Callable[[CompositeRun], None] | None = None,
) -> Iterator[Problem]:
    """The first difference of each file of a composite index to what follows from its figures and its plan.

    `bundle` and `run` name the place in the problems; `left`: the work that all indices of a bundle may still
    ask for together, from which that of this one is taken; `composed` is told the index, with the published
    scores, if these follow. Raises WrongCall (CH-5002) where the libraries are not installed.
    """
    place = Place(f"{bundle}/runs/{run}" if bundle else f"runs/{run}")
    faults = [*find_faults_of_composite(files, place), *_find_too_large(files, place)]
    yield from faults
    if faults:
        return
    need_statistics()
    from chiso.composite.plan_run import run_plan
    from chiso.composite.run_files import files_of_run, write_record

    try:
        start = _start(files)
        if refused := _find_too_much_work(start, left or WorkLeft(), place):
            yield refused
            return
        made = replace(run_plan(start.framework, start.raw), names=start.names, digests=start.digests)
    except (BadInput, WrongCall) as error:
        first = error.problems[0]
        said = f"{first.code} {first.where.in_language('en')} {first.found}".strip()
        yield _not_computable(place, said, first.expected)
        return
    except (ArithmeticError, RuntimeError, ValueError) as error:
        # A decomposition or a program that is not solved, a tree too deep: no check of figures foresees it.
        yield _not_computable(place, type(error).__name__, "")
        return
    yield from _find_false_framework(start, bundle, run)
    expected = {COMPOSITE_FILES[name]: content for name, content in files_of_run(made).items()}
    expected[COMPOSITE_RECORD] = write_record(made, start.record["software"]).encode("utf-8")
    if files[COMPOSITE_RECORD] != expected[COMPOSITE_RECORD]:
        member = f"runs/{run}/{COMPOSITE_RECORD}"
        yield false_statement(files[COMPOSITE_RECORD], expected[COMPOSITE_RECORD], bundle, member)
    for name in (FIGURES, COMPOSITE_UNITS):
        if files[name] != expected[name]:
            yield _other_notation(place_in(bundle, f"runs/{run}/{name}"))
    agrees, inputs = True, _inputs_of_rows(expected)
    for name in (*STAGES.values(), COMPOSITE_WEIGHTS, TREATMENT):
        if name in expected and files[name] != expected[name]:
            found = list(_find_difference(files[name], expected[name], inputs, bundle, f"runs/{run}/{name}"))
            agrees = agrees and not found
            yield from found
    if not agrees:
        return
    published = _with_published_scores(made, start, files)
    ranking = files_of_run(published)["ranking.csv"]
    if files[COMPOSITE_RANKING] != ranking:
        member = f"runs/{run}/{COMPOSITE_RANKING}"
        yield first_difference(files[COMPOSITE_RANKING], ranking, bundle, member)
    elif composed is not None:
        composed(published)


def _not_computable(place: Place, found: str, reason: Value) -> Problem:
    expected = text("Expected figures and a plan of which the index can be computed. {reason}", reason=reason)
    return Problem("CH-8847", Place(f"{place.file}/composite"), quote(found), expected, ask_the_publisher())


def _start(files: Files) -> Start:
    from chiso.composite.run_reading import File, read_start

    return read_start(
        *(File(name, files[name]) for name in (COMPOSITE_RECORD, FIGURES, COMPOSITE_UNITS)),
    )


def _with_published_scores(made: CompositeRun, start: Start, files: Files) -> CompositeRun:
    """The index with the scores as they were published: from their last digit on ranks follow from these."""
    from chiso.composite.run import STAGE_OF_STEP
    from chiso.composite.run_reading import File, read_stage

    last = STAGE_OF_STEP["aggregate"]
    scores = read_stage(File(SCORED_STAGE, files[SCORED_STAGE]), start.framework, last, start.raw)
    return replace(made, stages={**made.stages, last: scores})


def _find_too_large(files: Files, place: Place) -> Iterator[Problem]:
    """Asked before anything is computed: a bundle may come from anybody."""
    table = files.get(FIGURES, b"")
    columns = len(next(cells_of(table), []))
    rows = table.count(b"\n")
    if rows > MOST_ROWS or rows * columns > MOST_CELLS:
        expected = text(
            "Expected at most {rows} rows and {cells} figures of a composite index.",
            rows=MOST_ROWS,
            cells=MOST_CELLS,
        )
        mend = text("Publish the index in parts, each with fewer units, periods or indicators.")
        found = f"{rows} × {columns}"
        yield Problem("CH-8846", Place(f"{place.file}/{FIGURES}"), found, expected, mend)
    nodes = count_nodes(files)
    if nodes > MOST_NODES or rows * nodes > MOST_SCORES:
        expected = text(
            "Expected at most {nodes} parts of an index, and {scores} scores of all of them.",
            nodes=MOST_NODES,
            scores=MOST_SCORES,
        )
        mend = text("Publish the index in parts, each with fewer units, periods or indicators.")
        yield Problem(
            "CH-8846", Place(f"{place.file}/{COMPOSITE_RECORD}"), f"{rows} × {nodes}", expected, mend
        )


def _find_too_much_work(start: Start, left: WorkLeft, place: Place) -> Problem | None:
    """Asked before a step is carried out; what the plan asks for is taken from what is left."""
    asked = work_of_plan(start.framework, Counter(row.period for row in start.raw.rows))
    if left.take(asked):
        return None
    expected, mend = bound_in_words()
    return Problem("CH-8848", Place(f"{place.file}/{COMPOSITE_RECORD}"), str(asked), expected, mend)


def _find_false_framework(start: Start, bundle: str, run: str) -> Iterator[Problem]:
    """A framework that bears the name of one of the library and is another one."""
    key, found = start.framework.key, start.framework.content_hash
    locked = locked_composites().get(key, found)
    if locked != found:
        yield Problem(
            "CH-4034",
            place_in(bundle, f"runs/{run}/{COMPOSITE_RECORD}", field=key),
            found,
            text("Expected the content {hash}, which the library has under this name.", hash=locked),
            text("Somebody changed the rules and kept the name. A changed framework is a new version."),
        )


def _other_notation(place: Place) -> Problem:
    expected = text("Expected the inputs in the one notation in which chiso writes them.")
    return Problem("CH-4028", place, "", expected, ask_the_publisher())


# A row of a stage: unit and period ("" where there is no panel).
_Row: TypeAlias = tuple[str, str]


def _inputs_of_rows(files: Files) -> dict[_Row, tuple[str, ...]]:
    """What each row is computed from: period, figures, labels, denominators; of files that chiso wrote."""
    inputs: dict[_Row, tuple[str, ...]] = {}
    head, *rows = cells_of(files[FIGURES])
    has_period = head[1:2] == ["period"]
    for unit, *cells in rows:
        inputs[unit, cells[0] if has_period else ""] = tuple(cells)
    for unit, period, _name, *cells in list(cells_of(files[COMPOSITE_UNITS]))[1:]:
        inputs[unit, period] = (*inputs.get((unit, period), ()), *cells)
    return inputs


def _find_difference(
    found: bytes, expected: bytes, inputs: Mapping[_Row, tuple[str, ...]], bundle: str, member: str
) -> Iterator[Problem]:
    """The first cell that is off by more than the tolerance; else a notation that is not ours.

    `inputs`: of each row of a stage, see `_inputs_of_rows`.
    """
    wanted_rows = list(cells_of(expected))
    found_rows = list(cells_of(found))
    header = wanted_rows[0]
    is_stage = member.rpartition("/")[0].endswith("stages")
    is_text = [column in (_TEXTS_OF_STAGES if is_stage else _TEXTS) for column in header]
    kin = _kin(header) if not is_stage else None
    scales = _scales(wanted_rows[1:], kin)
    twins: dict[tuple[str, ...], tuple[list[str], list[str]]] = {}
    for number, (row, wanted) in enumerate(zip_longest(found_rows, wanted_rows), start=1):
        if row is None or wanted is None or len(row) != len(wanted) or (number == 1 and row != wanted):
            yield first_difference(found, expected, bundle, member)
            return
        if number == 1:
            continue
        twin, of_twin = row, wanted
        if is_stage:
            key = (wanted[0], wanted[1] if header[1] == "period" else "")
            twin, of_twin = twins.setdefault(inputs.get(key, key), (row, wanted))
        for at, (cell, other) in enumerate(zip(row, wanted, strict=True)):
            is_other = cell != other and (
                is_text[at] or not _agree(cell, other, scales[wanted[kin] if kin is not None else "", at])
            )
            parts_a_tie = not is_text[at] and cell != twin[at] and other == of_twin[at]
            if is_other or parts_a_tie:
                yield Problem(
                    "CH-4030",
                    place_in(bundle, member, number, header[at]),
                    quote(cell),
                    wanted_in_row(wanted, header, other if is_other else twin[at]),
                    ask_the_publisher(),
                )
                return
    as_written = (
        tuple(cell if is_text[at] else _as_written(cell) for at, cell in enumerate(row))
        for row in found_rows[1:]
    )
    if write_table(header, as_written).encode("utf-8") != found:
        yield _other_notation(place_in(bundle, member))


def _kin(header: Sequence[str]) -> int:
    """The column by which figures are of one size: weights by group, treated cells by indicator."""
    return header.index("group" if "group" in header else "code")


def _scales(rows: Sequence[Sequence[str]], kin: int | None) -> dict[tuple[str, int], float]:
    """The largest figure, in absolute value, of each column among the rows that have the same in `kin`."""
    scales: dict[tuple[str, int], float] = {}
    for row in rows:
        own = row[kin] if kin is not None else ""
        for at, cell in enumerate(row):
            scales[own, at] = max(scales.get((own, at), 0.0), abs(_figure(cell) or 0.0))
    return scales


def _agree(cell: str, wanted: str, scale: float) -> bool:
    figure, other = _figure(cell), _figure(wanted)
    return figure is not None and other is not None and abs(figure - other) <= TOLERANCE * scale


def _figure(cell: str) -> float | None:
    try:
        figure = float(cell)
    except ValueError:
        return None
    return figure if math.isfinite(figure) else None


def _as_written(cell: str) -> str:
    """A figure as the shortest text that reads back as it; a gap is empty."""
    return repr(float(cell)) if cell else ""
