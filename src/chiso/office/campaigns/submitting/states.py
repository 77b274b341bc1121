"""The states of a submission in words, and how a receipt is named."""

from __future__ import annotations

from chiso.language import Text, text
from chiso.office.campaigns.models import Receipt

STATE_NAMES: dict[str, Text] = {
    "drafting": text("being entered"),
    "with_head": text("before the head"),
    "sent_back": text("sent back to the officers"),
    "approved": text("approved, not submitted"),
    "submitted": text("submitted"),
    "returned": text("returned for supplement"),
    "complete": text("complete"),
}
NOT_BEGUN = text("not begun")
# The kind of tag that shows a state.
STATE_KINDS = {"submitted": "good", "complete": "good", "sent_back": "warn", "returned": "warn"}


def number_of(receipt: Receipt) -> str:
    """The number of a receipt as people read it: 2026-0187."""
    return f"{receipt.campaign.period}-{receipt.number:04d}"
