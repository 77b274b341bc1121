"""The report of a round out of its data, its design, and what other commands have written about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem, WrongCall
from chiso.problems import Report as Faults
from chiso.survey.design import Design
from chiso.survey.quality.wording import figure, percent
from chiso.survey.report.chain_words import effects_of_chain
from chiso.survey.report.parts import Headline, Report, Section
from chiso.survey.report.sample_section import design_section, sample_section
from chiso.survey.report.told_sections import method_section, published_section, quality_section
from chiso.survey.report.weight_section import STEP_COLUMNS, weight_section, weights_of


def survey_report(
    table: pa.Table,
    design: Design,
    *,
    name: str = "",
    sample: pa.Table | None = None,
    sample_name: str = "",
    steps: Sequence[Sequence[str]] = (),
    estimates: Sequence[Mapping[str, str]] = (),
    estimates_record: Mapping[str, Any] | None = None,
    quality: Mapping[str, Any] | None = None,
    is_made_up: bool = False,
) -> Report:
    """What there is to say. Parts that were not given are left out.

    `sample`: everybody who was drawn, with a column `answered`. `steps`, `estimates` with their record,
    `quality`: see the sections. What each step did is made anew where the design holds the chain; a table of
    steps beside it is refused (WrongCall, CH-8787). Raises BadInput (CH-3215) where a column of the design or
    of the sample lacks, and as `effects_of_chain`.
    """
    _check(table, design, sample, name, sample_name)
    if design.chain is not None:
        _refuse_steps(steps)
        steps = effects_of_chain(design.chain, table, design, STEP_COLUMNS)
    # Rows that a chain of weights left out are people who were drawn, not interviews.
    weights = weights_of(table, design)
    left_out = int((weights == 0).sum())
    table = table.filter(pa.array(weights != 0))
    if not table.num_rows:
        raise BadInput([_no_interview(name)])
    sections: list[Section] = [
        design_section(design),
        sample_section(table, design, sample, left_out),
        weight_section(table, design, steps),
    ]
    if estimates:
        sections.append(published_section(estimates, estimates_record, design))
    if quality is not None:
        sections.append(quality_section(quality))
    sections.append(method_section(design))
    return Report(
        design.title,
        design.period,
        _lead(design),
        tuple(_headlines(table, design, sample, estimates, quality)),
        tuple(sections),
        text("Made-up data: no figure here is of any real place or person.") if is_made_up else None,
    )


def _refuse_steps(steps: Sequence[Sequence[str]]) -> None:
    if steps:
        expected = text(
            "Expected no table of steps: the design holds the chain, and it is carried out again."
        )
        mend = text("Leave --steps out.")
        raise WrongCall([Problem("CH-8787", Place(field="--steps"), "", expected, mend)])


def _lead(design: Design) -> Text:
    if design.has_errors:
        return text("How the round was drawn and weighted, what is told of it, and what was looked into.")
    return text("Not a sample by chance: figures are told without errors, intervals or rank groups.")


def _headlines(
    table: pa.Table,
    design: Design,
    sample: pa.Table | None,
    estimates: Sequence[Mapping[str, str]],
    quality: Mapping[str, Any] | None,
) -> list[Headline]:
    weights = weights_of(table, design)
    stands = text("stand for {people} people", people=figure(float(weights.sum()), 0))
    made = [Headline(text("Interviews"), table.num_rows, stands)]
    if sample is not None:
        share = float(np.asarray(sample["answered"].cast(pa.float64())).mean())
        of = text("of {count} people who were drawn", count=sample.num_rows)
        made.append(Headline(text("Answered"), text("{share}%", share=percent(share)), of))
    if estimates:
        hidden = sum(row["flag"] == "suppressed" for row in estimates)
        of = text("of {count} estimates, each with its reason", count=len(estimates))
        made.append(Headline(text("Suppressed"), hidden, of))
    if quality is not None:
        of = text("of {count} interviews: to follow up, no judgement", count=quality["interviews"])
        made.append(Headline(text("Listed by the checks"), quality["listed_interviews"], of))
    return made


def _check(table: pa.Table, design: Design, sample: pa.Table | None, name: str, sample_name: str) -> None:
    faults = Faults()
    closed = design.closed is not None
    for column in design.columns:
        if column not in table.column_names and not (closed and column == design.weight):
            faults.add(
                "CH-3215",
                Place(name, field=column),
                "",
                text("Expected a column of this name, as the design has it."),
                text("Give the data that the design belongs to."),
            )
    if table.num_rows == 0:
        faults.problems.append(_no_interview(name))
    if sample is not None and not _has_truth(sample):
        faults.add(
            "CH-3215",
            Place(sample_name, field="answered"),
            "",
            text("Expected a column “answered” with yes or no (1 or 0) for everybody who was drawn."),
            text("Add the column, or leave out --sample."),
        )
    faults.stop_if_any()


def _no_interview(name: str) -> Problem:
    return Problem(
        "CH-3215",
        Place(name),
        "",
        text("Expected at least one interview."),
        text("Check that the right file was given."),
    )


def _has_truth(sample: pa.Table) -> bool:
    if "answered" not in sample.column_names or sample.num_rows == 0:
        return False
    column = sample["answered"]
    if pa.types.is_boolean(column.type):
        return bool(column.null_count == 0)
    if not pa.types.is_integer(column.type) or column.null_count:
        return False
    return bool(pc.all(pc.is_in(column, pa.array([0, 1], column.type))).as_py())
