"""The plan of a draw: who is listed where, how many are drawn by which method, with which seed.

    format: chiso-sample-plan/1
    title: One-stop shops of Hà Nội, round of 2026
    period: "2026"
    seed: lottery of 1 December 2026, 48213
    frame: frame.csv
    stages:
    - {unit: commune, strata: [kind], method: sampford, size: dossiers, allocation: {total: 30, least: 2}}
    - {unit: dossier, method: simple, n: 40, reserve: 10}

A row of the frame is one unit of the last stage; the units of earlier stages are what its columns say. A
stage draws in each unit of the stage before, apart for each stratum, the number `n`, or what the column
`n_from` says, or a share of a total (`allocation`). Columns hold values that are the same in all rows of
a unit; `size` and `balance` are added up over its rows. `certain` names a column with 1 for units that come
in whatever chance says; they count among n.

    CH-3173 the record cannot be read, or its parts contradict one another
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BeforeValidator, Field, PlainSerializer

from chiso.figures import parse_exact, write_exact
from chiso.frameworks.faults import PlacedFault
from chiso.frameworks.records import read_record
from chiso.language import Text, text
from chiso.periods import parse_period
from chiso.problems import BadInput
from chiso.survey.part import Part
from chiso.survey.sampling.allocation import AllocationMethod

FORMAT: Final = "chiso-sample-plan/1"
FAULT = "CH-3173"

Method: TypeAlias = Literal[
    "simple", "systematic", "pps_systematic", "pps_shuffled", "brewer", "sampford", "pareto", "chao", "cube",
    "all",
]  # fmt: skip
Wish: TypeAlias = Literal["keep", "avoid"]
NEEDS_SIZE: frozenset[Method] = frozenset(
    {"pps_systematic", "pps_shuffled", "brewer", "sampford", "pareto", "chao"}
)
# The sample is the units with the smallest numbers, so shifting the numbers shifts the sample.
COORDINATED: frozenset[Method] = frozenset({"simple", "pareto"})
ORDERED: frozenset[Method] = frozenset({"systematic", "pps_systematic", "chao"})

Figure = Annotated[
    Fraction,
    BeforeValidator(lambda written: parse_exact(written) if isinstance(written, str) else written),
    PlainSerializer(write_exact, return_type=str),
]


class Allocation(Part):
    """A total for each unit of the stage before, shared among its strata. Columns are named."""

    total: int = Field(ge=0)
    method: AllocationMethod = "proportional"
    least: int = Field(default=0, ge=0)
    power: Figure = Field(default=Fraction(1, 2), ge=0, le=1)
    deviation: str = ""
    mean: str = ""
    importance: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are named."""
        return tuple(one for one in (self.deviation, self.mean, self.importance) if one)


class Coordination(Part):
    """The record of an earlier draw: `keep` its units as far as may be, or `avoid` them."""

    record: str
    wish: Wish


class StagePlan(Part):
    """One stage. `when_fewer`: what to do where a stratum has fewer units than are to be drawn."""

    unit: str = Field(min_length=1)
    strata: tuple[str, ...] = ()
    method: Method = "simple"
    n: int | None = Field(default=None, ge=0)
    n_from: str = ""
    allocation: Allocation | None = None
    when_fewer: Literal["refuse", "all"] = "refuse"
    size: str = ""
    certain: str = ""
    order: tuple[str, ...] = ()
    balance: tuple[str, ...] = ()
    reserve: int = Field(default=0, ge=0)
    coordination: Coordination | None = None

    @property
    def constant_columns(self) -> tuple[str, ...]:
        """Columns that say one thing of a unit, whatever the number of its rows."""
        return tuple(dict.fromkeys(one for one in (*self.strata, *self.order, *self.figure_columns) if one))

    @property
    def figure_columns(self) -> tuple[str, ...]:
        """Those of them that hold figures."""
        shared = self.allocation.columns if self.allocation else ()
        return tuple(one for one in (self.n_from, self.certain, *shared) if one)

    @property
    def added_columns(self) -> tuple[str, ...]:
        """Columns that are added up over the rows of a unit."""
        return tuple(one for one in (self.size, *self.balance) if one)


