"""Leagues: which units are measured by which framework, each league with its own ranking.

A single framework is one league without a name. A programme has several; a unit is in at most one
of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from chiso.frameworks.classes import ClassBand
from chiso.frameworks.model import Framework
from chiso.frameworks.parts import AppliesTo
from chiso.language import Bilingual, text
from chiso.problems import Place, Report
from chiso.units import Unit


@dataclass(frozen=True, slots=True)
class League:
    """A framework and the units that it measures; `classes` replace those of the framework."""

    key: str
    framework: Framework
    title: Bilingual = field(default_factory=Bilingual)
    members: AppliesTo = field(default_factory=AppliesTo)
    classes: tuple[ClassBand, ...] | None = None

    def holds(self, unit: Unit) -> bool:
        """Whether the unit is a member: meant by the league and by the framework itself."""
        return is_meant(self.members, unit) and is_meant(self.framework.applies_to, unit)


def leagues_of(framework: Framework) -> tuple[League, ...]:
    """The one league of a framework that is scored by itself."""
    return (League("", framework, framework.title),)


def is_meant(applies_to: AppliesTo | None, unit: Unit) -> bool:
    """Whether a thing is for this unit."""
    return applies_to is None or applies_to.holds(
        level=unit.level, kind=unit.kind, group=unit.group, names=frozenset({unit.uid, unit.code})
    )


@dataclass(frozen=True, slots=True)
class Assignment:
    """The league of each unit; units that no league is for are not in it."""

    leagues: tuple[League, ...]
    league_of_unit: dict[str, League]

    def members(self, league: League, units: Iterable[Unit]) -> tuple[Unit, ...]:
        """The units of one league, in the order given."""
        return tuple(unit for unit in units if self.league_of_unit.get(unit.uid) is league)


def check_codes(assignment: Assignment, units: Iterable[Unit], report: Report) -> None:
    """Note units that are scored together under one code: tables and traces name them by it."""
    first: dict[str, Unit] = {}
    for unit in units:
        if unit.uid not in assignment.league_of_unit:
            continue
        other = first.setdefault(unit.code, unit)
        if other is not unit:
            report.add(
                "CH-3011",
                Place(field=unit.code),
                unit.name,
                text(
                    "Expected each code once among the units that are scored; “{name}” has the same.",
                    name=other.name,
                ),
                text("Give one of them another code, or score them apart."),
            )


def assign_units(leagues: Sequence[League], units: Iterable[Unit], report: Report) -> Assignment:
    """Put every unit into its league; one that two leagues are for is a problem in `report`."""
    league_of_unit: dict[str, League] = {}
    for unit in units:
        holding = [league for league in leagues if league.holds(unit)]
        if len(holding) > 1:
            report.add(
                "CH-3010",
                Place(field=unit.code),
                unit.name,
                text(
                    "Expected each unit in one league; this one is in “{one}” and “{other}”.",
                    one=holding[0].key,
                    other=holding[1].key,
                ),
                text("Narrow the members of one of the leagues."),
            )
        if holding:
            league_of_unit[unit.uid] = holding[0]
    return Assignment(tuple(leagues), league_of_unit)
