"""What `chiso inspection score` writes: the frame with its risks, the reasons, the report."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from chiso.inspection.risk.model import model_record
from chiso.inspection.risk.scoring import Scored, days_sign
from chiso.language import Text
from chiso.tables import write_table

FRAME, REASONS, REPORT = "frame.csv", "reasons.csv", "report.json"
REASON_COLUMNS = ("place", "rank", "column", "value", "usual", "factor", "words")
_PLACES = 6


def frame_of_scored(scored: Scored) -> bytes:
    """The frame as it was, with `risk` of six decimals in place of what it held, or as a last column.

    With the decimal sign of its days: a frame with two signs is one that the draw refuses.
    """
    columns = scored.frame.columns
    sign = days_sign(scored.frame)
    at = columns.index("risk") if "risk" in columns else len(columns)
    head = columns if at < len(columns) else (*columns, "risk")
    rows = [
        (*row.cells[:at], f"{risk:.{_PLACES}f}".replace(".", sign), *row.cells[at + 1 :])
        for row, risk in zip(scored.frame.rows, scored.risks.tolist(), strict=True)
    ]
    return write_table(head, rows).encode()


def reasons_table(scored: Scored, in_words: Callable[[Text], str]) -> bytes:
    """A row for each reason of each place; `words` in the language of the call."""
    rows = [
        (place, str(rank), one.column, one.value, one.usual, f"{one.factor:.3f}", in_words(one.in_words()))
        for place, reasons in zip(scored.frame.column("place"), scored.reasons, strict=True)
        for rank, one in enumerate(reasons, start=1)
    ]
    return write_table(REASON_COLUMNS, rows).encode()


def report_record(scored: Scored) -> dict[str, Any]:
    """The report as JSON tells it."""
    visits, model = scored.visits, scored.model
    return {
        "format": "chiso-inspection-risk/1",
        "day": scored.day.isoformat(),
        "places": len(scored.risks),
        "mean_risk": float(scored.risks.mean()),
        "history": {
            "visits": len(visits),
            "findings": int(visits.found.sum()),
            "places_not_in_the_frame": scored.elsewhere,
        },
        "model": model_record(model, visits.inspector_names),
        "calibration": None if model.calibration is None else model.calibration.as_record(),
        "columns": list(model.encoding.names),
        "left_out": list(scored.left_out),
        "only_in_one_table": list(scored.only_in_one),
        "drift": [
            {"column": one.column, "index": one.index, "by_chance": one.by_chance, "much": one.is_much}
            for one in scored.drift
        ],
        "fairness": {"by": scored.by, "groups": [one.as_record() for one in scored.fairness]},
    }


def report_bytes(scored: Scored) -> bytes:
    """The report as a file."""
    return (json.dumps(report_record(scored), ensure_ascii=False, indent=2) + "\n").encode()
