"""What a plan starts from: the result of a published edition, or of a table that was carried over.

CH-8402 an edition that is not published, or was withdrawn    CH-8403 no unit of that name in the table
CH-8404 an edition without a ranking of one league

and the years before it: CH-8475 a year that is none before, or stands already, CH-8476 too many,
CH-8477 figures in which the unit of the plan is not
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from chiso.figures import parse_exact, write_exact
from chiso.frameworks.model import TOTAL, Framework
from chiso.language import text
from chiso.office.campaigns.frameworks import framework_by_key
from chiso.office.campaigns.models import Edition
from chiso.office.campaigns.publishing.folders import RUN, folder_of
from chiso.office.drafting.trying.given import Given, read_inputs
from chiso.office.errors import Incomplete
from chiso.office.people.checks import problem
from chiso.office.plans.models import Basis, EarlierYear, Measured
from chiso.periods import parse_period
from chiso.problems import BadInput, WrongCall
from chiso.scoring.estimates import Estimates
from chiso.scoring.leagues import leagues_of
from chiso.scoring.reading import read_answers
from chiso.scoring.result import Result
from chiso.scoring.run import read_run
from chiso.scoring.run_tables import write_answers
from chiso.scoring.score import score_league
from chiso.units import Unit, read_units, write_units


@dataclass(frozen=True, slots=True)
class Started:
    """What a plan is to start from, read and whole; `measured` as in `Basis`."""

    result: Result
    measured: str
    source: str
    edition: Edition | None = None
    answers: str = ""
    units: str = ""

    def keep(self) -> Basis:
        """The row of what a plan starts from, not saved yet."""
        return Basis(**self._columns(), figures=figures_of(self.result))

    def keep_as_earlier(self) -> EarlierYear:
        """The row of a year before, not saved yet."""
        return EarlierYear(**self._columns())

    def _columns(self) -> dict[str, Any]:
        return {
            "framework": self.result.framework.key,
            "period": self.result.period.written,
            "measured": self.measured,
            "edition": self.edition,
            "answers": self.answers,
            "units": self.units,
            "source": self.source,
        }


@dataclass(frozen=True)
class Figures:
    """The figures of a basis by uid and code, for eyes."""

    basis: Basis

    @cached_property
    def framework(self) -> Framework:
        """The set by which they were measured."""
        return framework_by_key(self.basis.framework)

    def of(self, uid: str, code: str) -> Fraction | None:
        """The points of a node of a unit; None where there are none."""
        written = self.basis.figures["points"].get(uid, {}).get(code)
        return None if written is None else parse_exact(written)

    def unit_of(self, owner_uid: str) -> str:
        """The uid of the unit that a target or line speaks of; "" where it has none."""
        uid = self.basis.measured or owner_uid
        return uid if uid in self.basis.figures["points"] else ""

    @property
    def units(self) -> dict[str, str]:
        """The units by uid with their names, in the order of the result."""
        found: dict[str, str] = self.basis.figures["units"]
        return found

    def most(self, code: str) -> Fraction | None:
        """The maximum of a node."""
        if code == TOTAL:
            return self.framework.index.max_points
        node = self.framework.nodes_by_code.get(code)
        return node.max_points if node is not None else None

    def has(self, code: str) -> bool:
        """Whether the set has such a node."""
        return code == TOTAL or code in self.framework.nodes_by_code


def figures_of(result: Result) -> dict[str, dict[str, object]]:
    """Names and points of all units."""
    points: dict[str, object] = {}
    for unit in result.units:
        own = {node.code: node.points for node in result.nodes(unit.uid)}
        points[unit.uid] = {code: write_exact(value) for code, value in own.items() if value is not None}
    names = {unit.uid: unit.name for unit in result.units}
    return {"units": dict(names), "points": points}


def start_from_edition(edition: Edition) -> Started:
    """The published result of a campaign. Raises Incomplete (CH-8402, CH-8404), BadInput."""
    campaign = edition.campaign
    if edition.state != "published" or edition.status == "withdrawn":
        expected = text("Expected an edition that is published and was not withdrawn.")
        raise Incomplete([problem("CH-8402", "edition", expected, text("Choose one of the list."))])
    result = _of_edition(edition).result
    measured = result.units[0].uid if len(result.units) == 1 else ""
    return Started(result, measured, f"{campaign.title}, {campaign.period}", edition=edition)


def start_from_table(given: Given, *, unit: str, source: str) -> Started:
    """A table of answers that was carried over, and the unit whose index the plan is about; "": not said.

    Raises BadInput (as a trial of a draft does; CH-8403).
    """
    read = read_inputs(given)
    units = list(read.units)
    result = score_league(leagues_of(read.older)[0], read.answers, units, read.period)
    return Started(
        result,
        _unit_of(result, unit).uid if unit else "",
        source,
        answers=write_answers(read.answers.rows, read.period.written),
        units=write_units(read.units),
    )


@dataclass(frozen=True, slots=True)
class Scored:
    """Figures that a plan keeps, computed again: the result, and what surveys estimated behind it."""

    result: Result
    estimates: Estimates | None = None


def scored_of(kept: Measured) -> Scored:
    """The figures that a plan starts from, or those of a year before. Raises BadInput, Incomplete."""
    if kept.edition is not None:
        return _of_edition(kept.edition)
    framework, period = framework_by_key(kept.framework), parse_period(kept.period)
    registry, report = read_units(kept.units.encode(), name="units.csv")
    report.stop_if_any()
    answers, report = read_answers(
        kept.answers.encode(), framework, registry, period, name="answers.csv", sign="."
    )
    report.stop_if_any()
    return Scored(score_league(leagues_of(framework)[0], answers, list(registry), period))


def _of_edition(edition: Edition) -> Scored:
    scored = read_run(folder_of(edition) / RUN).scored
    if len(scored.results) != 1:
        expected = text("Expected an edition with one ranking.")
        mend = text("Open a plan for each campaign by itself.")
        raise Incomplete([problem("CH-8404", "edition", expected, mend)])
    return Scored(scored.results[0], scored.estimates)


def _unit_of(result: Result, written: str) -> Unit:
    try:
        return result.find_unit(written)
    except WrongCall:
        expected = text("Expected one unit of the table, by code, alias or name.")
        mend = text("Write it as it stands in the table of units.")
        raise BadInput([problem("CH-8403", "unit", expected, mend, found=written)]) from None
