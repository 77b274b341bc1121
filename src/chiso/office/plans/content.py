"""The content of a version: targets, lines, solutions in one order; the hash that an approval is bound to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chiso.frameworks.document import content_hash
from chiso.frameworks.model import TOTAL
from chiso.office.plans.models import Line, PlanTarget, PlanVersion, Solution


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in a version, in the order of criteria; solutions as they were brought."""

    targets: tuple[PlanTarget, ...]
    lines: tuple[Line, ...]
    solutions: tuple[Solution, ...] = ()

    @property
    def solutions_by_problem(self) -> dict[str, list[Solution]]:
        """The groups of solutions: those against one problem, in the order in which they were brought."""
        found: dict[str, list[Solution]] = {}
        for one in self.solutions:
            found.setdefault(one.problem, []).append(one)
        return found


def content_of(version: PlanVersion) -> Content:
    """Targets and lines with their agencies, and solutions."""
    return contents_of([version])[version.pk]


def contents_of(versions: Sequence[PlanVersion]) -> dict[int, Content]:
    """The same of several versions, by their primary keys. Four queries however many they are."""
    targets = PlanTarget.objects.filter(version_of_plan__in=versions).select_related("owner")
    lines = Line.objects.filter(version_of_plan__in=versions).select_related("owner")
    own_targets: dict[int, list[PlanTarget]] = {version.pk: [] for version in versions}
    own_lines: dict[int, list[Line]] = {version.pk: [] for version in versions}
    for target in targets:
        own_targets[target.version_of_plan_id].append(target)
    for line in lines.prefetch_related("partners"):
        own_lines[line.version_of_plan_id].append(line)
    own_solutions: dict[int, list[Solution]] = {version.pk: [] for version in versions}
    for solution in Solution.objects.filter(version_of_plan__in=versions).order_by("pk"):
        own_solutions[solution.version_of_plan_id].append(solution)
    return {
        key: Content(
            tuple(sorted(own, key=lambda one: (place_of_node(one.node), _name(one.owner), one.pk))),
            tuple(
                sorted(
                    own_lines[key],
                    key=lambda one: (place_of_node(one.node), one.deadline or date.max, one.pk),
                )
            ),
            tuple(own_solutions[key]),
        )
        for key, own in own_targets.items()
    }


def place_of_node(code: str) -> tuple[int, tuple[tuple[int, int, str], ...]]:
    """Where a node stands: the whole last, numbers by their value ("2.10" after "2.9")."""
    parts = tuple((0, int(one), "") if one.isdecimal() else (1, 0, one) for one in code.split("."))
    return (1 if code == TOTAL else 0, parts)


def hash_of(content: Content) -> str:
    """SHA-256 over what stands in a version; keys of rows have no part in it."""
    tree: Any = {
        "targets": sorted(
            (tree_of_target(one) for one in content.targets), key=lambda one: sorted(one.items())
        ),
        "lines": sorted((tree_of_line(one) for one in content.lines), key=lambda one: one["identity"]),
    }
    # Where there are none, nothing says so: what was approved before there could be any keeps its hash.
    if content.solutions:
        tree["solutions"] = [tree_of_solution(one) for one in content.solutions]
    return content_hash(tree)


def tree_of_target(target: PlanTarget) -> dict[str, str]:
    """A target as plain words."""
    return {
        "node": target.node,
        "owner": target.owner.uid if target.owner else "",
        "points": target.points,
        "source": target.source,
    }


def tree_of_line(line: Line) -> dict[str, Any]:
    """A line as plain words."""
    return {
        "identity": line.identity,
        "node": line.node,
        "words": line.words,
        "measure": line.measure,
        "level": line.level,
        "points": line.points,
        "cost": line.cost,
        "effort": line.effort,
        "probability": line.probability,
        "owner": line.owner.uid if line.owner else "",
        "partners": sorted(one.uid for one in line.partners.all()),
        "quarter": line.quarter,
        "deadline": line.deadline.isoformat() if line.deadline else "",
        "product": line.product,
        "source": line.source,
    }


def tree_of_solution(solution: Solution) -> dict[str, str]:
    """A solution as plain words."""
    return {name: getattr(solution, name) for name in ("problem", "cause", "solution", "codes")}


def copy_content(content: Content, into: PlanVersion) -> None:
    """Write the same targets, lines and solutions into another version; lines keep their identity."""
    PlanTarget.objects.bulk_create(
        PlanTarget(version_of_plan=into, node=one.node, owner=one.owner, points=one.points, source=one.source)
        for one in content.targets
    )
    made = Line.objects.bulk_create(
        Line(
            version_of_plan=into, identity=one.identity, node=one.node, words=one.words, measure=one.measure,
            level=one.level, points=one.points, cost=one.cost, effort=one.effort, owner=one.owner,
            probability=one.probability, quarter=one.quarter, deadline=one.deadline, product=one.product,
            source=one.source,
        )
        for one in content.lines
    )  # fmt: skip
    Solution.objects.bulk_create(
        Solution(version_of_plan=into, **tree_of_solution(one)) for one in content.solutions
    )
    partners = Line.partners.through
    partners.objects.bulk_create(
        partners(line=line, agency=agency)
        for line, one in zip(made, content.lines, strict=True)
        for agency in one.partners.all()
    )


def part_of(content: Content, agency: int) -> Content:
    """What of the city's plan is an agency's: the targets and lines that it owns. Solutions are nobody's."""
    return Content(
        tuple(one for one in content.targets if one.owner_id == agency),
        tuple(one for one in content.lines if one.owner_id == agency),
    )


def owners_of(content: Content) -> set[int]:
    """The agencies that own something."""
    rows: Iterable[PlanTarget | Line] = (*content.targets, *content.lines)
    return {one.owner_id for one in rows if one.owner_id is not None}


def _name(agency: Any) -> str:
    return agency.sort_key if agency is not None else ""
