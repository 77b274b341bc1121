"""The record of a draw: all that an outsider needs to repeat it, and what came out.

    format: chiso-sample-record/1
    software: chiso 0.1.0
    generator: sha256-13-hex/1
    plan: {…}                                     as it was, seed included
    frame: {file, rows, sha256}                   whose bytes it was
    sample: {file, rows, sha256}
    stages:
    - unit: commune
      groups:
      - {group, population, n, certain, start, next_start, drawn: […], reserve: […]}

`start` tells where the permanent numbers of a group begin, in 2^53rds (see `random_numbers`); `next_start` is
where a later draw begins that is to avoid these units. Repeating means: draw again from the frame with the
plan and the starts of the record, and compare every unit, then the bytes of the sample.

    CH-3178 a record that a plan cannot be coordinated with
    CH-3179 no record, or one of another frame
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field

from chiso.frameworks.document import Tree, document_from_json
from chiso.frameworks.exporting.yaml_text import write_yaml
from chiso.frameworks.records import read_record
from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem
from chiso.survey.part import Part
from chiso.survey.sampling.drawing import DrawnGroup, Sample
from chiso.survey.sampling.frame import StageUnits
from chiso.survey.sampling.plan import COORDINATED, FAULT, SamplePlan, faults_of_plan
from chiso.survey.sampling.random_numbers import GENERATOR, HALVES
from chiso.version import VERSION

FORMAT: Final = "chiso-sample-record/1"
_FAULT = "CH-3179"

Count = Annotated[int, Field(ge=0)]
Start = Annotated[int, Field(ge=0, lt=HALVES, multiple_of=2)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class FileTold(Part):
    """A file as it was: its name, its rows, its hash."""

    file: str
    rows: Count
    sha256: Digest


class GroupTold(Part):
    """What was drawn in one group."""

    group: str = ""
    population: Count
    n: Count
    certain: Count
    start: Start = 0
    next_start: Start = 0
    drawn: tuple[str, ...] = ()
    reserve: tuple[str, ...] = ()


class StageTold(Part):
    """The groups of one stage."""

    unit: str
    groups: tuple[GroupTold, ...]


class SampleRecord(Part):
    """The whole record."""

    format: Literal["chiso-sample-record/1"] = FORMAT
    software: str = ""
    generator: Literal["sha256-13-hex/1"] = GENERATOR
    plan: SamplePlan
    frame: FileTold
    sample: FileTold
    stages: tuple[StageTold, ...]

    @property
    def starts(self) -> dict[tuple[int, str], int]:
        """Where the numbers of each group began."""
        return {
            (place, group.group): group.start
            for place, stage in enumerate(self.stages)
            for group in stage.groups
        }


def record_of(sample: Sample, *, frame: FileTold, drawn: FileTold) -> SampleRecord:
    """The record of a draw that was made."""
    stages = tuple(
        StageTold(unit=stage.unit, groups=tuple(_told(units, group) for group in groups))
        for stage, units, groups in zip(sample.plan.stages, sample.frame.stages, sample.groups, strict=True)
    )
    return SampleRecord(
        software=f"chiso {VERSION}", plan=sample.plan, frame=frame, sample=drawn, stages=stages
    )


def _told(units: StageUnits, group: DrawnGroup) -> GroupTold:
    return GroupTold(
        group=group.group.name,
        population=group.group.count,
        n=len(group.drawn),
        certain=int(group.target.certain.sum()),
        start=group.start,
        next_start=group.next_start,
        drawn=tuple(units.names[one] for one in group.drawn.tolist()),
        reserve=tuple(units.names[one] for one in group.reserve.tolist()),
    )


def file_told(name: str, content: bytes, rows: int) -> FileTold:
    """A file by its name, rows and bytes."""
    return FileTold(file=name, rows=rows, sha256=hashlib.sha256(content).hexdigest())


def write_record(record: SampleRecord) -> str:
    """The record as YAML."""
    tree = record.model_dump(mode="json", exclude_defaults=True)
    told: dict[str, Tree] = {"format": FORMAT, "software": record.software, "generator": record.generator}
    document = document_from_json(told | tree, "record")
    return write_yaml(document.tree)


def read_sample_record(source: Path | bytes, *, name: str | None = None) -> SampleRecord:
    """The record in a YAML file. Raises BadInput with every problem of the file."""
    shown = name or (str(source) if isinstance(source, Path) else "record.yaml")
    record = read_record(source, SampleRecord, name=shown, form=FORMAT, code=_FAULT)
    faults = list(faults_of_plan(record.plan))
    if faults:
        raise BadInput(Problem(FAULT, Place(shown), one.found, one.expected, one.mend) for one in faults)
    return record


def starts_for(plan: SamplePlan, folder: Path) -> dict[tuple[int, str], int]:
    """Where the numbers of each group begin, for stages that are coordinated with an earlier draw.

    Records are looked for beside the plan, in `folder`. A group that the earlier draw did not have begins
    at nought. Raises BadInput (CH-3178) where seed or units are others: their numbers say nothing then.
    """
    starts: dict[tuple[int, str], int] = {}
    problems: list[Problem] = []
    for place, stage in enumerate(plan.stages):
        wish = stage.coordination
        if wish is None:
            continue
        earlier = read_sample_record(folder / wish.record, name=wish.record)
        like = [
            (method.method, told)
            for method, told in zip(earlier.plan.stages, earlier.stages, strict=False)
            if told.unit == stage.unit
        ]
        if earlier.plan.seed != plan.seed or not like or like[0][0] not in COORDINATED:
            expected = text("Expected a draw with the same seed and units, by the methods simple or pareto.")
            mend = text("Take over the seed and the name of the column from that draw, or name another one.")
            problems.append(
                Problem("CH-3178", Place(wish.record, None, stage.unit), earlier.plan.seed, expected, mend)
            )
            continue
        for group in like[0][1].groups:
            starts[place, group.group] = group.next_start if wish.wish == "avoid" else group.start
    if problems:
        raise BadInput(problems)
    return starts


def differences(record: SampleRecord, again: SampleRecord) -> Iterator[Text]:
    """Where a repeated draw differs from the record; nothing if it is the same."""
    for told, found in zip(record.stages, again.stages, strict=False):
        groups = {group.group: group for group in found.groups}
        for group in told.groups:
            other = groups.pop(group.group, None)
            if other != group:
                yield _difference(told.unit, group, other)
        for name in groups:
            yield text("Stage {unit}: no group {group} in the record.", unit=told.unit, group=name)
    if record.sample.sha256 != again.sample.sha256:
        yield text("The repeated sample has other bytes than the one in the record.")


def _difference(unit: str, told: GroupTold, found: GroupTold | None) -> Text:
    group = told.group or text("the whole frame")
    if found is None:
        return text("Stage {unit}: no group {group} in the repeated draw.", unit=unit, group=group)
    pairs = zip((*told.drawn, *told.reserve), (*found.drawn, *found.reserve), strict=False)
    for old, new in pairs:
        if old != new:
            return text(
                "Stage {unit}, group {group}: {old} in the record, {new} in the repeated draw.",
                unit=unit,
                group=group,
                old=old,
                new=new,
            )
    return text("Stage {unit}, group {group}: other numbers than in the record.", unit=unit, group=group)
