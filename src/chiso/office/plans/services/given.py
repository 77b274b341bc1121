"""What is typed or read for a target or a line, and everything that can be wrong with it.

CH-8420 no such node           CH-8421 points below zero or beyond the node    CH-8422 an owner is missing or
CH-8424 no such quarter        CH-8425 a cost or effort below zero             not the plan's agency
CH-8426 no words for what is to be done    CH-8442 a probability beyond 0 to 1
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from chiso.figures import write_exact
from chiso.language import text
from chiso.office.organisation.models import Agency
from chiso.office.plans.basis import Figures
from chiso.office.plans.models import Line, Plan, PlanTarget
from chiso.problems import Place, Problem, quote

_QUARTER = re.compile(r"[12][0-9]{3}-Q[1-4]\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class TargetGiven:
    """A target: how many points at which node, and who answers for it."""

    node: str
    points: Fraction | None
    owner: Agency | None = None
    source: str = ""

    def write_into(self, target: PlanTarget) -> None:
        """Fill in the row."""
        assert self.points is not None, "checked before"
        target.node, target.owner = self.node, self.owner
        target.points, target.source = write_exact(self.points), self.source.strip()


@dataclass(frozen=True, slots=True)
class LineGiven:
    """A line: the measure and all that belongs to it. `points`: those of the criterion once it is done."""

    node: str
    words: str
    points: Fraction | None = None
    cost: Fraction | None = None
    effort: Fraction | None = None
    probability: Fraction | None = None
    owner: Agency | None = None
    partners: tuple[Agency, ...] = ()
    quarter: str = ""
    deadline: date | None = None
    product: str = ""
    level: str = ""
    measure: str = ""
    source: str = ""

    def write_into(self, line: Line) -> None:
        """Fill in the row; partners are set once it is saved."""
        line.node, line.words, line.owner = self.node, self.words.strip(), self.owner
        line.points, line.cost, line.effort = (_written(one) for one in (self.points, self.cost, self.effort))
        line.probability = _written(self.probability)
        line.quarter, line.deadline = self.quarter.strip(), self.deadline
        line.product, line.level = self.product.strip(), self.level.strip()
        line.measure, line.source = self.measure.strip(), self.source.strip()


@dataclass(frozen=True, slots=True)
class At:
    """Where what was given stands: the fields of a form, or a row of a table."""

    table: str = ""
    row: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    def field(self, name: str) -> Place:
        """The place of a field; `columns` says what a table calls it where a form calls it otherwise."""
        return Place(self.table, self.row, self.columns.get(name, name))


def problems_of_target(plan: Plan, figures: Figures, given: TargetGiven, at: At) -> Iterator[Problem]:
    """All that is wrong with a target."""
    yield from _of_node(figures, given.node, at)
    if given.points is None:
        expected = text("Expected the points that are wanted.")
        yield Problem("CH-8421", at.field("points"), "", expected, text("Enter a figure such as 5.4."))
    else:
        yield from _of_points(figures, given.node, given.points, at)
    yield from _of_owner(plan, given.owner, at)


def problems_of_line(plan: Plan, figures: Figures, given: LineGiven, at: At) -> Iterator[Problem]:
    """All that is wrong with a line."""
    yield from _of_node(figures, given.node, at)
    if not given.words.strip():
        expected = text("Expected what is to be done, in words.")
        yield Problem("CH-8426", at.field("measure"), "", expected, text("Say it as one task."))
    if given.points is not None:
        yield from _of_points(figures, given.node, given.points, at)
    for name, value in (("cost", given.cost), ("effort", given.effort)):
        if value is not None and value < 0:
            expected = text("Expected a figure of 0 or more.")
            mend = text("A measure costs nothing at the least.")
            yield Problem("CH-8425", at.field(name), write_exact(value), expected, mend)
    if given.probability is not None and not 0 <= given.probability <= 1:
        expected = text("Expected a probability from 0 to 1.")
        mend = text("Write 0.9 for nine times out of ten; leave it empty where nobody stated one.")
        yield Problem("CH-8442", at.field("probability"), write_exact(given.probability), expected, mend)
    if given.quarter and not _QUARTER.match(given.quarter.strip()):
        expected = text("Expected a quarter such as 2026-Q3.")
        mend = text("Write the year, a hyphen, Q and the number of the quarter, or leave it empty.")
        yield Problem("CH-8424", at.field("quarter"), quote(given.quarter), expected, mend)
    yield from _of_owner(plan, given.owner, at)


def _of_node(figures: Figures, node: str, at: At) -> Iterator[Problem]:
    if not figures.has(node):
        expected = text(
            "Expected the code of a node of {framework}, or “total”.", framework=figures.basis.framework
        )
        mend = text("Take the code from the framework, such as 2.1.")
        yield Problem("CH-8420", at.field("node"), quote(node), expected, mend)


def _of_points(figures: Figures, node: str, points: Fraction, at: At) -> Iterator[Problem]:
    most = figures.most(node) if figures.has(node) else None
    if points < 0 or (most is not None and points > most):
        expected = (
            text("Expected points from 0 to {most}, the maximum of this node.", most=most)
            if most is not None
            else text("Expected points of 0 or more.")
        )
        mend = text("Give points, not per cent of something else.")
        yield Problem("CH-8421", at.field("points"), write_exact(points), expected, mend)


def _of_owner(plan: Plan, owner: Agency | None, at: At) -> Iterator[Problem]:
    """In a sub-plan everything is the agency's own."""
    if plan.agency is not None and (owner is None or owner.pk != plan.agency.pk):
        expected = text("Expected {agency}, whose sub-plan this is.", agency=plan.agency.name)
        mend = text("Name others as those with whom it is done.")
        yield Problem("CH-8422", at.field("owner"), owner.name if owner else "", expected, mend)


def _written(value: Fraction | None) -> str:
    return "" if value is None else write_exact(value)
