"""Why a place has its risk, and what risks were learned from, as pages show it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from chiso.figures import NotANumber, parse_decimal
from chiso.inspection.risk.given import OWN_HISTORY
from chiso.language import Text, text
from chiso.office.inspections.models import Inspection, Place


def report_shown(inspection: Inspection) -> dict[str, Any]:
    """What the risks were learned from, its day as one; empty where the office computed none."""
    report: dict[str, Any] = inspection.risk_report
    return report | {"day": date.fromisoformat(report["day"])} if report else {}


def reasons_in_words(place: Place, *, kept_back: bool) -> list[Text]:
    """The strongest first; none where the risk was brought, or nothing moves it from the usual.

    `kept_back`: there are visits to its agency of which the reader may not know; then nothing is said of its
    own visits.
    """
    return [
        _in_words(column, _shown(value), _shown(usual), Fraction(f"{factor:.3g}"))
        for column, value, usual, factor in place.reasons
        if not (kept_back and column == OWN_HISTORY)
    ]


def _in_words(column: str, value: Fraction | str, usual: Fraction | str, factor: Fraction) -> Text:
    if column == OWN_HISTORY:
        return text(
            "own visits: {value} found something, {usual} were expected; odds × {factor}",
            value=value, usual=usual, factor=factor,
        )  # fmt: skip
    return text(
        "{column}: {value} (usual: {usual}); odds × {factor}",
        column=column, value=value, usual=usual, factor=factor,
    )  # fmt: skip


def _shown(cell: str) -> Fraction | str:
    """A figure with decimals in the reader's way; all else as it stands: 2019 is a year, 2/3 two visits."""
    try:
        return parse_decimal(cell) if "." in cell else cell or "—"
    except NotANumber:
        return cell