class SamplePlan(Part):
    """The whole plan. `seed` is any text; who chose it, and when, is best part of it.

    `before`: a column with the chance on the way to the row before the first stage of this plan, where the
    frame lists people only in clusters that an earlier draw has chosen.
    """

    format: Literal["chiso-sample-plan/1"] = FORMAT
    title: str = ""
    period: str = ""
    seed: str = Field(min_length=1)
    frame: str = Field(min_length=1)
    before: str = ""
    stages: tuple[StagePlan, ...] = Field(min_length=1)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of the frame that the plan names, each once."""
        found: list[str] = [self.before] if self.before else []
        for stage in self.stages:
            found += [stage.unit, *stage.constant_columns, *stage.added_columns]
        return tuple(dict.fromkeys(found))


def read_plan(source: Path | bytes, *, name: str | None = None) -> SamplePlan:
    """The plan in a YAML file. Raises BadInput with every problem of the file."""
    shown = name or (str(source) if isinstance(source, Path) else "plan.yaml")
    return read_record(source, SamplePlan, name=shown, form=FORMAT, code=FAULT, check=faults_of_plan)


def faults_of_plan(plan: SamplePlan) -> Iterator[PlacedFault]:
    """What contradicts something else in a plan whose parts are sound."""
    if plan.period:
        try:
            parse_period(plan.period)
        except BadInput:
            expected = text("Expected a period such as 2026, 2026-Q2 or 2026-05.")
            mend = text("Write it so, or take the key out.")
            yield PlacedFault(FAULT, ("period",), plan.period, expected, mend)
    for place, stage in enumerate(plan.stages):
        is_last = place == len(plan.stages) - 1
        names = [one.unit for one in plan.stages[:place]]
        for key, found, expected, mend in _faults_of_stage(stage, names, is_last):
            yield PlacedFault(FAULT, ("stages", place, key), found, expected, mend)


_Fault: TypeAlias = tuple[str, str, Text, Text]


def _faults_of_stage(stage: StagePlan, before: list[str], is_last: bool) -> Iterator[_Fault]:
    yield from _faults_of_number(stage)
    yield from _faults_of_method(stage)
    if stage.unit in before:
        expected = text("Expected another column at each stage; this one stands at an earlier stage.")
        yield "unit", stage.unit, expected, text("Name the column of the units of this stage.")
    if stage.reserve and (not is_last or stage.method == "all"):
        expected = text("Expected a reserve only at the last stage, and only where something is drawn.")
        mend = text("Take it out; draw reserve clusters by a plan of their own.")
        yield "reserve", str(stage.reserve), expected, mend


def _faults_of_number(stage: StagePlan) -> Iterator[_Fault]:
    given = [
        key
        for key, is_given in (
            ("n", stage.n is not None),
            ("n_from", bool(stage.n_from)),
            ("allocation", stage.allocation is not None),
        )
        if is_given
    ]
    if stage.method == "all" and given:
        expected = text("Expected no number where all units are taken.")
        yield given[0], "", expected, text("Take it out, or name a method that draws.")
    elif stage.method != "all" and len(given) != 1:
        expected = text("Expected exactly one of n, n_from and allocation.")
        yield "n", ", ".join(given), expected, text("Say how many units are drawn, in one way.")
    allocation = stage.allocation
    if allocation is not None:
        if not stage.strata:
            expected = text("Expected strata among which the total is shared.")
            yield "allocation", "", expected, text("Name the columns under strata, or write n instead.")
        if allocation.method in ("neyman", "power") and not allocation.deviation:
            expected = text("Expected the column with the standard deviation of each stratum.")
            yield "allocation", allocation.method, expected, text("Name it under deviation.")
        if allocation.method == "power" and not allocation.mean:
            expected = text("Expected the column with the mean of each stratum.")
            yield "allocation", allocation.method, expected, text("Name it under mean.")


def _faults_of_method(stage: StagePlan) -> Iterator[_Fault]:
    method = stage.method
    if method in NEEDS_SIZE and not stage.size:
        expected = text(
            "Expected the column with the size of the units, which {method} needs.", method=method
        )
        yield "size", "", expected, text("Name it, or choose the method simple.")
    if stage.size and method not in NEEDS_SIZE and method != "cube":
        expected = text("Expected no size: {method} gives all units the same chance.", method=method)
        yield "size", stage.size, expected, text("Take it out, or choose a method with unequal chances.")
    if (method == "cube") != bool(stage.balance):
        expected = text("Expected columns to balance on with the method cube, and with no other.")
        yield "balance", ", ".join(stage.balance), expected, text("Name them, or choose the method cube.")
    if stage.order and method not in ORDERED:
        expected = text("Expected no order: the order of the list plays no part in {method}.", method=method)
        yield "order", ", ".join(stage.order), expected, text("Take it out, or choose a systematic method.")
    if stage.coordination is not None and method not in COORDINATED:
        expected = text("Expected coordination only with the methods simple and pareto.")
        yield "coordination", method, expected, text("Choose one of them, or take the coordination out.")
