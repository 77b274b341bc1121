"""Drafts as a whole: begun from a document, their head changed, laid aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from chiso.frameworks.document import Tree
from chiso.frameworks.model import FORMAT
from chiso.language import text
from chiso.office.drafting.access import DRAFT, chain_of, where_of
from chiso.office.drafting.assembling import rows_from, split_document
from chiso.office.drafting.models import Draft, DraftNode, Frozen, Question
from chiso.office.drafting.services.changing import MOST_NODES, changing, refuse_closed, repeat_head
from chiso.office.errors import Incomplete
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, require
from chiso.office.records import lock_version, save_next
from chiso.problems import Place, Problem

CHAIN = "drafting"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that comes with a document; `node` is a code. Words stand in both languages."""

    code: str
    node: str
    place: dict[str, str]
    found: str
    asks: dict[str, str]
    choices: list[dict[str, Any]] = field(default_factory=list)


def begin_draft(
    *,
    actor: Person,
    origin: str,
    origin_words: str,
    document: dict[str, Tree],
    identifier: str,
    version_name: str,
    questions: Sequence[Asked] = (),
    errata_of: Frozen | None = None,
) -> Draft:
    """Begin a draft from a document, which need not be sound yet; it gets its own name and status.

    Raises NoRight, Incomplete (CH-7703 too many nodes).
    """
    decision = require(actor, DRAFT, Where())
    head, nodes = split_document(document)
    head = {**head, "format": FORMAT, "id": identifier, "version": version_name}
    draft = Draft(
        head=head, origin=origin, origin_words=origin_words[:400], prepared_by=actor, errata_of=errata_of
    )
    repeat_head(draft)
    floors = rows_from(draft, nodes)
    if sum(map(len, floors)) > MOST_NODES:
        raise Incomplete([_too_many(sum(map(len, floors)))])
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        draft.save(force_insert=True)
        for floor in floors:
            DraftNode.objects.bulk_create(floor)
        _keep_questions(draft, floors, questions)
        facts = {
            "set": draft.set_key,
            "title": draft.title,
            "origin": origin,
            "nodes": sum(map(len, floors)),
            "questions": len(questions),
        }
        work.record("draft_begun", draft, facts=facts)
    return draft


def _keep_questions(draft: Draft, floors: list[list[DraftNode]], questions: Sequence[Asked]) -> None:
    keys = {row.code: row.key for floor in reversed(floors) for row in reversed(floor)}
    Question.objects.bulk_create(
        Question(
            draft=draft,
            number=number,
            code=asked.code,
            node=keys.get(asked.node, ""),
            place=asked.place,
            found=asked.found,
            asks=asked.asks,
            choices=asked.choices,
        )
        for number, asked in enumerate(questions, start=1)
    )


def save_head(*, actor: Person, draft: Draft, head: dict[str, Tree], expected_version: int) -> Draft:
    """Save what stands above the nodes: title, law, the total, classes.

    Raises NoRight, Conflict, Incomplete (CH-7700).
    """
    verb = "draft_head_changed"
    with changing(draft, actor=actor, verb=verb, expected_version=expected_version) as step:
        step.save_head(head)
    return step.draft


def abandon_draft(*, actor: Person, draft: Draft, expected_version: int) -> Draft:
    """Lay a draft aside: it can be read, and is written no more. Raises NoRight, Conflict, Incomplete."""
    decision = require(actor, DRAFT, where_of(draft))
    with unit_of_work(chain_of(draft), actor=actor, decision=decision) as work:
        current = lock_version(draft, expected_version)
        refuse_closed(current)
        current.state = "abandoned"
        save_next(current)
        work.record("draft_abandoned", current, facts={"set": current.set_key})
    return current


def _too_many(found: int) -> Problem:
    return Problem(
        "CH-7703",
        Place(),
        str(found),
        text("Expected at most {most} nodes in a draft.", most=MOST_NODES),
        text("A set of criteria has some hundred; check that this is the right document."),
    )
