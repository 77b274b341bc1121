"""From rows to the frame of a design: which columns are keys of its stages, and what contradicts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars

from chiso.language import Text, text
from chiso.problems import Place, Problem, Refused
from chiso.survey.design import Design, Stage
from chiso.survey.engine import ROW
from chiso.survey.psus import SampleFrame, StageColumns, Whole, frame_from_keys
from chiso.survey.sql import CellQuery


def counting_stages(design: Design) -> tuple[Stage, ...]:
    """The stages whose units matter for the variance: those below a draw from a known number.

    None where the design allows no errors: then the rows of a domain are summed up and no more.
    """
    if not design.has_errors:
        return ()
    counting: list[Stage] = []
    for stage in design.stages:
        counting.append(stage)
        known = stage.population or (stage.probability and design.approximation)
        if not known or not stage.cluster:
            break
    return tuple(counting)


@dataclass(frozen=True, slots=True)
class StageKeys:
    """The columns of an answer that hold keys of the stages, and what tells the frame and its faults.

    `least`, `greatest`: the extremes of what `population` and `probability` of each stage say in a group.
    `strange`: how many weights are none; empty where that was looked at before.
    """

    declared: tuple[Stage, ...]
    columns: tuple[StageColumns, ...]
    least: tuple[str, ...]
    greatest: tuple[str, ...]
    strange: str

    @property
    def names(self) -> list[str]:
        """All key columns, the first stage first."""
        return [one for stage in self.columns for one in (*stage.strata, stage.unit)]


def add_stage_keys(query: CellQuery, design: Design, *, with_figures: bool) -> StageKeys:
    """Let the query group by strata and units of each stage that counts.

    `with_figures`: let it also tell populations, probabilities and faults.
    """
    stages, columns = counting_stages(design), query.columns
    found: list[StageColumns] = []
    extremes: list[tuple[str, str]] = []
    for stage in stages:
        strata = tuple(query.add_key(columns.names[one]) for one in stage.strata)
        unit = query.add_key(columns.names[stage.cluster] if stage.cluster else ROW)
        figures = ["", ""]
        for position, column in enumerate(figure_columns(design, stage)):
            if with_figures and column:
                least, greatest = query.add_extremes(f"COALESCE({columns.number(column)}, -1.0)")
                extremes.append((least, greatest))
                figures[position] = least
        found.append(StageColumns(strata, unit, *figures))
    strange = ""
    if with_figures and query.weight != "1.0" and not design.closed:
        condition = f"{query.weight} IS NULL OR {query.weight} < 0 OR {query.weight} > 1e300"
        if design.weight in columns.floating:
            # NaN is greater than any number, but not where an engine goes by the extremes that a file tells.
            condition += f" OR isnan({query.weight})"
        strange = query.add_sum(f"CASE WHEN {condition} THEN 1 ELSE 0 END")
    return StageKeys(
        stages,
        tuple(found),
        tuple(least for least, _ in extremes),
        tuple(greatest for _, greatest in extremes),
        strange,
    )


def figure_columns(design: Design, stage: Stage) -> tuple[str, str]:
    """The columns of a stage's population and chances; the latter only where the design uses them."""
    return stage.population, stage.probability if design.approximation else ""


def read_frame(answer: polars.DataFrame, keys: StageKeys) -> tuple[SampleFrame, Whole]:
    """The frame that an answer over all rows tells, and the leaf of each of its rows.

    Raises Refused: CH-3132 (weights that are none), CH-3133 (a stratum or unit without a word), CH-3134
    (figures that differ within a stratum), CH-3135 (fewer units in the population than were drawn).
    """
    if not keys.columns:
        nobody = SampleFrame(np.zeros(1, np.int64), np.ones(1, np.int64), np.full(1, np.nan), ("",), ("",))
        return nobody, np.zeros(len(answer), np.int64)
    problems = _missing(answer, keys)
    if problems:
        raise Refused(problems)
    frame, leaf = frame_from_keys(answer, keys.columns, named=bool(keys.declared[0].cluster))
    problems = _contradictions(answer, keys, frame)
    if problems:
        raise Refused(problems)
    return frame, leaf


def _missing(answer: polars.DataFrame, keys: StageKeys) -> list[Problem]:
    problems: list[Problem] = []
    if keys.strange and (count := int(answer[keys.strange].sum() or 0)):
        problems.append(
            Problem(
                "CH-3132",
                Place(field="weight"),
                text("{count} rows", count=str(count)),
                text("Expected a weight of zero or more in every row."),
                text("Mend the weights; `chiso survey check` lists the rows."),
            )
        )
    for stage, columns in zip(keys.declared, keys.columns, strict=True):
        declared = (*stage.strata, stage.cluster)
        for column, key in zip(declared, (*columns.strata, columns.unit), strict=True):
            if column and answer[key].null_count():
                problems.append(
                    Problem(
                        "CH-3133",
                        Place(field=column),
                        text("rows without a word"),
                        text("Expected a stratum and a unit in every row."),
                        text("Fill in the column; `chiso survey check` lists the rows."),
                    )
                )
    return problems


def _contradictions(answer: polars.DataFrame, keys: StageKeys, frame: SampleFrame) -> list[Problem]:
    problems: list[Problem] = []
    parents: list[str] = []
    greatest = dict(zip(keys.least, keys.greatest, strict=True))
    for declared, columns, stage in zip(keys.declared, keys.columns, frame.stages, strict=True):
        within = [*parents, *columns.strata]
        parents = [*within, columns.unit]
        if columns.population:
            strange = _varying(answer, within, columns.population, greatest[columns.population])
            expected = text("Expected one number of units for each stratum.")
            if strange:
                problems.append(_population_problem("CH-3134", declared.population, strange, expected))
                continue
            too_few = int((stage.population_counts < stage.unit_counts).sum())
            expected = text("Expected at least as many units in the population as were drawn.")
            if too_few:
                problems.append(_population_problem("CH-3135", declared.population, too_few, expected))
        if columns.probability:
            strange = _varying(answer, parents, columns.probability, greatest[columns.probability])
            chances = stage.probability_of_unit
            assert chances is not None
            strange += int((~((chances > 0) & (chances <= 1))).sum())
            expected = text("Expected one chance above 0 and up to 1 for each unit.")
            if strange:
                problems.append(_population_problem("CH-3137", declared.probability, strange, expected))
    return problems


def _varying(answer: polars.DataFrame, within: Sequence[str], least: str, greatest: str) -> int:
    """How many groups have several figures, or none in some rows."""
    spread = polars.col(greatest).max() - polars.col(least).min()
    # A row without a figure has −1 here; one with NaN is the greatest of its group, but frames pass over it.
    is_nan = polars.col(greatest).cast(polars.Float64).is_nan().any()
    strange = (spread != 0) | (polars.col(least).min() < 0) | is_nan
    found = (
        answer.group_by(within).agg(strange.alias("strange"))
        if within
        else answer.select(strange.alias("strange"))
    )
    return int(found["strange"].sum())


def _population_problem(code: str, column: str, count: int, expected: Text) -> Problem:
    mend = text(
        "Write the same number into all rows of a stratum or unit; look which units the column counts."
    )
    return Problem(
        code, Place(field=column), text("{count} strata or units", count=str(count)), expected, mend
    )
