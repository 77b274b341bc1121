"""Single dossiers, one a row: read in a stream, checked row by row, each code once.

code, procedure, field, agency, counter
received_at, due_at, done_at       days, perhaps with a time
status                             open, waiting (for the applicant), done, returned, withdrawn; empty:
                                   done where there is a day of it, else open
channel                            online, direct, post
apology_at                         day of the letter of apology
reason                             why it is late
supplement_requests, complaints    how often additions were asked for; complaints about it

CH-8764 no code, or a code twice        CH-8765 due or done before it was received
CH-8766 status and day contradict       CH-8768 a procedure that the catalogue lacks on that day
CH-8769 a number that is none
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b

from chiso.language import text
from chiso.problems import Place, Report, quote
from chiso.procedures.catalogue import Catalogue, Procedure
from chiso.procedures.due import Comparison, LegalDays, compare
from chiso.procedures.moments import Moment
from chiso.procedures.opening import Source, count_problems
from chiso.tables import Row

# Codes are compared by these many parts of their digests, one part at a time.
_PARTS = 256
_CLOSED = frozenset(("done", "returned", "withdrawn"))


@dataclass(frozen=True, slots=True)
class Dossier:
    """One dossier. `due` is the file's own day or, without one, the law's; None: none is known, or none runs.

    `ends`: None while it is open. `comparison` and `days_later`: the file's day against the law's.
    """

    code: str
    procedure: str
    field: str
    agency: str
    counter: str
    received: date
    due: Moment | None
    ends: Moment | None
    status: str
    channel: str = ""
    apology: date | None = None
    reason: str = ""
    supplement_requests: int | None = None
    complaints: int | None = None
    comparison: Comparison | None = None
    days_later: int = 0


def is_late(due: Moment, ends: Moment) -> bool:
    """Whether something ended late: after its day, or on it after its time where both times are known."""
    if ends.day != due.day:
        return ends.day > due.day
    return due.minute is not None and ends.minute is not None and ends.minute > due.minute


@dataclass(slots=True)
class Codes:
    """Codes that were met, eight bytes of each; two codes of one digest are told apart by reading again."""

    digests: list[array[int]] = field(default_factory=lambda: [array("Q") for _ in range(_PARTS)])

    def add(self, code: str) -> None:
        """Note that a code was met."""
        digest = _digest(code)
        self.digests[digest % _PARTS].append(digest)

    def refuse_twice(self, sources: Sequence[Source], report: Report) -> None:
        """Name the rows whose codes stood before, in their own file or another one."""
        doubtful: set[int] = set()
        for part in self.digests:
            once: set[int] = set()
            for digest in part:
                (doubtful if digest in once else once).add(digest)
        if not doubtful:
            return
        seen: dict[str, Place] = {}
        for source in sources:
            for row in source.again():
                code, place = row["code"], source.place(row, "code")
                if not code or _digest(code) not in doubtful or seen.setdefault(code, place) is place:
                    continue
                first = seen[code]
                expected = text(
                    "Expected each dossier once; row {row} of {file} has the same code.",
                    row=str(first.row),
                    file=first.file,
                )
                mend = text("Take one of the rows out, or correct the code.")
                report.add("CH-8764", place, code, expected, mend)


def _digest(code: str) -> int:
    return int.from_bytes(blake2b(code.encode(), digest_size=8).digest(), "little")


def read_dossiers(
    source: Source, codes: Codes, catalogue: Catalogue | None, legal: LegalDays, *, agency: str = ""
) -> Iterator[Dossier]:
    """The sound dossiers of a file; `agency` stands for all of a file without that column.

    Problems go to the report of the source.
    """
    for row in source.rows():
        if row["code"]:
            codes.add(row["code"])
        dossier = _dossier(source, row, catalogue, legal, agency)
        if dossier is not None:
            yield dossier


def _dossier(
    source: Source, row: Row, catalogue: Catalogue | None, legal: LegalDays, agency: str
) -> Dossier | None:
    report = source.report
    before = count_problems(report)
    if not row["code"]:
        expected = text("Expected the code of the dossier.")
        report.add("CH-8764", source.place(row, "code"), "", expected, text("Fill the cell or drop the row."))
    received, due, done = (source.moment(row, column) for column in ("received_at", "due_at", "done_at"))
    if received is None and not row["received_at"]:
        expected = text("Expected the day on which the dossier was received.")
        mend = text("Fill the cell or drop the row.")
        report.add("CH-8763", source.place(row, "received_at"), "", expected, mend)
    for column, moment in (("due_at", due), ("done_at", done)):
        if received and moment and moment.day < received.day:
            expected = text(
                "Expected a day that is not before {day}, when it was received.", day=received.day
            )
            mend = text("Check both days; perhaps day and month changed places.")
            report.add("CH-8765", source.place(row, column), quote(row[column]), expected, mend)
    status = _status(source, row, done)
    code = source.word(row, "procedure")
    procedure = _procedure(source, row, catalogue, code, received)
    numbers = {name: _number(source, row, name) for name in ("supplement_requests", "complaints")}
    channel, apology = source.word(row, "channel"), source.day(row, "apology_at")
    if received is None or count_problems(report) != before:
        return None
    comparison, later = None, 0
    of_law = legal.due(received.day, procedure) if procedure is not None else None
    if of_law is not None:
        comparison = compare(due.day if due else None, of_law)
        later = (due.day - of_law[0]).days if due else 0
        if due is None and of_law[1]:
            due = Moment(of_law[0])
    return Dossier(
        code=row["code"],
        procedure=code,
        field=(procedure.field if procedure else "") or source.word(row, "field"),
        agency=source.word(row, "agency") or agency,
        counter=source.word(row, "counter"),
        received=received.day,
        due=None if status == "waiting" else due,
        ends=done if status in _CLOSED else None,
        status=status,
        channel=channel,
        apology=apology,
        reason=source.word(row, "reason"),
        supplement_requests=numbers["supplement_requests"],
        complaints=numbers["complaints"],
        comparison=comparison,
        days_later=later,
    )


def _status(source: Source, row: Row, done: Moment | None) -> str:
    status = source.word(row, "status")
    if not status:
        return "done" if done else "open"
    if status in _CLOSED and not row["done_at"]:
        expected = text("Expected the day on which it ended, since its status says that it has.")
        mend = text("Fill the day, or correct the status.")
        source.report.add("CH-8766", source.place(row, "done_at"), quote(row["status"]), expected, mend)
    elif status not in _CLOSED and row["done_at"]:
        expected = text("Expected no day of a result while the status says that it goes on.")
        mend = text("Take the day out, or correct the status.")
        source.report.add("CH-8766", source.place(row, "status"), quote(row["status"]), expected, mend)
    return status


def _procedure(
    source: Source, row: Row, catalogue: Catalogue | None, code: str, received: Moment | None
) -> Procedure | None:
    if catalogue is None or not code or received is None:
        return None
    procedure = catalogue.on(code, received.day)
    if procedure is None:
        expected = text("Expected a procedure that the catalogue has on {day}.", day=received.day)
        mend = text("Add it to the catalogue, or say in a mapping which code this is.")
        source.report.add("CH-8768", source.place(row, "procedure"), quote(code), expected, mend)
    return procedure


def _number(source: Source, row: Row, column: str) -> int | None:
    written = row[column]
    if not written:
        return None
    if written.isascii() and written.isdigit() and len(written) <= 6:
        return int(written)
    expected, mend = text("Expected a whole number from 0 on."), text("Correct the figure.")
    source.report.add("CH-8769", source.place(row, column), quote(written), expected, mend)
    return None
