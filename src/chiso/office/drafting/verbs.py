"""What the record says of drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chiso.language import Text, text
from chiso.office.ledger.verbs import declare_values, declare_verbs

if TYPE_CHECKING:
    from chiso.office.drafting.models import Change

STATES = {
    "drafting": text("being drafted"),
    "consulting": text("in consultation"),
    "approving": text("waiting for approval"),
    "frozen": text("frozen"),
    "abandoned": text("laid aside"),
}
ORIGINS = {
    "annex": text("from an annex"),
    "library": text("from the library"),
    "earlier": text("from an earlier version"),
    "empty": text("from an empty page"),
}


def declare() -> None:
    """Called once, when the app is ready."""
    declare_values(ORIGINS)
    declare_verbs(
        {
            "draft_begun": text("began the draft {title} ({set}), {nodes} nodes"),
            "draft_head_changed": text("step {step} of {set}: changed what stands above the criteria"),
            "draft_node_added": text("step {step} of {set}: added {node}"),
            "draft_node_changed": text("step {step} of {set}: changed {node}"),
            "draft_node_moved": text("step {step} of {set}: moved {node}"),
            "draft_node_split": text("step {step} of {set}: split {node}"),
            "draft_node_deleted": text("step {step} of {set}: deleted {node}"),
            "draft_renumbered": text("step {step} of {set}: numbered the criteria anew"),
            "draft_step_undone": text("step {step} of {set}: undid step {undone}"),
            "draft_question_answered": text("step {step} of {set}: answered question {question} on {node}"),
            "draft_comment_written": text("wrote a comment on {node}: {words}"),
            "draft_comment_settled": text("settled a comment on {node}"),
            "draft_abandoned": text("laid the draft {set} aside"),
        }
    )


def said_of(change: Change) -> Text:
    """What one step did, for the list of steps."""
    node = _code_of(change)
    said = {
        "draft_head_changed": text("changed what stands above the criteria"),
        "draft_node_added": text("added {node}", node=node),
        "draft_node_changed": text("changed {node}", node=node),
        "draft_node_moved": text("moved {node}", node=node),
        "draft_node_split": text("split {node}", node=node),
        "draft_node_deleted": text("deleted {node}", node=node),
        "draft_renumbered": text("numbered the criteria anew"),
        "draft_question_answered": text("answered a question on {node}", node=node or "–"),
    }
    if change.undoes is not None:
        return text("undid step {step}", step=str(change.undoes.number))
    return said.get(change.verb) or text("{verb}", verb=change.verb)


def _code_of(change: Change) -> str:
    """The code of the node that a step was about, as it was then."""
    for key, before in change.before.items():
        state = before or change.after.get(key)
        if key != "head" and state:
            return str(state["content"].get("code") or "")
    return ""
