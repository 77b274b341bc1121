"""Undoing a step: a further step that puts the rows back, if they still stand as that step left them."""

from __future__ import annotations

from typing import Any

from chiso.language import listing, text
from chiso.office.drafting.assembling import place, rows_of
from chiso.office.drafting.models import Change, Draft, DraftNode
from chiso.office.drafting.services.changing import HEAD, Step, changing, state_of
from chiso.office.errors import OfficeRefused
from chiso.office.people.models import Person
from chiso.problems import Place, Problem

_COMPARED = ("content", "parent", "position")


class MovedOn(OfficeRefused):
    """What a step changed was changed again since (CH-7702)."""

    status = 409


def undo(*, actor: Person, draft: Draft, number: int) -> Change:
    """Undo the step of that number, of whomever it is; the new step names it.

    Raises NoRight, Incomplete (CH-7700), MovedOn (CH-7702 changed again since, or undone already).
    """
    with changing(draft, actor=actor, verb="draft_step_undone") as step:
        change = step.draft.changes.filter(number=number, undoes=None).first()
        if change is None or Change.objects.filter(undoes=change).exists():
            raise MovedOn([_undone_already(number)])
        rows = {one.row.key: one.row for one in place(rows_of(step.draft))}
        moved = [
            key for key, state in change.after.items() if not _stands(step.draft, rows.get(key), key, state)
        ]
        moved += _left_without(change, rows)
        if moved:
            raise MovedOn([_moved_on(number, [rows[key].code for key in moved if key in rows])])
        step.undoes = change
        step.facts["undone"] = number
        _put_back(step, change, rows)
    return Change.objects.get(draft=step.draft, undoes=change)


def _stands(draft: Draft, row: DraftNode | None, key: str, state: Any) -> bool:
    """Whether a row stands as the step left it."""
    if key == HEAD:
        return bool(draft.head == state)
    if row is None or state is None:
        return row is None and state is None
    found = state_of(row)
    return all(found[name] == state[name] for name in _COMPARED)


def _left_without(change: Change, rows: dict[str, DraftNode]) -> list[str]:
    """Rows that the step made and that have got parts since; and groups that are gone."""
    made = {key for key, state in change.before.items() if state is None}
    parents = {row.pk: key for key, row in rows.items()}
    grown = {parents[row.parent_id] for row in rows.values() if row.parent_id and row.key not in made}
    groups = {state["parent"] for key, state in change.before.items() if key != HEAD and state}
    gone = {key for key in groups if key and key not in rows and change.before.get(key) is None}
    return [*(key for key in made if key in grown), *gone]


def _put_back(step: Step, change: Change, rows: dict[str, DraftNode]) -> None:
    before = dict(change.before)
    head = before.pop(HEAD, None)
    if head is not None:
        step.save_head(head)
    waiting = {key: state for key, state in before.items() if state is not None and key not in rows}
    while waiting:
        # Groups before what stands in them.
        for key in [key for key, state in waiting.items() if state["parent"] not in waiting]:
            state = waiting.pop(key)
            rows[key] = step.make(
                DraftNode(
                    key=key,
                    draft=step.draft,
                    parent=rows.get(state["parent"]),
                    position=state["position"],
                    content=state["content"],
                    version=state["version"] + 1,
                )
            )
    changed = [
        (rows[key], state)
        for key, state in before.items()
        if state is not None and change.after.get(key) is not None
    ]
    stayed = [(row, state) for row, state in changed if _is_where(row, state)]
    step.touch_contents([(row, state["content"]) for row, state in stayed])
    for row, state in changed:
        if not _is_where(row, state):
            parent = rows.get(state["parent"])
            step.touch(row, content=state["content"], parent=parent, position=state["position"])
    made = [rows[key] for key, state in before.items() if state is None]
    if made:
        step.remove(made)


def _is_where(row: DraftNode, state: dict[str, Any]) -> bool:
    """Whether a row stands in the same place as then."""
    parent = row.parent.key if row.parent is not None else None
    return bool(parent == state["parent"] and row.position == state["position"])


def _undone_already(number: int) -> Problem:
    return Problem(
        "CH-7702",
        Place(),
        str(number),
        text("Expected a step that is not undone yet."),
        text("Load the page of the draft anew and look at its last steps."),
    )


def _moved_on(number: int, codes: list[str]) -> Problem:
    return Problem(
        "CH-7702",
        Place(", ".join(codes)),
        str(number),
        text(
            "Expected {nodes} as this step left it; somebody changed it since.", nodes=listing(codes or ["–"])
        ),
        text("Undo the later step first, or change it by hand."),
    )
