"""What inspections found, in figures: by period, agency, field, district; duties most often not met.

    visits    first visits of a place in an inspection
    again     visits that looked at what the first one found: counted apart, since they go where something was
    clean     first visits after which nothing was found
    mended    findings that a further visit found mended; in time where that was up to the day set
    late      findings still open after the day set
    good      share of the people asked at the door who said good; not shown under five of them

Shares that would tell of few people are held back (`holding_back`).

Shares of duties and good examples are of first visits, too; findings are those of all visits.

Good examples are visits on which enough duties were looked at, every one was met, nothing else was found.
Figures only: nothing in them names a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Final, Literal, TypeAlias

from chiso.inspection.holding_back import held_back
from chiso.inspection.severity import LEVELS, Severity
from chiso.language import sort_key

By: TypeAlias = Literal["year", "half", "quarter", "month", "agency", "field", "district"]
ENOUGH_DUTIES: Final = 10


@dataclass(frozen=True, slots=True)
class VisitTold:
    """A visit that is over; `met`: of each duty that was looked at, whether it was met; `looks_again`: it was
    made for what another one found."""

    key: str
    name: str
    agency: str
    field: str
    district: str
    day: date
    met: Mapping[str, bool]
    looks_again: bool = False

    def group(self, by: By) -> str:
        """The group of a table that it falls into."""
        match by:
            case "year":
                return str(self.day.year)
            case "half":
                return f"{self.day.year}-H{(self.day.month + 5) // 6}"
            case "quarter":
                return f"{self.day.year}-Q{(self.day.month + 2) // 3}"
            case "month":
                return f"{self.day:%Y-%m}"
            case _:
                return str(getattr(self, by))


@dataclass(frozen=True, slots=True)
class FindingTold:
    """A finding of a visit; `due`: the day by which it is to be mended; `mended_on`: when that was seen."""

    visit: str
    duty: str
    severity: Severity
    is_repeated: bool
    due: date | None
    mended_on: date | None


@dataclass(frozen=True, slots=True)
class VoiceTold:
    """What one person at the door said of the attitude there."""

    visit: str
    is_good: bool


@dataclass(slots=True)
class Group:
    """One row of a table. `asked` and `good` are None where too few were asked to show them."""

    name: str
    visits: int = 0
    again: int = 0
    clean: int = 0
    findings: int = 0
    severities: dict[Severity, int] = field(default_factory=lambda: dict.fromkeys(LEVELS, 0))
    repeated: int = 0
    mended: int = 0
    in_time: int = 0
    open: int = 0
    late: int = 0
    asked: int | None = 0
    good: int | None = 0

    @property
    def found_share(self) -> Fraction | None:
        """The share of first visits that found something; None where there was none."""
        return Fraction(self.visits - self.clean, self.visits) if self.visits else None

    @property
    def good_share(self) -> Fraction | None:
        """The share of people who said good; None where nothing is shown."""
        return Fraction(self.good, self.asked) if self.asked and self.good is not None else None


@dataclass(frozen=True, slots=True)
class Summary:
    """The groups in their order, and all together."""

    by: By
    groups: list[Group]
    whole: Group


def summarise(
    visits: Sequence[VisitTold],
    findings: Iterable[FindingTold],
    voices: Iterable[VoiceTold] | None,
    *,
    by: By,
    today: date,
) -> Summary:
    """The figures by group. What belongs to no visit of these is left out.

    `voices`: None where what people said is not to be told.
    """
    where = {one.key: one.group(by) for one in visits}
    nobody = None if voices is None else 0
    groups = {name: Group(name, asked=nobody, good=nobody) for name in where.values()}
    whole = Group("", asked=nobody, good=nobody)
    found: set[str] = set()
    for finding in findings:
        if finding.visit in where:
            found.add(finding.visit)
            for group in (groups[where[finding.visit]], whole):
                _count(group, finding, today)
    for voice in voices or ():
        if voice.visit in where:
            for group in (groups[where[voice.visit]], whole):
                group.asked = (group.asked or 0) + 1
                group.good = (group.good or 0) + voice.is_good
    for one in visits:
        for group in (groups[where[one.key]], whole):
            group.again += one.looks_again
            group.visits += not one.looks_again
            group.clean += not one.looks_again and one.key not in found
    ordered = sorted(groups.values(), key=lambda one: (sort_key(one.name), one.name))
    return Summary(by, *_hide_few(ordered, whole))


def _count(group: Group, finding: FindingTold, today: date) -> None:
    group.findings += 1
    group.severities[finding.severity] += 1
    group.repeated += finding.is_repeated
    if finding.mended_on is None:
        group.open += 1
        group.late += finding.due is not None and finding.due < today
    else:
        group.mended += 1
        group.in_time += finding.due is None or finding.mended_on <= finding.due


def _hide_few(groups: list[Group], whole: Group) -> tuple[list[Group], Group]:
    few, hides_whole = held_back({one.name: one.asked or 0 for one in groups})
    kept = [replace(one, asked=None, good=None) if one.name in few else one for one in groups]
    return kept, replace(whole, asked=None, good=None) if hides_whole else whole


@dataclass(frozen=True, slots=True)
class Duty:
    """How often a duty was looked at and not met, and how many findings of it there are."""

    code: str
    looked_at: int
    not_met: int
    findings: int

    @property
    def share(self) -> Fraction | None:
        """Of the times that it was looked at."""
        return Fraction(self.not_met, self.looked_at) if self.looked_at else None


def most_frequent(visits: Iterable[VisitTold], findings: Iterable[FindingTold]) -> list[Duty]:
    """The duties that were not met, the most frequent first."""
    counts: dict[str, list[int]] = {}
    for visit in (one for one in visits if not one.looks_again):
        for code, is_met in visit.met.items():
            row = counts.setdefault(code, [0, 0, 0])
            row[0] += 1
            row[1] += not is_met
    for finding in findings:
        if finding.duty:
            counts.setdefault(finding.duty, [0, 0, 0])[2] += 1
    duties = [Duty(code, *row) for code, row in counts.items() if row[1] or row[2]]
    return sorted(duties, key=lambda one: (-max(one.not_met, one.findings), _in_order(one.code)))


def good_examples(visits: Iterable[VisitTold], findings: Iterable[FindingTold]) -> list[VisitTold]:
    """The visits that show how it is done; where most was looked at first."""
    found = {one.visit for one in findings}
    good = [
        one
        for one in visits
        if not one.looks_again
        and len(one.met) >= ENOUGH_DUTIES
        and all(one.met.values())
        and one.key not in found
    ]
    return sorted(good, key=lambda one: (-len(one.met), sort_key(one.name), one.key))


def _in_order(code: str) -> tuple[str, int]:
    letters = code.rstrip("0123456789")
    return letters, int(code[len(letters) :] or 0)
