"""A composite index computed again from its figures by its plan, and what comes out otherwise.

That takes logarithms, roots and fits of floating-point numbers, whose last digits differ between processors
and libraries. So a figure agrees if it is off by at most

    10⁻¹² · the largest figure of its column (in absolute value)

Everything else is exact: texts, gaps, which cells were treated and why, the raw figures (from which all
begins), and the ranks: those of the published scores, ties by the lowest number (1, 2, 2, 4).

    CH-4027 record   CH-4028 notation   CH-4030 figure   CH-4034 another framework
    CH-8846 too large   CH-8847 inputs of which no index can be computed
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from chiso.frameworks.composite.library import locked_composites
from chiso.language import Value, text
from chiso.problems import BadInput, Place, Problem, WrongCall, quote
from chiso.publication.composite_runs import find_faults_of_composite
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
from chiso.survey.libraries import need_statistics
from chiso.tables import write_table

if TYPE_CHECKING:
    from chiso.composite.run import CompositeRun
    from chiso.composite.run_reading import Start

TOLERANCE = 1e-12
# 631 units, 100 indicators, 5 years are 315,500 figures. Some steps compare every row with every other one.
MOST_ROWS = 5_000
MOST_CELLS = 500_000
# The columns that hold no figures; in the table of a stage any other name is that of an indicator.
_TEXTS_OF_STAGES = frozenset(("unit", "period"))
_TEXTS = _TEXTS_OF_STAGES | {"group", "code", "reason"}


def find_composite_differences(
    files: Files, *, bundle: str, run: str, composed: Callable[[CompositeRun], None] | None = None
) -> Iterator[Problem]:
    """The first difference of each file of a composite index to what follows from its figures and its plan.

    `bundle` and `run` name the place in the problems; `composed` is told the index, with the published
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
        made = replace(run_plan(start.framework, start.raw), names=start.names, digests=start.digests)
    except (BadInput, WrongCall) as refused:
        first = refused.problems[0]
        said = f"{first.code} {first.where.in_language('en')} {first.found}".strip()
        yield _not_computable(place, said, first.expected)
        return
    except (ArithmeticError, ValueError) as error:
        # A decomposition that does not converge, say: no check of figures foresees it.
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
    agrees = True
    for name in (*STAGES.values(), COMPOSITE_WEIGHTS, TREATMENT):
        if name in expected and files[name] != expected[name]:
            found = list(_find_difference(files[name], expected[name], bundle, f"runs/{run}/{name}"))
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


def _find_difference(found: bytes, expected: bytes, bundle: str, member: str) -> Iterator[Problem]:
    """The first cell that is off by more than the tolerance; else a notation that is not ours."""
    wanted_rows = list(cells_of(expected))
    found_rows = list(cells_of(found))
    header = wanted_rows[0]
    texts = _TEXTS_OF_STAGES if member.rpartition("/")[0].endswith("stages") else _TEXTS
    is_text = [column in texts for column in header]
    scales = [_scale(column) for column in zip(*wanted_rows[1:], strict=True)] or [0.0] * len(header)
    for number, (row, wanted) in enumerate(zip_longest(found_rows, wanted_rows), start=1):
        if row is None or wanted is None or len(row) != len(wanted) or (number == 1 and row != wanted):
            yield first_difference(found, expected, bundle, member)
            return
        for at, (cell, other) in enumerate(zip(row, wanted, strict=True)):
            if number > 1 and cell != other and (is_text[at] or not _agree(cell, other, scales[at])):
                yield Problem(
                    "CH-4030",
                    place_in(bundle, member, number, header[at]),
                    quote(cell),
                    wanted_in_row(wanted, header, other),
                    ask_the_publisher(),
                )
                return
    as_written = (
        tuple(cell if is_text[at] else _as_written(cell) for at, cell in enumerate(row))
        for row in found_rows[1:]
    )
    if write_table(header, as_written).encode("utf-8") != found:
        yield _other_notation(place_in(bundle, member))


def _scale(column: Sequence[str]) -> float:
    """The largest figure of a column; 0 where it holds none."""
    return max((abs(figure) for cell in column if (figure := _figure(cell)) is not None), default=0.0)


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
