"""One step on a draft: rows locked, touched, kept as they were before and after, and told in the ledger.

    with changing(draft, actor=actor, verb="draft_node_changed") as step:
        row = step.lock(node, expected_version)
        row.content = content
        step.save(row)

All writes on one draft stand in line behind its chain. A row that is moved apart to make room is
touched like any other, so that undoing restores it too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from chiso.frameworks.document import canonical_json
from chiso.language import text
from chiso.office.drafting.access import DRAFT, chain_of, where_of
from chiso.office.drafting.models import Change, Draft, DraftNode
from chiso.office.errors import Incomplete
from chiso.office.ledger.work import Work, unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.records import lock_version, save_next
from chiso.problems import Place, Problem

HEAD = "head"
OPEN_STATES = frozenset({"drafting", "consulting"})
MOST_NODES = 2_000


@dataclass(slots=True)
class Step:
    """What one step has touched so far."""

    draft: Draft
    actor: Person
    work: Work
    verb: str
    facts: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    undoes: Change | None = None

    def lock(self, node: DraftNode, expected_version: int, *, given: object = None) -> DraftNode:
        """The row as it stands now. Raises Conflict where somebody saved it meanwhile."""
        row = lock_version(node, expected_version, given=given)
        self._note(row)
        self.facts.setdefault("node", row.code)
        return row

    def _note(self, row: DraftNode) -> None:
        """Keep a row as it was before this step."""
        self.before.setdefault(row.key, state_of(row))

    def save(self, row: DraftNode) -> None:
        """Save a changed row as its next version."""
        save_next(row)
        self.after[row.key] = state_of(row)

    def make(self, row: DraftNode) -> DraftNode:
        """Save a new row."""
        row.save(force_insert=True)
        self.before.setdefault(row.key, None)
        self.after[row.key] = state_of(row)
        self.facts.setdefault("node", row.code)
        return row

    def touch(self, row: DraftNode, **values: Any) -> None:
        """Change a row that nobody named a version of: to make room for another, to follow a new code."""
        self._note(row)
        for name, value in values.items():
            setattr(row, name, value)
        self.save(row)

    def touch_contents(self, rows: Sequence[tuple[DraftNode, dict[str, Any]]]) -> None:
        """Give many rows other contents, in one statement."""
        now = timezone.now()
        for row, content in rows:
            self._note(row)
            row.content, row.version, row.changed_at = content, row.version + 1, now
            self.after[row.key] = state_of(row)
        DraftNode.objects.bulk_update(
            [row for row, _ in rows], ["content", "version", "changed_at"], batch_size=200
        )

    def remove(self, rows: list[DraftNode]) -> None:
        """Delete rows, the deepest first."""
        for row in rows:
            self._note(row)
            self.after[row.key] = None
        DraftNode.objects.filter(pk__in=[row.pk for row in rows]).delete()

    def save_head(self, head: dict[str, Any]) -> None:
        """Save another head, with what repeats it."""
        self.before.setdefault(HEAD, self.draft.head)
        self.draft.head = head
        repeat_head(self.draft)
        save_next(self.draft)
        self.after[HEAD] = head


@contextmanager
def changing(
    draft: Draft, *, actor: Person, verb: str, expected_version: int | None = None
) -> Iterator[Step]:
    """A step on a draft that is open for writing. `expected_version`: of the draft's own row.

    Raises NoRight, Conflict, Incomplete (CH-7700 closed for writing).
    """
    decision = require(actor, DRAFT, where_of(draft))
    with unit_of_work(chain_of(draft), actor=actor, decision=decision) as work:
        current = (
            Draft.objects.get(pk=draft.pk)
            if expected_version is None
            else lock_version(draft, expected_version)
        )
        refuse_closed(current)
        step = Step(current, actor, work, verb)
        yield step
        _finish(step)


def _finish(step: Step) -> None:
    number = (step.draft.changes.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    Change.objects.create(
        draft=step.draft,
        number=number,
        actor=step.actor,
        verb=step.verb,
        before=step.before,
        after=step.after,
        undoes=step.undoes,
    )
    digest = hashlib.sha256(canonical_json(step.after)).hexdigest()
    facts = {"step": number, "set": step.draft.set_key, "rows": digest, **step.facts}
    step.work.record(step.verb, step.draft, facts=facts)


def state_of(row: DraftNode) -> dict[str, Any]:
    """A row as a change keeps it."""
    return {
        "content": row.content,
        "parent": row.parent.key if row.parent is not None else None,
        "position": row.position,
        "version": row.version,
    }


def repeat_head(draft: Draft) -> None:
    """What the draft's own row repeats of its head, for lists and names."""
    title = draft.head.get("title")
    words = [title.get(language) for language in ("vi", "en")] if isinstance(title, dict) else []
    draft.title = next((str(one) for one in words if one), "")[:400]
    draft.identifier = str(draft.head.get("id") or "")[:80]
    draft.version_name = str(draft.head.get("version") or "")[:40]


def refuse_closed(draft: Draft) -> None:
    """Raise Incomplete (CH-7700) where a draft is not open for writing."""
    if draft.state in OPEN_STATES:
        return
    expected = text(
        "Expected a draft that is open for writing; this one was submitted, frozen or laid aside."
    )
    mend = text("Ask for it to be returned, or begin another draft from it.")
    raise Incomplete([Problem("CH-7700", Place(draft.title), draft.state, expected, mend)])
