"""Writes of drafts. Every one leaves a numbered change that can be undone, and an entry in the ledger."""

from __future__ import annotations

from chiso.office.drafting.services.comments import settle_comment, write_comment
from chiso.office.drafting.services.drafts import abandon_draft, begin_draft, save_head
from chiso.office.drafting.services.nodes import add_node, delete_node, save_node, split_node
from chiso.office.drafting.services.order import indent_node, move_node, outdent_node, renumber
from chiso.office.drafting.services.questions import answer_question
from chiso.office.drafting.services.undoing import undo

__all__ = [
    "abandon_draft",
    "add_node",
    "answer_question",
    "begin_draft",
    "delete_node",
    "indent_node",
    "move_node",
    "outdent_node",
    "renumber",
    "save_head",
    "save_node",
    "settle_comment",
    "split_node",
    "undo",
    "write_comment",
]
