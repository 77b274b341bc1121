"""How the round was drawn and how many there are: the sections *design* and *sample* of the report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chiso.language import Text, Value, listing, text
from chiso.survey.design import Basis, Design, Lonely, Stage
from chiso.survey.quality.wording import figure, percent
from chiso.survey.report.parts import Section, Table

BASES: dict[Basis, Text] = {
    "probability": text("People were drawn by chance: errors can be told, and are."),
    "census": text("Everybody was to be asked (census): errors come from who did not answer alone."),
    "quota": text("Quotas, not a draw by chance: no error, interval or rank group is told."),
    "open": text("Whoever wished could answer: no error, interval or rank group is told."),
}
_BASIS_NAMES: dict[Basis, Text] = {
    "probability": text("probability sample"),
    "census": text("census"),
    "quota": text("quota sample"),
    "open": text("open to whoever wishes"),
}
_LONELY: dict[Lonely, Text] = {
    "fail": text("a stratum with one cluster stops the work"),
    "remove": text("a stratum with one cluster adds nothing to the error"),
    "certainty": text("a single cluster counts as taken with certainty"),
    "adjust": text("a single cluster is compared with the mean of all"),
    "average": text("a stratum with one cluster gets the mean variance of the others"),
    "collapse": text("strata with one cluster are put together"),
}


def design_section(design: Design) -> Section:
    """The roles of the columns and the choices that change a result, with the hash."""
    rows: list[tuple[Value, ...]] = [(text("Sampling basis"), _BASIS_NAMES[design.basis])]
    rows.append((text("Weight"), design.weight or text("none: every interview counts once")))
    for number, stage in enumerate(design.stages, start=1):
        rows.append((text("Stage {number}", number=number), _stage_in_words(stage)))
    rows.append((text("Strata with one cluster"), _LONELY[design.lonely]))
    if design.approximation:
        rows.append((text("Unequal chances without replacement"), design.approximation))
    if design.replicates is not None:
        said = text(
            "{method}, {count} columns of weights",
            method=design.replicates.method,
            count=len(design.replicates.columns),
        )
        rows.append((text("Replicates"), said))
    if design.domains:
        rows.append((text("Domains"), listing(design.domains)))
    rows.append((text("Hash of the design (SHA-256)"), design.digest))
    if design.closed is not None:
        rows.append((text("Hash of the closed data (SHA-256)"), design.closed.data_sha256))
    table = Table(text("The design"), (text("Feature of the design"), text("How")), tuple(rows))
    return Section("design", text("How it was drawn"), (BASES[design.basis],), (table,))


def sample_section(table: pa.Table, design: Design, sample: pa.Table | None, left_out: int = 0) -> Section:
    """Strata, clusters and people at each stage; interviews by domain; who of those drawn answered.

    `left_out`: rows of the data without a weight, which are no interviews.
    """
    stages = tuple(_stage_rows(table, design))
    tables = [
        Table(
            text("Stages of the draw"),
            (
                text("Stage"), text("Drawn from"), text("Strata"), text("In the data"), text("There are"),
                text("Share"),
            ),
            stages,
            frozenset({2, 3, 4, 5}),
        )
    ]  # fmt: skip
    domains = tuple(_domain_rows(table, design))
    if domains:
        head = (text("Domain"), text("Values"), text("Fewest interviews"), text("Median"), text("Most"))
        tables.append(Table(text("Interviews by domain"), head, domains, frozenset({1, 2, 3, 4})))
    sentences: list[Text] = []
    if sample is not None:
        sentences += _response(sample)
    if left_out:
        sentences.append(text("Rows without a weight, left out of all figures: {count}.", count=left_out))
    return Section("sample", text("Who was asked"), tuple(sentences), tuple(tables))


def _stage_in_words(stage: Stage) -> Text:
    of = stage.cluster or text("the people themselves")
    parts: list[Value] = [text("{units} drawn", units=of)]
    if stage.strata:
        parts.append(text("strata: {columns}", columns=listing(stage.strata)))
    parts.append(
        text("without replacement, number in the frame: {column}", column=stage.population)
        if stage.population
        else text("counted as drawn with replacement")
    )
    if stage.probability:
        parts.append(text("chance of inclusion: {column}", column=stage.probability))
    return text("{parts}", parts=listing(parts, "; "))


def _stage_rows(table: pa.Table, design: Design) -> Iterator[tuple[Value, ...]]:
    above: list[str] = []
    for number, stage in enumerate(design.stages, start=1):
        within = list(dict.fromkeys([*above, *stage.strata]))
        drawn = [*within, stage.cluster] if stage.cluster else within
        found = _combinations(table, drawn) if stage.cluster else table.num_rows
        whole: float = float("nan")
        if stage.population:
            whole = _sum_of_populations(table, within, stage.population)
        yield (
            text("Stage {number}", number=number),
            stage.cluster or text("people"),
            _combinations(table, within) if within else 1,
            found,
            figure(whole, 0),
            text("{share}%", share=percent(found / whole)) if whole > 0 else text("not known"),
        )
        above = drawn


def _combinations(table: pa.Table, columns: list[str]) -> int:
    return int(table.group_by(columns).aggregate([]).num_rows)


def _sum_of_populations(table: pa.Table, within: list[str], column: str) -> float:
    """The number in the frame, each stratum (or cluster above) once."""
    if not within:
        return float(pc.max(table[column]).as_py() or np.nan)
    each = table.group_by(within).aggregate([(column, "max")])
    return float(pc.sum(each[f"{column}_max"]).as_py() or np.nan)


def _domain_rows(table: pa.Table, design: Design) -> Iterator[tuple[Value, ...]]:
    for domain in design.domains:
        counts = np.asarray(table.group_by([domain]).aggregate([([], "count_all")])["count_all"])
        middle = figure(float(np.median(counts)), 1)
        yield domain, len(counts), int(counts.min()), middle, int(counts.max())


def _response(sample: pa.Table) -> list[Text]:
    answered = np.asarray(sample["answered"].cast(pa.float64()))
    said = [
        text(
            "Of {drawn} people who were drawn, {answered} answered: {share}%.",
            drawn=len(answered),
            answered=int(answered.sum()),
            share=percent(float(answered.mean())),
        )
    ]
    if "base_weight" in sample.column_names:
        weight: Any = np.asarray(sample["base_weight"].cast(pa.float64()))
        share = float((answered * weight).sum() / weight.sum())
        said.append(text("Weighted by the chance of being drawn: {share}%.", share=percent(share)))
    return said
