"""A version of a plan as a page shows it: targets with today, forecast and owner; lines by component."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from chiso.figures import parse_exact
from chiso.frameworks.model import TOTAL, Node
from chiso.language import Text, text
from chiso.office.organisation.models import Agency
from chiso.office.plans.basis import Figures
from chiso.office.plans.content import Content, place_of_node
from chiso.office.plans.forecasting import Forecast
from chiso.office.plans.models import Line, PlanTarget
from chiso.office.tasks.models import Task

_BAR = 100


@dataclass(frozen=True, slots=True)
class TargetShown:
    """A target beside the figure of today and the forecast. `bar` and `mark`: per cent of the maximum."""

    target: PlanTarget
    node: Node | None
    unit_name: str
    today: Fraction | None
    forecast: Fraction | None
    points: Fraction
    most: Fraction | None
    effort: Fraction
    lines: int

    @property
    def lacking(self) -> Fraction | None:
        """From today to the target; 0 or less: reached."""
        return None if self.today is None else self.points - self.today

    @property
    def short(self) -> Fraction | None:
        """What the forecast lacks to the target; 0 or less: the lines reach it."""
        expected = self.today if self.forecast is None else self.forecast
        return None if expected is None else self.points - expected

    @property
    def bar(self) -> str | None:
        """Where today stands on the scale of the node."""
        return _percent(self.today, self.most)

    @property
    def mark(self) -> str | None:
        """Where the target stands on the scale of the node."""
        return _percent(self.points, self.most)


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line with what it adds at its criterion."""

    line: Line
    title: Text
    gain: Fraction | None
    task: Task | None


@dataclass(frozen=True, slots=True)
class Component:
    """The lines below one component of the index."""

    code: str
    title: Text
    lines: tuple[LineShown, ...]


@dataclass(frozen=True, slots=True)
class Sums:
    """What all lines take together; None where no line says it."""

    lines: int
    effort: Fraction | None
    cost: Fraction | None


def show_targets(figures: Figures, content: Content, forecast: Forecast) -> list[TargetShown]:
    """The targets in the order of the framework."""
    nodes = figures.framework.nodes_by_code
    shown = []
    for target in content.targets:
        uid = figures.unit_of(target.owner.uid if target.owner else "")
        below = [
            line
            for line in content.lines
            if is_below(line.node, target.node) and _speaks_of(figures, line, uid)
        ]
        shown.append(
            TargetShown(
                target,
                nodes.get(target.node),
                figures.units.get(uid, ""),
                figures.of(uid, target.node),
                forecast.points(uid, target.node),
                parse_exact(target.points),
                figures.most(target.node),
                sum_of(line.effort for line in below) or Fraction(0),
                len(below),
            )
        )
    return shown


def show_lines(figures: Figures, content: Content, tasks: dict[str, Task]) -> list[Component]:
    """The lines by component; `tasks`: the task of each line that was given, by identity."""
    found: dict[str, list[LineShown]] = {}
    for line in content.lines:
        found.setdefault(component_of(figures, line.node), []).append(_show_line(figures, line, tasks))
    return [
        Component(code, title_of_node(figures, code), tuple(found[code]))
        for code in sorted(found, key=place_of_node)
    ]


def sums_of(content: Content) -> Sums:
    """What all lines take."""
    return Sums(
        len(content.lines),
        sum_of(line.effort for line in content.lines),
        sum_of(line.cost for line in content.lines),
    )


def title_of_node(figures: Figures, code: str) -> Text:
    """A node as it is called."""
    if code == TOTAL:
        return text("The whole")
    return text("{code} {title}", code=code, title=figures.framework.nodes_by_code[code].title)


def component_of(figures: Figures, code: str) -> str:
    """The component of the index that a node belongs to."""
    if code == TOTAL:
        return TOTAL
    parents = figures.framework.parents
    above = parents[code]
    while above is not None:
        code = above.code
        above = parents[code]
    return code


def is_below(code: str, above: str) -> bool:
    """Whether a node is another one or lies below it."""
    return above == TOTAL or code == above or code.startswith(above + ".")


def sum_of(written: Iterable[str]) -> Fraction | None:
    """The sum of what is written; None where nothing is."""
    figures = [parse_exact(one) for one in written if one]
    return sum(figures, Fraction(0)) if figures else None


def owners_to_choose(today: date) -> list[Agency]:
    """The agencies of today, in Vietnamese order. One query."""
    from chiso.office.organisation.selectors import forms_on

    return list({form.agency_id: form.agency for form in forms_on(today)}.values())


def _show_line(figures: Figures, line: Line, tasks: dict[str, Task]) -> LineShown:
    uid = figures.unit_of(line.owner.uid if line.owner else "")
    today = figures.of(uid, line.node)
    gain = parse_exact(line.points) - today if line.points and today is not None else None
    return LineShown(line, title_of_node(figures, line.node), gain, tasks.get(line.identity))


def _speaks_of(figures: Figures, line: Line, uid: str) -> bool:
    return figures.unit_of(line.owner.uid if line.owner else "") == uid


def _percent(value: Fraction | None, most: Fraction | None) -> str | None:
    if value is None or not most or value < 0:
        return None
    return f"{float(min(value / most, Fraction(1)) * _BAR):.2f}"
