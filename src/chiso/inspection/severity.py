"""How severe a finding is, by a rule that is data: like is judged like, and every step says why.

    severity = max(severity of the kind, at least that of the effect), one step up if repeated

Three levels: a reminder (nhắc nhở), to be mended (phải khắc phục), grave (nghiêm trọng). Repeated: the same
duty was not met at the same place within so many months before. The rule that is shipped (`severity.yaml`)
is a convention of chiso, not of the law; who judges otherwise says why, and both stay. A city's own rule says
what it rests on (`source`) and from when to when it holds.

    CH-8720 a rule of severity that is none
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias, get_args

from pydantic import Field

from chiso.frameworks.faults import PlacedFault
from chiso.frameworks.records import read_record
from chiso.inspection.plan import Part
from chiso.inspection.words import Words
from chiso.language import Text, text

FORMAT: Final = "chiso-inspection-severity/1"
FAULT: Final = "CH-8720"

Severity: TypeAlias = Literal["reminder", "to_mend", "grave"]
Kind: TypeAlias = Literal[
    "publication", "staff", "premises", "reception", "handling", "feedback", "forbidden", "direction",
    "attitude", "other",
]  # fmt: skip
Effect: TypeAlias = Literal["none", "burden", "harm"]
LEVELS: Final[tuple[Severity, ...]] = get_args(Severity)
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
EFFECTS: Final[tuple[Effect, ...]] = get_args(Effect)

SEVERITY_NAMES: Final[dict[str, Text]] = {
    "reminder": text("reminder"),
    "to_mend": text("to be mended"),
    "grave": text("grave"),
}
KIND_NAMES: Final[dict[str, Text]] = {
    "publication": text("what must be public"),
    "staff": text("people at the counter"),
    "premises": text("premises and equipment"),
    "reception": text("guidance and reception of files"),
    "handling": text("handling and return of files"),
    "feedback": text("evaluation and feedback"),
    "forbidden": text("forbidden conduct"),
    "direction": text("direction by the head"),
    "attitude": text("attitude, by defined observations"),
    "other": text("another duty"),
}
EFFECT_NAMES: Final[dict[str, Text]] = {
    "none": text("no effect on a person was seen"),
    "burden": text("somebody had to wait, come again or bring what was not due"),
    "harm": text("somebody lost a right, money or trust"),
}


class OfKind(Part):
    """What a kind of finding weighs by itself."""

    kind: Kind
    severity: Severity


class OfEffect(Part):
    """What a finding weighs at least where it had this effect."""

    effect: Effect
    at_least: Severity


class SeverityRule(Part):
    """The whole rule."""

    format: Literal["chiso-inspection-severity/1"] = FORMAT
    rule: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,60}@[0-9]{1,8}$")]
    title: Words | None = None
    source: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    repeated_within: Annotated[int, Field(ge=1, le=1_200)]
    kinds: tuple[OfKind, ...]
    effects: tuple[OfEffect, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Where the severity stood after a step, and why."""

    severity: Severity
    why: Text


@dataclass(frozen=True, slots=True)
class Judged:
    """The severity and every step that led to it."""

    severity: Severity
    rule: str
    steps: tuple[Step, ...]


def judge(rule: SeverityRule, kind: Kind, effect: Effect, *, repeated_of: date | None = None) -> Judged:
    """The severity of a finding; `repeated_of`: the day of the earlier one that it repeats."""
    own = next(one.severity for one in rule.kinds if one.kind == kind)
    steps = [Step(own, text("The kind by itself: {kind}.", kind=KIND_NAMES[kind]))]
    least = next(one.at_least for one in rule.effects if one.effect == effect)
    if LEVELS.index(least) > LEVELS.index(own):
        steps.append(Step(least, text("Raised by its effect: {effect}.", effect=EFFECT_NAMES[effect])))
    if repeated_of is not None:
        now = LEVELS.index(steps[-1].severity)
        raised = LEVELS[min(now + 1, len(LEVELS) - 1)]
        said = text("Repeated: the same duty was not met here on {day}.", day=repeated_of)
        steps.append(Step(raised, said))
    return Judged(steps[-1].severity, rule.rule, tuple(steps))


def earlier_one(rule: SeverityRule, day: date, earlier: Iterable[date]) -> date | None:
    """The latest of some days that counts as the earlier finding: before `day`, not too long ago."""
    first = _months_before(day, rule.repeated_within)
    return max((one for one in earlier if first <= one < day), default=None)


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    # Of a month that is too short for the day, its last one.
    for number in range(day.day, 27, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    return date(year, month + 1, min(day.day, 28))


@cache
def shipped_rule() -> SeverityRule:
    """The rule that comes with chiso."""
    return read_rule(files("chiso.inspection").joinpath("severity.yaml").read_bytes(), name="severity.yaml")


def read_rule(source: Path | bytes, *, name: str | None = None) -> SeverityRule:
    """A rule in a YAML file. Raises BadInput (CH-8720) with every fault of it."""
    shown = name or (str(source) if isinstance(source, Path) else "severity.yaml")
    return read_record(source, SeverityRule, name=shown, form=FORMAT, code=FAULT, check=_faults)


def _faults(rule: SeverityRule) -> Iterator[PlacedFault]:
    mend = text("Name each of the list once.")
    kinds, effects = [one.kind for one in rule.kinds], [one.effect for one in rule.effects]
    if sorted(kinds) != sorted(KINDS):
        yield PlacedFault(FAULT, ("kinds",), "", text("Expected each kind of finding once."), mend)
    if sorted(effects) != sorted(EFFECTS):
        yield PlacedFault(FAULT, ("effects",), "", text("Expected each effect once."), mend)
    first, last = rule.valid_from, rule.valid_until
    if first is not None and last is not None and last < first:
        expected = text("Expected a last day that is not before the first.")
        mend = text("Mend one of the two days.")
        yield PlacedFault(FAULT, ("valid_until",), last.isoformat(), expected, mend)
