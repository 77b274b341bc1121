"""From a table of estimates to answers of the survey criteria of a framework, as scoring reads them.

    format: chiso-survey-map/1
    leaves:
      "2.4": {estimate: index, input: satisfied}
      "7.1": {estimate: II, input: score, times: "100"}
    units: {"": "01"}             # domain -> unit; a domain that is not named here is its own code

What a row becomes:

    shown, counts at hand, each of enough people   numerator and denominator, whole numbers: recomputed
    shown otherwise                                the value alone, `withheld`: scored, published as a digest
    shown, no ratio asked for                      the value
    suppressed                                     `missing`; or, where that is asked for and counts are at
                                                   hand, `withheld`: scored all the same

A suppressed figure that is scored can be computed back from the points it earned, which are published:
therefore it is missing unless somebody decides otherwise. Enough people: the smallest cell of the rules,
for those who chose, those who did not, and all.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Literal, TypeAlias

from pydantic import Field, field_validator

from chiso.figures import terminates, write_decimal
from chiso.frameworks.fields import Figure, Part
from chiso.frameworks.inputs import InputDefinition
from chiso.frameworks.leaf_context import inputs_of
from chiso.frameworks.model import Framework, Node
from chiso.frameworks.records import read_record
from chiso.language import Text, listing, text
from chiso.problems import BadInput, Place, Problem
from chiso.survey.design import WITH_ERRORS, Basis
from chiso.survey.estimates import Estimate
from chiso.survey.index_table import Count
from chiso.survey.publishing_rules import PublishingRules, the_one_basis

FORMAT = "chiso-survey-map/1"
# The long table of answers, as scoring reads it.
ANSWER_COLUMNS = (
    "period", "unit", "code", "input", "case", "value", "numerator", "denominator", "label",
    "status", "layer", "origin", "note",
)  # fmt: skip
WhenSuppressed: TypeAlias = Literal["missing", "withheld"]
_TYPES = ("ratio", "share", "number")
_SHOWN = 12


class LeafSource(Part):
    """Where a criterion takes its input from: `estimate` is a code of the table.

    `times` turns a share into what the input asks for, such as per cent.
    """

    estimate: str = Field(min_length=1)
    input: str = ""
    times: Figure | None = None

    @field_validator("times")
    @classmethod
    def _times_is_written_out(cls, times: Fraction | None) -> Fraction | None:
        if times is not None and not (times > 0 and terminates(times)):
            raise ValueError(text("Expected a figure above 0 whose decimals have an end, such as 100."))
        return times


class SurveyMap(Part):
    """The whole record. `basis`: a table of quota samples or open ratings has to be asked for by name."""

    format: Literal["chiso-survey-map/1"]
    leaves: Mapping[str, LeafSource] = Field(min_length=1)
    units: Mapping[str, str] = Field(default_factory=dict)
    basis: Basis | None = None


def read_map(source: Path | bytes, *, name: str | None = None) -> SurveyMap:
    """The map in a YAML file (or its bytes). Raises BadInput (CH-3206 and those of YAML)."""
    shown = name or ("map.yaml" if isinstance(source, bytes) else source.name)
    return read_record(source, SurveyMap, name=shown, form=FORMAT, code="CH-3206")


def smallest_count(rules: PublishingRules) -> float:
    """How many people a published count needs; without a rule of disclosure no count is published."""
    return math.inf if rules.disclosure is None else float(rules.disclosure.smallest_cell)


@dataclass(frozen=True, slots=True)
class SurveyAnswer:
    """One row of the table of answers."""

    period: str
    unit: str
    code: str
    input: str
    value: str = ""
    numerator: str = ""
    denominator: str = ""
    status: Literal["given", "withheld", "missing"] = "given"
    note: str = ""

    def cells(self) -> tuple[str, ...]:
        """The cells in the order of `ANSWER_COLUMNS`."""
        return (
            self.period, self.unit, self.code, self.input, "", self.value, self.numerator,
            self.denominator, "", self.status, "", "survey", self.note,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """One criterion with the input that is asked for."""

    node: Node
    input: str
    definition: InputDefinition
    source: LeafSource


def answers_of(
    estimates: Sequence[Estimate],
    framework: Framework,
    mapping: SurveyMap,
    *,
    counts: Sequence[Count] = (),
    smallest: float = math.inf,
    when_suppressed: WhenSuppressed = "missing",
) -> tuple[SurveyAnswer, ...]:
    """The answers, by criterion in the order of the map, then as the units stand in the table.

    `counts`, `smallest`: what stands behind the figures and how many people a published count needs; without
    them no counts are handed over. Raises BadInput with every problem: CH-3192 (mixed bases), CH-3200 to
    CH-3205, CH-3207.
    """
    _refuse_basis(estimates, mapping)
    problems: list[Problem] = []
    wanted = list(_wanted(framework, mapping, problems))
    by_code: dict[str, list[Estimate]] = {}
    for row in estimates:
        by_code.setdefault(row.code, []).append(row)
    _check_codes(wanted, by_code, problems)
    _check_twice(estimates, problems)
    _check_period(estimates, problems)
    if problems:
        raise BadInput(problems)
    behind = {(count.unit, count.code): count for count in counts}
    _refuse_counts_of_another_table(estimates, behind)
    return tuple(
        _answer(one, row, unit_of(row.unit, mapping), behind.get((row.unit, row.code)), smallest,
                when_suppressed)
        for one in wanted
        for row in by_code[one.source.estimate]
        if unit_of(row.unit, mapping)
    )  # fmt: skip


def _refuse_counts_of_another_table(
    estimates: Sequence[Estimate], behind: Mapping[tuple[str, str], Count]
) -> None:
    others = [
        row
        for row in estimates
        if (count := behind.get((row.unit, row.code))) is not None
        and row.flag != "suppressed"
        and count.estimate != row.estimate
        and not (math.isnan(count.estimate) and math.isnan(row.estimate))
    ]
    if others:
        shown = ", ".join(f"{row.unit or '–'} {row.code}" for row in others[:_SHOWN])
        expected = text("Expected the counts from which this table of estimates was made.")
        mend = text("Take the file counts.csv that belongs to this table of estimates.")
        raise BadInput([Problem("CH-3205", Place(), shown, expected, mend)])


def unit_of(domain: str, mapping: SurveyMap) -> str:
    """The code of the unit; empty for the whole where nobody says which unit that is."""
    return mapping.units.get(domain, domain)


def _answer(
    one: Wanted, row: Estimate, unit: str, count: Count | None, smallest: float, when: WhenSuppressed
) -> SurveyAnswer:
    times = one.source.times
    made = SurveyAnswer(row.period, unit, one.node.code, one.input)
    if row.flag == "suppressed" or math.isnan(row.estimate):
        if when == "missing" or count is None or math.isnan(count.estimate):
            return replace(made, status="missing", note=row.reason)
        return replace(made, value=written_of(count.estimate, times), status="withheld")
    is_ratio = one.definition.type == "ratio" and times is None
    if is_ratio and count is not None and _may_be_counted(count, smallest):
        return replace(
            made, numerator=str(count.numerator), denominator=str(count.denominator), note=_note(row)
        )
    value = written_of(row.estimate, times)
    # Somebody who counts could not see more than what is shown; but nobody can recompute it.
    return replace(made, value=value, status="withheld" if is_ratio else "given", note=_note(row))


def _may_be_counted(count: Count, smallest: float) -> bool:
    """Whether those who chose, and those who did not, are enough people to be told."""
    fewest = min(count.chosen_n, count.asked_n - count.chosen_n)
    return count.numerator is not None and count.denominator is not None and fewest >= smallest


def written_of(estimate: float, times: Fraction | None) -> str:
    """The shortest decimal text that is this number, or its multiple, without an exponent."""
    return write_decimal(Fraction(Decimal(repr(estimate))) * (times or 1))


def _note(row: Estimate) -> str:
    """What an auditor wants to see beside the figure, in signs rather than words."""
    parts = [f"n={row.n}"]
    if row.sampling_basis in WITH_ERRORS and not math.isnan(row.se):
        parts.append(f"se={row.se:.6f}")
    return ", ".join([*parts, *([row.flag] if row.flag != "shown" else [])])


def _refuse_basis(estimates: Sequence[Estimate], mapping: SurveyMap) -> None:
    basis = the_one_basis(estimates)
    wished = mapping.basis
    if basis is None or basis == wished or (wished is None and basis in WITH_ERRORS):
        return
    expected = text("Expected estimates of a probability sample or a census, or a map that names the basis.")
    mend = text("Where such figures are to be scored, write “basis: {basis}” into the map.", basis=basis)
    raise BadInput([Problem("CH-3203", Place(field="basis"), basis, expected, mend)])


def wanted_of(framework: Framework, mapping: SurveyMap) -> tuple[Wanted, ...]:
    """The criteria of a map that fit the framework, in its order; what does not fit is left out."""
    return tuple(_wanted(framework, mapping, []))


def _wanted(framework: Framework, mapping: SurveyMap, problems: list[Problem]) -> Iterator[Wanted]:
    leaves = {leaf.code: leaf for leaf in framework.leaves}
    for code, source in mapping.leaves.items():
        node = leaves.get(code)
        if node is None:
            expected = text("Expected the code of a criterion of {framework}.", framework=framework.key)
            mend = text("“chiso frameworks show” lists the codes.")
            problems.append(Problem("CH-3200", Place(field=f"leaves.{code}"), code, expected, mend))
            continue
        inputs = inputs_of(node, framework)
        name = source.input or (next(iter(inputs)) if len(inputs) == 1 else "")
        definition = inputs.get(name)
        if definition is None or definition.type not in _TYPES:
            fit = [key for key, one in inputs.items() if one.type in _TYPES]
            problems.append(_no_fit(code, source.input, fit))
            continue
        yield Wanted(node, name, definition, source)


def _no_fit(code: str, named: str, fit: Sequence[str]) -> Problem:
    expected = text("Expected an input that takes a ratio, a share or a number.")
    mend: Text = (
        text("Write one of: {names}.", names=listing(fit)) if fit else text("Choose another criterion.")
    )
    return Problem("CH-3201", Place(field=f"leaves.{code}.input"), named, expected, mend)


def _check_codes(wanted: Sequence[Wanted], by_code: Mapping[str, object], problems: list[Problem]) -> None:
    for one in wanted:
        if one.source.estimate not in by_code:
            expected = text("Expected a code that stands in the table of estimates.")
            mend = text("There are: {names}.", names=listing(list(by_code)[:_SHOWN]))
            place = Place(field=f"leaves.{one.node.code}.estimate")
            problems.append(Problem("CH-3202", place, one.source.estimate, expected, mend))


def _check_twice(estimates: Sequence[Estimate], problems: list[Problem]) -> None:
    """One figure for each unit and code: two rounds, or two periods, are not added up in silence."""
    counted = Counter((row.unit, row.code) for row in estimates)
    twice = [key for key, count in counted.items() if count > 1]
    if twice:
        shown = ", ".join(f"{unit or '–'} {code}" for unit, code in twice[:_SHOWN])
        expected = text("Expected each unit and code once in the table of estimates.")
        mend = text("Hand over one table of one round and one period.")
        problems.append(Problem("CH-3204", Place(), shown, expected, mend))


def _check_period(estimates: Sequence[Estimate], problems: list[Problem]) -> None:
    """Scoring asks each answer for its period."""
    if any(not row.period for row in estimates):
        expected = text("Expected the period of the round in the table of estimates.")
        mend = text('Write the period into the design, such as period: "2026", and estimate again.')
        problems.append(Problem("CH-3207", Place(field="period"), "", expected, mend))
