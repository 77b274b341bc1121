"""The tables that come into this room, and the columns that each may have.

What a column is called in a file, and what a word in it means, stands in `spellings.csv`; a city adds its
own spellings in a mapping of the same form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

TableKind: TypeAlias = Literal["dossiers", "summary", "catalogue", "counters", "feedback", "visits"]

COUNTED = (
    "carried_over", "received", "received_online", "received_direct", "received_post",
    "done", "done_early", "done_on_time", "done_in_time", "done_late", "done_without_due",
    "returned", "withdrawn", "left", "left_in_time", "left_overdue", "left_without_due",
)  # fmt: skip

COLUMNS: Mapping[TableKind, tuple[str, ...]] = {
    "dossiers": (
        "code", "procedure", "field", "agency", "counter", "received_at", "due_at", "done_at", "status",
        "channel", "apology_at", "reason", "supplement_requests", "complaints",
    ),
    "summary": ("month", "agency", "counter", "field", "procedure", "to_handle", *COUNTED),
    "catalogue": (
        "code", "name", "field", "level", "agency", "legal_time", "time_unit", "parts", "fee", "online",
        "valid_from", "valid_to",
    ),
    "counters": (
        "agency", "counter", "procedure", "field", "place", "name", "district", "kind", "handling",
        "valid_from", "valid_to",
    ),
    "feedback": (
        "code", "kind", "about", "agency", "counter", "field", "received_at", "due_at", "answered_at",
        "prolonged",
    ),
    "visits": ("place", "day", "team", "found"),
}  # fmt: skip
REQUIRED: Mapping[TableKind, tuple[str, ...]] = {
    "dossiers": ("code", "received_at"),
    "summary": (),
    "catalogue": ("code", "name"),
    "counters": ("agency",),
    "feedback": ("code", "kind", "received_at"),
    "visits": ("place", "day"),
}
# Columns whose cells are one of a few words; "" stands for what is not said.
WORDS: Mapping[tuple[TableKind, str], tuple[str, ...]] = {
    ("dossiers", "status"): ("open", "waiting", "done", "returned", "withdrawn"),
    ("dossiers", "channel"): ("online", "direct", "post"),
    ("catalogue", "time_unit"): ("working_days", "calendar_days", "working_hours"),
    ("catalogue", "online"): ("no", "possible", "partial", "full"),
    ("counters", "handling"): ("whole", "reception", "outside", "exempt"),
    ("feedback", "kind"): ("petition", "complaint", "denunciation", "thanks"),
    ("feedback", "about"): ("conduct", "rule", "other"),
    ("feedback", "prolonged"): ("yes", "no"),
    ("visits", "found"): ("yes", "no"),
}
