"""Petitions, complaints, denunciations and thanks, one a row.

code, kind             petition (phản ánh, kiến nghị), complaint, denunciation, thanks
about                  conduct, rule, other
agency, counter, field
received_at, due_at, answered_at, prolonged

CH-8777 no code, or a code twice; no kind; due or answered before it was received
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from chiso.language import Text, text
from chiso.problems import Report, quote
from chiso.procedures.opening import Source, open_source
from chiso.procedures.spellings import Spellings
from chiso.tables import Row


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody wrote about an agency. `prolonged` is None where the file does not say."""

    code: str
    kind: str
    about: str
    agency: str
    counter: str
    field: str
    received: date
    due: date | None
    answered: date | None
    prolonged: bool | None


def read_feedback(
    path: Path, spellings: Spellings, report: Report, *, agency: str = "", sheet: str | None = None
) -> list[Message]:
    """The sound rows of the table; problems go to `report`."""
    source = open_source(path, "feedback", spellings, report, sheet=sheet)
    messages: list[Message] = []
    seen: set[str] = set()
    for row in source.rows():
        code = row["code"]
        if not code or code in seen:
            expected = text("Expected a code of its own for every row.")
            _refuse(source, row, "code", expected, text("Give each row one code."))
        seen.add(code)
        kind = source.word(row, "kind")
        if not row["kind"]:
            expected = text("Expected what it is: petition, complaint, denunciation, thanks.")
            _refuse(source, row, "kind", expected, text("Fill the cell."))
        days = [source.day(row, column) for column in ("received_at", "due_at", "answered_at")]
        received, due, answered = days
        if received is None and not row["received_at"]:
            expected = text("Expected the day on which it was received.")
            _refuse(source, row, "received_at", expected, text("Fill the cell or drop the row."))
        for column, day in (("due_at", due), ("answered_at", answered)):
            if received and day and day < received:
                expected = text(
                    "Expected a day that is not before {day}, when it was received.", day=received
                )
                mend = text("Check both days; perhaps day and month changed places.")
                _refuse(source, row, column, expected, mend)
        prolonged = {"yes": True, "no": False}.get(source.word(row, "prolonged"))
        about, counter = source.word(row, "about"), source.word(row, "counter")
        if received is not None:
            messages.append(
                Message(code, kind, about, source.word(row, "agency") or agency, counter,
                        source.word(row, "field"), received, due, answered, prolonged)
            )  # fmt: skip
    return messages


def _refuse(source: Source, row: Row, column: str, expected: Text, mend: Text) -> None:
    source.report.add("CH-8777", source.place(row, column), quote(row[column]), expected, mend)
