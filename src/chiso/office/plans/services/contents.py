"""Changing what stands in a version: targets and lines, one by one or many at once; solutions as a whole.

CH-8423 a target of this node and owner stands already    CH-8427 too many lines
"""

from __future__ import annotations

from collections.abc import Sequence

from chiso.improvement.gaps.tables import Solution as Way
from chiso.language import text
from chiso.office.errors import Incomplete, NotFound
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.people.checks import problem
from chiso.office.people.models import Person
from chiso.office.plans.basis import Figures
from chiso.office.plans.models import Line, PlanTarget, PlanVersion, Solution
from chiso.office.plans.services.changing import changing, facts_of
from chiso.office.plans.services.given import (
    At,
    LineGiven,
    TargetGiven,
    problems_of_line,
    problems_of_target,
)
from chiso.problems import Problem

MOST_LINES = 2_000

declare_verbs(
    {
        "plan_target_set": text("set the target of {node}: {points}"),
        "plan_target_removed": text("removed the target of {node}"),
        "plan_line_added": text("added a line to a plan at {node}"),
        "plan_line_changed": text("changed a line of a plan at {node}"),
        "plan_line_removed": text("removed a line of a plan at {node}"),
        "plan_lines_taken_in": text(
            "took {lines} lines into a plan, {replaced} of them in the place of others"
        ),
        "plan_targets_taken_in": text(
            "took {targets} targets into a plan, {replaced} of them in the place of others"
        ),
        "plan_solutions_taken_in": text("took {solutions} solutions into a plan, in the place of all before"),
    }
)


def save_target(
    *,
    actor: Person,
    version: PlanVersion,
    given: TargetGiven,
    expected_version: int,
    target: PlanTarget | None = None,
) -> PlanTarget:
    """Add a target, or change the one given. What was handed in falls back to a draft.

    Raises NoRight, Conflict, Incomplete (CH-8410, CH-8420 to CH-8423).
    """
    problems = list(problems_of_target(version.plan, _figures(version), given, At()))
    with changing(actor, version, expected_version, given) as (work, current):
        row = _standing_target(current, target) if target is not None else PlanTarget(version_of_plan=current)
        same = current.targets.filter(node=given.node, owner=given.owner).exclude(pk=row.pk)
        if same.exists():
            expected = text("Expected one target for each node and agency.")
            problems.append(
                problem("CH-8423", "node", expected, text("Change the one that stands."), given.node)
            )
        if problems:
            raise Incomplete(problems)
        given.write_into(row)
        row.save()
        facts = facts_of(current, node=row.node, points=row.points, owner=row.owner_id)
        work.record("plan_target_set", current, facts=facts)
    return row


def remove_target(*, actor: Person, version: PlanVersion, target: PlanTarget, expected_version: int) -> None:
    """Take a target out. Raises NoRight, NotFound, Conflict, Incomplete (CH-8410)."""
    with changing(actor, version, expected_version) as (work, current):
        row = _standing_target(current, target)
        row.delete()
        work.record("plan_target_removed", current, facts=facts_of(current, node=target.node))


def save_line(
    *,
    actor: Person,
    version: PlanVersion,
    given: LineGiven,
    expected_version: int,
    line: Line | None = None,
) -> Line:
    """Add a line, or change the one given. What was handed in falls back to a draft.

    Raises NoRight, Conflict, Incomplete (CH-8410, CH-8420 to CH-8426).
    """
    problems = list(problems_of_line(version.plan, _figures(version), given, At()))
    if problems:
        raise Incomplete(problems)
    with changing(actor, version, expected_version, given) as (work, current):
        row = _standing_line(current, line) if line is not None else Line(version_of_plan=current)
        _write(row, given)
        facts = facts_of(current, node=row.node, line=row.identity)
        if line is None:
            work.record("plan_line_added", current, facts=facts, words={"line": row.words})
        else:
            work.record("plan_line_changed", current, facts=facts, words={"line": row.words})
    return row


def remove_line(*, actor: Person, version: PlanVersion, line: Line, expected_version: int) -> None:
    """Take a line out. Raises NoRight, NotFound, Conflict, Incomplete (CH-8410)."""
    with changing(actor, version, expected_version) as (work, current):
        row = _standing_line(current, line)
        facts = facts_of(current, node=row.node, line=row.identity)
        row.delete()
        work.record("plan_line_removed", current, facts=facts, words={"line": line.words})


