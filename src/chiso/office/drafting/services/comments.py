"""What drafters say to one another about a node."""

from __future__ import annotations

from django.utils import timezone

from chiso.office.drafting.access import DRAFT, chain_of, where_of
from chiso.office.drafting.models import DraftNode, NodeComment
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.records import lock_version, save_next


def write_comment(*, actor: Person, node: DraftNode, words: str) -> NodeComment:
    """Write a comment on a node. Its words stand in the record as words of a person. Raises NoRight."""
    draft = node.draft
    decision = require(actor, DRAFT, where_of(draft))
    with unit_of_work(chain_of(draft), actor=actor, decision=decision) as work:
        comment = NodeComment.objects.create(draft=draft, node=node.key, author=actor, words=words)
        work.record("draft_comment_written", draft, facts={"node": node.code}, words={"words": words})
    return comment


def settle_comment(*, actor: Person, comment: NodeComment, expected_version: int) -> NodeComment:
    """Say that a comment is dealt with. Raises NoRight, Conflict."""
    draft = comment.draft
    decision = require(actor, DRAFT, where_of(draft))
    with unit_of_work(chain_of(draft), actor=actor, decision=decision) as work:
        current = lock_version(comment, expected_version)
        current.resolved_at, current.resolved_by = timezone.now(), actor
        save_next(current)
        node = DraftNode.objects.filter(draft=draft, key=comment.node).first()
        work.record("draft_comment_settled", draft, facts={"node": node.code if node else ""})
    return current
