"""Nodes of a draft: moved among their brothers, in and out of groups, numbered anew."""

from __future__ import annotations

from collections.abc import Sequence

from chiso.language import Text, text
from chiso.office.drafting.assembling import Placed, place, rows_of
from chiso.office.drafting.models import Draft, DraftNode
from chiso.office.drafting.numbering import follow, new_codes
from chiso.office.drafting.positions import position_at
from chiso.office.drafting.services.changing import Step, changing
from chiso.office.errors import Incomplete
from chiso.office.people.models import Person
from chiso.problems import Place, Problem

DEEPEST = 12


def move_node(*, actor: Person, node: DraftNode, by: int, expected_version: int) -> DraftNode:
    """Move a node up (-1) or down (+1) among its brothers. Raises NoRight, Conflict, Incomplete (CH-7701)."""
    with changing(node.draft, actor=actor, verb="draft_node_moved") as step:
        row, _here, brothers = _find(step, node, expected_version)
        spot = brothers.index(row)
        if not 0 <= spot + by < len(brothers):
            raise Incomplete(
                [_no_place(row, text("Expected a criterion on that side; it is the last one there."))]
            )
        others = [one for one in brothers if one.pk != row.pk]
        row.position = position_at(step, others, spot + by)
        step.save(row)
    return row


def indent_node(*, actor: Person, node: DraftNode, expected_version: int) -> DraftNode:
    """Make a node the last part of the brother before it. Raises NoRight, Conflict, Incomplete (CH-7701)."""
    with changing(node.draft, actor=actor, verb="draft_node_moved") as step:
        row, here, brothers = _find(step, node, expected_version)
        spot = brothers.index(row)
        if not spot:
            raise Incomplete(
                [_no_place(row, text("Expected a criterion before it, of which it becomes a part."))]
            )
        if here.depth + _height(here) > DEEPEST:
            raise Incomplete([_no_place(row, text("Expected at most {most} levels.", most=DEEPEST))])
        group = brothers[spot - 1]
        parts = list(DraftNode.objects.filter(parent=group).order_by("position", "pk"))
        row.parent, row.position = group, position_at(step, parts, len(parts))
        step.save(row)
    return row


def outdent_node(*, actor: Person, node: DraftNode, expected_version: int) -> DraftNode:
    """Move a node out of its group, right behind it. Raises NoRight, Conflict, Incomplete (CH-7701)."""
    with changing(node.draft, actor=actor, verb="draft_node_moved") as step:
        row, here, _brothers = _find(step, node, expected_version)
        if here.parent is None:
            raise Incomplete([_no_place(row, text("Expected a group around it; it stands at the top."))])
        group = here.parent
        brothers = [one.row for one in place(rows_of(step.draft)) if one.row.parent_id == group.row.parent_id]
        spot = next(number for number, one in enumerate(brothers) if one.pk == group.row.pk)
        row.parent = group.parent.row if group.parent else None
        row.position = position_at(step, brothers, spot + 1)
        step.save(row)
    return row


def renumber(*, actor: Person, draft: Draft, expected_version: int) -> Draft:
    """Number every node by where it stands, and everything that names one.

    `expected_version` is that of the draft's own row. Raises NoRight, Conflict, Incomplete.
    """
    verb = "draft_renumbered"
    with changing(draft, actor=actor, verb=verb, expected_version=expected_version) as step:
        placed = place(rows_of(step.draft))
        by_key = new_codes(placed)
        codes = {one.row.code: by_key[one.row.key] for one in placed if one.row.code}
        changed = []
        for one in placed:
            followed = follow(one.row.content, codes)
            assert isinstance(followed, dict)
            content = {**followed, "code": by_key[one.row.key]}
            if content != one.row.content:
                changed.append((one.row, content))
        step.touch_contents(changed)
        head = follow(step.draft.head, codes)
        if head != step.draft.head and isinstance(head, dict):
            step.save_head(head)
    return step.draft


def _find(
    step: Step, node: DraftNode, expected_version: int
) -> tuple[DraftNode, Placed, Sequence[DraftNode]]:
    """The locked row, where it stands, and its brothers with itself among them."""
    row = step.lock(node, expected_version)
    placed = place(rows_of(step.draft))
    here = next(one for one in placed if one.row.pk == row.pk)
    return row, here, [one.row for one in placed if one.row.parent_id == row.parent_id]


def _height(placed: Placed) -> int:
    return 1 + max((_height(part) for part in placed.parts), default=0)


def _no_place(row: DraftNode, expected: Text) -> Problem:
    mend = text("Choose another way to move it.")
    return Problem("CH-7701", Place(row.code), "", expected, mend)
