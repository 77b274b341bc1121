"""What differs between versions in words: lines by identity, targets by node and owner, solutions whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chiso.figures import parse_exact
from chiso.language import Text, Value, listing, text
from chiso.office.plans.content import Content, place_of_node, tree_of_line, tree_of_solution
from chiso.office.plans.models import Line, PlanTarget, Solution

_FIELDS: dict[str, Text] = {
    "node": text("criterion"),
    "words": text("what is to be done"),
    "level": text("level expected"),
    "points": text("points expected"),
    "cost": text("cost"),
    "effort": text("effort"),
    "probability": text("probability that the points are reached"),
    "owner": text("owner"),
    "partners": text("with whom"),
    "quarter": text("quarter"),
    "deadline": text("deadline"),
    "product": text("product"),
    "source": text("source"),
}


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that differs: where, and how, in a sentence."""

    node: str
    said: Text


def differences(before: Content, after: Content) -> list[Changed]:
    """Everything that differs, in the order of the framework."""
    found = [
        *_targets(before.targets, after.targets),
        *_lines(before.lines, after.lines),
        *_solutions(before.solutions, after.solutions),
    ]
    return sorted(found, key=lambda one: place_of_node(one.node))


def _targets(before: Iterable[PlanTarget], after: Iterable[PlanTarget]) -> Iterator[Changed]:
    old, new = _by_place(before), _by_place(after)
    for key, target in new.items():
        node, owner = key[0], _name(target)
        if key not in old:
            yield Changed(
                node, text("New target: {points} ({owner}).", points=parse_exact(target.points), owner=owner)
            )
        elif old[key].points != target.points:
            yield Changed(
                node,
                text("Target {before} became {after} ({owner}).", before=parse_exact(old[key].points),
                     after=parse_exact(target.points), owner=owner),
            )  # fmt: skip
    for key, target in old.items():
        if key not in new:
            said = text(
                "Target {points} was taken out ({owner}).",
                points=parse_exact(target.points),
                owner=_name(target),
            )
            yield Changed(key[0], said)


def _lines(before: Iterable[Line], after: Iterable[Line]) -> Iterator[Changed]:
    old, new = ({one.identity: one for one in lines} for lines in (before, after))
    for identity, line in new.items():
        if identity not in old:
            yield Changed(line.node, text("New line: “{line}”.", line=line.words))
            continue
        fields = list(_changed_fields(old[identity], line))
        if fields:
            yield Changed(line.node, text("“{line}”: {changes}.", line=line.words, changes=listing(fields)))
    for identity, line in old.items():
        if identity not in new:
            yield Changed(line.node, text("Line taken out: “{line}”.", line=line.words))


def _solutions(before: Iterable[Solution], after: Iterable[Solution]) -> Iterator[Changed]:
    old, new = ([tree_of_solution(one) for one in rows] for rows in (before, after))
    for one in new:
        if one not in old:
            yield Changed(_first(one), text("New solution: “{solution}”.", solution=one["solution"]))
    for one in old:
        if one not in new:
            yield Changed(_first(one), text("Solution taken out: “{solution}”.", solution=one["solution"]))


def _first(solution: dict[str, str]) -> str:
    return solution["codes"].partition(";")[0]


def _changed_fields(before: Line, after: Line) -> Iterator[Text]:
    old, new = tree_of_line(before), tree_of_line(after)
    for name, title in _FIELDS.items():
        if old[name] != new[name]:
            yield text(
                "{field} {before} became {after}",
                field=title,
                before=_shown(before, name),
                after=_shown(after, name),
            )


def _shown(line: Line, name: str) -> Value:
    if name == "owner":
        return _name(line)
    if name == "partners":
        return listing([one.name for one in line.partners.all()]) if line.partners.all() else text("nobody")
    value = getattr(line, name)
    if not value:
        return text("(empty)")
    if name in ("points", "cost", "effort", "probability"):
        return parse_exact(value)
    return value  # type: ignore[no-any-return]


def _by_place(targets: Iterable[PlanTarget]) -> dict[tuple[str, int], PlanTarget]:
    return {(one.node, one.owner_id or 0): one for one in targets}


def _name(one: PlanTarget | Line) -> Value:
    return one.owner.name if one.owner is not None else text("no owner")
