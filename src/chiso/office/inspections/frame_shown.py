"""The columns that the office joins to a frame, as pages call them, and a share as they show it."""

from __future__ import annotations

from fractions import Fraction

from chiso.figures import NotANumber, parse_decimal
from chiso.language import text
from chiso.office.inspections.models import Place

COLUMN_NAMES = {
    "received": text("Dossiers received"),
    "late": text("Done late"),
    "late_share": text("Share late or overdue"),
    "overdue": text("Overdue"),
    "left": text("Dossiers left"),
    "dossier_months": text("Months of dossiers that are known"),
    "complaints": text("Complaints and reports of faults"),
    "agency_complaints": text("The same, of the whole agency"),
    "letters": text("Letters, praise among them"),
    "satisfaction": text("Satisfaction"),
    "satisfaction_se": text("Its standard error"),
    "visits": text("Earlier visits"),
    "findings": text("Earlier visits that found something"),
    "last_visit": text("Last visit"),
    "last_team": text("Team of the last visit"),
}


def late_in_per_cent(place: Place) -> Fraction | None:
    """The share of dossiers that are late or overdue, in per cent; None where it is not known."""
    try:
        return parse_decimal(place.more.get("late_share", "")) * 100
    except NotANumber:
        # A table may say anything in this column.
        return None
