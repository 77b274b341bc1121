"""The stages of a design against the data: strata, clusters, and how many of them the frame has.

Clusters of the first stage have names that no other stratum uses. Names of a later stage need to be
unique within their cluster only: questionnaire 1 of one commune is not questionnaire 1 of another.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from chiso.language import text
from chiso.survey.checked import ROW, Checked, numbers_of, rows_of_words
from chiso.survey.design import Stage


def check_stages(checked: Checked) -> None:
    """Note what is wrong at each stage whose columns are there."""
    parents: list[str] = []
    enters = checked.design.has_errors
    for stage in checked.design.stages:
        columns = [*stage.strata, *([stage.cluster] if stage.cluster else [])]
        named = [one for one in (stage.population, stage.probability) if one]
        if checked.has([*parents, *columns, *named]):
            _check_stage(checked, stage, parents, enters=enters)
        # A stage below one that was drawn with replacement has no part in the variance.
        enters = enters and bool(stage.population)
        parents += [stage.cluster] if stage.cluster else []


def _check_stage(checked: Checked, stage: Stage, parents: list[str], *, enters: bool) -> None:
    named = (*stage.strata, stage.cluster, stage.population, stage.probability)
    frame = checked.frame([*parents, *(column for column in named if column)])
    _check_empty(checked, stage, frame)
    frame = frame.drop_nulls(_distinct(*parents, *stage.strata, stage.cluster))
    if stage.strata and stage.cluster:
        _check_strata_of_clusters(checked, stage, parents, frame)
    stratum = _distinct(*parents, *stage.strata)
    drawn = pl.col(stage.cluster).n_unique() if stage.cluster else pl.len()
    strata = _by(frame, stratum).agg(
        drawn.alias("drawn of the stratum"), pl.col(ROW).min().alias(ROW)
    ).sort(ROW)  # fmt: skip
    if stage.population:
        sound = _check_population(checked, stage, frame)
        if sound:
            strata = _check_fractions(checked, stage, stratum, frame, strata)
    if stage.probability:
        _check_probability(checked, stage, parents, frame)
    if enters and checked.design.replicates is None:
        _check_lonely(checked, stage, stratum, strata)


def _distinct(*columns: str) -> list[str]:
    """Columns that are named, each once: a stratum may be a cluster of the stage before."""
    return [column for column in dict.fromkeys(columns) if column]


def _by(frame: pl.DataFrame, columns: list[str]) -> Any:
    """The groups of some columns; the whole is one group where there are none."""
    return frame.group_by(columns if columns else pl.lit(0).alias("whole"), maintain_order=False)


def _check_empty(checked: Checked, stage: Stage, frame: pl.DataFrame) -> None:
    for column in (*stage.strata, stage.cluster):
        if not column:
            continue
        rows = frame.filter(pl.col(column).is_null())[ROW].to_numpy()
        if len(rows):
            expected = text("Expected in each row the stratum and the cluster that it was drawn from.")
            mend = text("Fill it in from the list of the draw, or leave the row out.")
            checked.note("CH-3116", column, rows, "", expected, mend)


def _check_strata_of_clusters(
    checked: Checked, stage: Stage, parents: list[str], frame: pl.DataFrame
) -> None:
    clusters = _distinct(*parents, stage.cluster)
    split = (
        frame.drop_nulls(_distinct(*clusters, *stage.strata))
        .unique(_distinct(*clusters, *stage.strata), keep="first", maintain_order=True)
        .filter(~pl.struct(clusters).is_first_distinct())
    )
    if len(split):
        rows = split[ROW].to_numpy()
        expected = text("Expected each cluster in one stratum; this one stands in another one as well.")
        mend = text("Correct the stratum, or give clusters of different strata different names.")
        checked.note("CH-3111", stage.cluster, rows, split[stage.cluster][0], expected, mend)


def _check_population(checked: Checked, stage: Stage, frame: pl.DataFrame) -> bool:
    column = checked.data.table.column(stage.population)
    counts = numbers_of(column)
    rows = rows_of_words(column) if counts is None else np.flatnonzero(~(np.isfinite(counts) & (counts > 0)))
    if len(rows):
        found = column[int(rows[0])].as_py()
        expected = text("Expected how many the stratum has in the frame: a number above 0.")
        mend = text("Fill it in from the frame; without the column the stage counts as with replacement.")
        checked.note("CH-3115", stage.population, rows, "" if found is None else found, expected, mend)
    return not len(rows)


def _check_fractions(
    checked: Checked, stage: Stage, stratum: list[str], frame: pl.DataFrame, strata: pl.DataFrame
) -> pl.DataFrame:
    """Note populations that differ or are below the number drawn; the strata with their population."""
    population = pl.col(stage.population).cast(pl.Float64)
    differing = frame.filter(
        population != (population.first().over(stratum) if stratum else population.first())
    )
    if len(differing):
        rows = differing[ROW].to_numpy()
        expected = text("Expected one population in the whole stratum; a row above has another one.")
        mend = text("Take the number from the frame, the same for each row of the stratum.")
        checked.note("CH-3114", stage.population, rows, differing[stage.population][0], expected, mend)
    counted = _by(frame, stratum).agg(
        population.max().alias("population of the stratum"), pl.col(ROW).min().alias(ROW)
    ).select(ROW, "population of the stratum")  # fmt: skip
    strata = strata.join(counted, on=ROW, how="left").sort(ROW)
    above = strata.filter(pl.col("drawn of the stratum") > pl.col("population of the stratum"))
    if len(above):
        rows = above[ROW].to_numpy()
        expected = text(
            "Expected no more drawn than the stratum has; drawn: {drawn}.",
            drawn=int(above["drawn of the stratum"][0]),
        )
        mend = text("Check the population of the stratum, and whether names of clusters are misspelt.")
        found = f"{above['population of the stratum'][0]:g}"
        checked.note("CH-3113", stage.population, rows, found, expected, mend)
    return strata


def _check_probability(checked: Checked, stage: Stage, parents: list[str], frame: pl.DataFrame) -> None:
    column = checked.data.table.column(stage.probability)
    chances = numbers_of(column)
    if chances is None:
        rows = rows_of_words(column)
    else:
        rows = np.flatnonzero(~((chances > 0) & (chances <= 1)))
        if stage.cluster and not len(rows):
            chance = pl.col(stage.probability).cast(pl.Float64)
            differing = chance != chance.first().over(_distinct(*parents, stage.cluster))
            rows = frame.filter(differing)[ROW].to_numpy()
    if len(rows):
        found = column[int(rows[0])].as_py()
        expected = text("Expected a chance of inclusion above 0 and up to 1, the same in the whole cluster.")
        mend = text("Take it from the record of the draw.")
        checked.note("CH-3119", stage.probability, rows, "" if found is None else found, expected, mend)


def _check_lonely(checked: Checked, stage: Stage, stratum: list[str], strata: pl.DataFrame) -> None:
    lonely = strata.filter(pl.col("drawn of the stratum") == 1)
    if "population of the stratum" in strata.columns:
        # Where the frame has only one, it was certain to be drawn and adds nothing to the error.
        lonely = lonely.filter(pl.col("population of the stratum") != 1)
    if not len(lonely):
        return
    is_error = checked.design.lonely == "fail"
    found = ", ".join(str(lonely[column][0]) for column in stratum)
    expected = text("Expected at least two clusters in a stratum: with one no variance can be told.")
    mend = text("Say in the design what to do with it (lonely: adjust, average, collapse …).")
    if not is_error:
        mend = text("Nothing: the design says “lonely: {policy}”.", policy=checked.design.lonely)
    column = stage.strata[0] if stage.strata else stage.cluster
    checked.note("CH-3112", column, lonely[ROW].to_numpy(), found, expected, mend, is_error=is_error)
