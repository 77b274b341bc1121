"""What may be answered to an opinion, and what it is called."""

from __future__ import annotations

from chiso.language import Text, text

DECISIONS: dict[str, Text] = {
    "accepted": text("accepted as a whole"),
    "in_part": text("accepted in part"),
    "declined": text("declined"),
}
# These are not said without the reason: whoever wrote the opinion is owed one.
NEEDS_REASON = frozenset({"in_part", "declined"})
