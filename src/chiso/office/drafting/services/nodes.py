"""Nodes of a draft: added, saved, split, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from chiso.figures import NotANumber, parse_exact, write_exact
from chiso.frameworks.document import Tree
from chiso.language import text
from chiso.office.drafting.assembling import GAP, Placed, place, rows_of
from chiso.office.drafting.models import Draft, DraftNode
from chiso.office.drafting.numbering import next_code
from chiso.office.drafting.positions import position_at
from chiso.office.drafting.services.changing import MOST_NODES, changing
from chiso.office.errors import Incomplete
from chiso.office.people.models import Person
from chiso.problems import Place, Problem

NEW_TITLE: dict[str, Tree] = {"vi": "Tiêu chí mới", "en": "New criterion"}
NEW_RULE: dict[str, Tree] = {"kind": "not_stated@1"}
# Of a leaf that is split these go with its rule to the first part; the others stay with the group.
_OF_THE_RULE = (
    "inputs", "rule", "parameters", "assessed_by", "evidence", "when_not_applicable", "when_missing",
    "when_late", "open_points", "points_basis",
)  # fmt: skip


def add_node(
    *,
    actor: Person,
    draft: Draft,
    parent: DraftNode | None = None,
    after: DraftNode | None = None,
    content: dict[str, Tree] | None = None,
) -> DraftNode:
    """Add a node as the last part of `parent` (None: at the top), or right after a brother.

    Without `content` it has the next code and waits for everything else.
    Raises NoRight, Incomplete (CH-7700, CH-7703 too many nodes).
    """
    with changing(draft, actor=actor, verb="draft_node_added") as step:
        placed = place(rows_of(step.draft))
        if len(placed) >= MOST_NODES:
            raise Incomplete([_too_many()])
        above = after.parent_id if after is not None else parent.pk if parent is not None else None
        brothers = [one.row for one in placed if one.row.parent_id == above]
        spot = len(brothers)
        if after is not None:
            spot = next((n + 1 for n, row in enumerate(brothers) if row.pk == after.pk), spot)
        group = next((one for one in placed if one.row.pk == above), None)
        if content is None:
            code = next_code(group.row.code if group else "", [one.row.code for one in placed])
            content = {"code": code, "title": NEW_TITLE, "rule": NEW_RULE}
        row = DraftNode(
            draft=step.draft,
            parent=group.row if group else None,
            position=position_at(step, brothers, spot),
            content=content,
        )
        return step.make(row)


def save_node(
    *, actor: Person, node: DraftNode, content: dict[str, Tree], expected_version: int
) -> DraftNode:
    """Save what a node says; what stands already leaves no step.

    Raises NoRight, Conflict, Incomplete (CH-7700).
    """
    if node.content == content and node.version == expected_version:
        return node
    with changing(node.draft, actor=actor, verb="draft_node_changed") as step:
        row = step.lock(node, expected_version, given=content)
        row.content = content
        step.save(row)
    return row


def delete_node(*, actor: Person, node: DraftNode, expected_version: int) -> None:
    """Delete a node with everything below it. Raises NoRight, Conflict, Incomplete."""
    with changing(node.draft, actor=actor, verb="draft_node_deleted") as step:
        row = step.lock(node, expected_version)
        found = next(one for one in place(rows_of(step.draft)) if one.row.pk == row.pk)
        step.remove([one.row for one in reversed(_with_parts(found))])


def split_node(
    *,
    actor: Person,
    node: DraftNode,
    titles: Sequence[dict[str, Tree]],
    points: str,
    expected_version: int,
) -> list[DraftNode]:
    """Split a leaf in two: it stays as the group, its rule goes to the first part, which gets `points`.

    The second part gets what is left of the maximum and waits for its rule.
    Raises NoRight, Conflict, Incomplete (CH-7704 it has parts already, CH-7705 more points than there are).
    """
    with changing(node.draft, actor=actor, verb="draft_node_split") as step:
        row = step.lock(node, expected_version)
        if DraftNode.objects.filter(parent=row).exists():
            raise Incomplete([_has_parts(row)])
        rest = _what_is_left(row, points)
        moved = {key: value for key, value in row.content.items() if key in _OF_THE_RULE}
        row.content = {key: value for key, value in row.content.items() if key not in _OF_THE_RULE}
        step.save(row)
        made = []
        parts = ((titles[0], points, moved), (titles[1], rest, {"rule": NEW_RULE}))
        for number, (title, maximum, content) in enumerate(parts, start=1):
            written: dict[str, Tree] = {"code": f"{row.code}.{number}", "title": title}
            if maximum:
                written["max_points"] = maximum
            if row.content.get("role"):
                written["role"] = row.content["role"]
            written |= content
            part = DraftNode(draft=step.draft, parent=row, position=number * GAP, content=written)
            made.append(step.make(part))
    return made


def _with_parts(placed: Placed) -> list[Placed]:
    """A node and everything below it, parents first."""
    found = [placed]
    for part in placed.parts:
        found += _with_parts(part)
    return found


def _what_is_left(row: DraftNode, points: str) -> str:
    """The maximum less `points`; "" where the node states none."""
    stated = row.content.get("max_points")
    if not isinstance(stated, str) or not points:
        return ""
    try:
        whole, first = parse_exact(stated), parse_exact(points)
    except NotANumber:
        return ""
    if not Fraction(0) <= first <= whole:
        expected = text("Expected at most the maximum of the criterion, {maximum}.", maximum=whole)
        mend = text("Give the first part less; the second gets what is left.")
        raise Incomplete([Problem("CH-7705", Place(row.code, field="points"), points, expected, mend)])
    return write_exact(whole - first)


def _has_parts(row: DraftNode) -> Problem:
    return Problem(
        "CH-7704",
        Place(row.code),
        "",
        text("Expected a criterion without parts; this one has some already."),
        text("Add a further part to it, or split one of its parts."),
    )


def _too_many() -> Problem:
    return Problem(
        "CH-7703",
        Place(),
        str(MOST_NODES),
        text("Expected at most {most} nodes in a draft.", most=MOST_NODES),
        text("A set of criteria has some hundred; check that this is the right document."),
    )
