"""In which states of an inspection the form of a page can be sent, and why not in the others.

    is_open("settings", inspection)       whether its form would be taken
    why_not("settings", inspection)       one sentence for the page that then shows without its form

The services decide, each under its lock; this says the same beforehand, so that no page offers a form that
would be refused. Pages are named as their addresses are.
"""

from __future__ import annotations

from typing import Final

from django.utils import timezone

from chiso.language import Text, text
from chiso.office.inspections.models import Inspection, Visit

_PREPARING: Final = ("draft", "sealed", "approved")
OPEN_IN: Final[dict[str, tuple[str, ...]]] = {
    "change": _PREPARING,
    "settings": _PREPARING,
    "take-frame": _PREPARING,
    "risk": _PREPARING,
    "teams": _PREPARING,
    "seal": ("draft",),
    "decide": ("sealed",),
    "decision": ("approved", "drawn", "opened"),
    "draw": ("approved",),
    "open": ("drawn",),
    "close": (*_PREPARING, "opened"),
}
_NOT_APPROVED: Final = text("The plan was not approved yet.")
# Before it is drawn; afterwards nearly every page says the same.
_TOO_EARLY: Final[dict[str, Text]] = {
    "decide": text("This inspection does not wait for a decision."),
    "decision": _NOT_APPROVED,
    "draw": _NOT_APPROVED,
    "open": text("A seed is opened after the visits were drawn and made."),
    "seal": text("The seed is sealed; the plan waits for approval, or was approved."),
}


def is_open(page: str, inspection: Inspection) -> bool:
    """Whether the form of a page can be sent in the state of an inspection."""
    return inspection.state in OPEN_IN[page]


def open_pages(inspection: Inspection) -> frozenset[str]:
    """The pages whose forms can be sent."""
    return frozenset(page for page, states in OPEN_IN.items() if inspection.state in states)


def why_not(page: str, inspection: Inspection) -> Text:
    """Why the form of a page cannot be sent; of one that is not open."""
    state = inspection.state
    if state == "closed":
        return _closed(page, inspection)
    if inspection.drawn_at is None:
        return _TOO_EARLY[page]
    if page == "close":
        return text("The draw is not opened yet: nobody could repeat it once the inspection is closed.")
    if page == "open":
        return text("The seed is open already.")
    if page == "risk":
        return text(
            "Drawn at {time}: the draw went by these risks, and none is computed any more.",
            time=_moment(inspection),
        )
    return text(
        "Drawn at {time}: what the visits were drawn from is not changed any more.", time=_moment(inspection)
    )


def why_not_move(visit: Visit) -> Text | None:
    """Why a visit gets no other day and team; None where it can."""
    if visit.begun_at is not None:
        return text("The visit has begun: day and team stay as they are.")
    if visit.inspection.closed_at is not None and visit.again_of_id is None:
        return _closed("move", visit.inspection)
    return None


def _closed(page: str, inspection: Inspection) -> Text:
    if page == "risk" and inspection.drawn_at is None:
        return text("The inspection is closed: no risk is computed any more.")
    if page == "risk":
        return text(
            "Drawn at {time}: the draw went by these risks, and none is computed any more.",
            time=_moment(inspection),
        )
    return text("The inspection is closed: nothing is changed in it any more.")


def _moment(inspection: Inspection) -> str:
    assert inspection.drawn_at is not None, "asked of one that is drawn"
    return f"{timezone.localtime(inspection.drawn_at):%H:%M, %d/%m/%Y}"