def take_lines_in(
    *, actor: Person, version: PlanVersion, given: Sequence[LineGiven], expected_version: int
) -> int:
    """Add many lines, all or none; a line of a measure that stands already takes its place. How many.

    The lines were checked by who read them. Raises NoRight, Conflict, Incomplete (CH-8410, CH-8427).
    """
    with changing(actor, version, expected_version) as (work, current):
        standing = {one.measure: one for one in current.lines.exclude(measure="")}
        replaced = sum(1 for one in given if one.measure in standing)
        if current.lines.count() + len(given) - replaced > MOST_LINES:
            expected = text("Expected at most {most} lines in a plan.", most=MOST_LINES)
            mend = text("Take fewer lines in, or put what belongs together into one line.")
            raise Incomplete([problem("CH-8427", "lines", expected, mend)])
        for one in given:
            row = standing.get(one.measure) if one.measure else None
            _write(row or Line(version_of_plan=current), one)
        facts = facts_of(current, lines=len(given), replaced=replaced)
        work.record("plan_lines_taken_in", current, facts=facts)
    return len(given)


def take_targets_in(
    *, actor: Person, version: PlanVersion, given: Sequence[TargetGiven], expected_version: int
) -> int:
    """Set many targets, all or none; that of a node and owner which stands already takes its place. How many.

    They were checked by who read them. Raises NoRight, Conflict, Incomplete (CH-8410).
    """
    with changing(actor, version, expected_version) as (work, current):
        standing = {(one.node, one.owner_id): one for one in current.targets.all()}
        replaced = 0
        for one in given:
            row = standing.get((one.node, one.owner.pk if one.owner is not None else None))
            replaced += row is not None
            row = row or PlanTarget(version_of_plan=current)
            one.write_into(row)
            row.save()
        facts = facts_of(current, targets=len(given), replaced=replaced)
        work.record("plan_targets_taken_in", current, facts=facts)
    return len(given)


def take_solutions_in(
    *, actor: Person, version: PlanVersion, given: Sequence[Way], expected_version: int
) -> int:
    """Put solutions in the place of those that stand; an empty table leaves none. How many.

    They were checked by who read them. Raises NoRight, Conflict, Incomplete (CH-8410).
    """
    with changing(actor, version, expected_version) as (work, current):
        current.solutions.all().delete()
        Solution.objects.bulk_create(
            Solution(
                version_of_plan=current, problem=one.problem, cause=one.cause, solution=one.solution,
                codes=";".join(one.codes),
            )
            for one in given
        )  # fmt: skip
        facts = facts_of(current, solutions=len(given))
        work.record("plan_solutions_taken_in", current, facts=facts)
    return len(given)


def check_targets(version: PlanVersion, rows: Sequence[tuple[TargetGiven, At]]) -> list[Problem]:
    """All that is wrong with targets that were read."""
    figures = _figures(version)
    problems = [one for given, at in rows for one in problems_of_target(version.plan, figures, given, at)]
    seen: set[tuple[str, int | None]] = set()
    for given, at in rows:
        key = (given.node, given.owner.pk if given.owner is not None else None)
        if key in seen:
            expected = text("Expected one target for each node and agency.")
            mend = text("Leave one of the rows.")
            problems.append(Problem("CH-8423", at.field("code"), given.node, expected, mend))
        seen.add(key)
    return problems


def check_lines(version: PlanVersion, rows: Sequence[tuple[LineGiven, At]]) -> list[Problem]:
    """All that is wrong with lines that were read."""
    figures = _figures(version)
    return [one for given, at in rows for one in problems_of_line(version.plan, figures, given, at)]


def _write(row: Line, given: LineGiven) -> None:
    given.write_into(row)
    row.save()
    row.partners.set(given.partners)


def _figures(version: PlanVersion) -> Figures:
    return Figures(version.plan.whole.basis)


def _standing_target(version: PlanVersion, target: PlanTarget) -> PlanTarget:
    found: PlanTarget | None = version.targets.filter(pk=target.pk).first()
    if found is None:
        raise NotFound
    return found


def _standing_line(version: PlanVersion, line: Line) -> Line:
    found: Line | None = version.lines.filter(pk=line.pk).first()
    if found is None:
        raise NotFound
    return found
