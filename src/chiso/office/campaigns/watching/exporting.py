"""Everything of a campaign as one ZIP, made while it is sent: memory does not grow with the campaign.

`answers.csv`, `units.csv` and `framework.yaml` are what `chiso score` takes as they are, for one program to
compute what another one did. The other tables are for people: they begin with the mark by which a
spreadsheet knows UTF-8, and what was typed cannot become a formula there.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator

from django.utils import timezone

from chiso.frameworks.document import canonical_json
from chiso.language import Language, Text, render, text
from chiso.office.campaigns.access import EXPORT
from chiso.office.campaigns.models import Campaign
from chiso.office.campaigns.participants import Participants, participants_of
from chiso.office.campaigns.services import chain_of
from chiso.office.campaigns.watching.tables import Cells, ExportTable, tables_of
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, require
from chiso.tables import as_text, write_table
from chiso.units import write_units

declare_verbs({"campaign_taken_away": text("took everything of the campaign away as a file")})

TITLES: dict[str, Text] = {
    "answers.csv": text("all layers of answers, in the long table that chiso score takes"),
    "units.csv": text("the units as they stood in the period"),
    "framework.yaml": text("the framework"),
    "records.csv": text("who wrote each layer, when, why, with how many documents"),
    "second-seat.csv": text("what the second of two blind appraisers said"),
    "submissions.csv": text("how far each agency is"),
    "receipts.csv": text("receipts with their hashes"),
    "questions.csv": text("what appraisers asked"),
    "replies.csv": text("what was answered"),
    "sessions.csv": text("sessions of the council"),
    "rulings.csv": text("rulings with votes"),
    "petitions.csv": text("petitions and the answers to them"),
    "phases.csv": text("the calendar"),
    "exceptions.csv": text("exceptions with their reasons"),
    "assignments.csv": text("who answers for what, and who appraises it"),
    "sheets.csv": text("tables of criteria that came from elsewhere, as they came"),
    "targets.csv": text("targets"),
    "reminders.csv": text("reminders that were sent"),
    "announcements.csv": text("announcements"),
}
_FOR_PROGRAMS = ("answers.csv", "units.csv")
_MARK = "\ufeff"
_LINES = 500


def take_away(*, actor: Person, campaign: Campaign, language: Language) -> Iterator[bytes]:
    """Everything of a campaign, part by part, after a line in the record. Raises NoRight.

    What is written while the file is sent may be in one table and not yet in another; the README says when
    it began.
    """
    decision = require(actor, EXPORT, Where(campaign=campaign, chain=chain_of(campaign)))
    participants = participants_of(campaign)
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        work.record("campaign_taken_away", campaign)
    return _zipped(participants, language)


def _zipped(participants: Participants, language: Language) -> Iterator[bytes]:
    out = _Outgoing()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, parts in _members(participants, language):
            with archive.open(_entry(name), "w", force_zip64=True) as member:
                for part in parts:
                    member.write(part)
                    yield out.take()
    yield out.take()


def _members(participants: Participants, language: Language) -> Iterator[tuple[str, Iterable[bytes]]]:
    yield "README.txt", [_readme(participants, language).encode()]
    yield "framework.yaml", [canonical_json(participants.framework.tree)]
    yield "units.csv", [write_units(participants.registry).encode()]
    for table in tables_of(participants):
        yield table.name, _written(table)


def _written(table: ExportTable) -> Iterator[bytes]:
    is_for_programs = table.name in _FOR_PROGRAMS
    head = write_table(table.columns, ())
    yield (head if is_for_programs else _MARK + head).encode()
    guarded = [place for place, column in enumerate(table.columns) if column in table.typed]
    waiting: list[Cells] = []
    for row in table.rows():
        waiting.append(_guarded(row, guarded))
        if len(waiting) == _LINES:
            yield _lines(waiting)
            waiting.clear()
    if waiting:
        yield _lines(waiting)


def _lines(rows: Iterable[Cells]) -> bytes:
    # The header of a table without columns is one empty line of two quotation marks.
    return write_table((), rows).partition("\n")[2].encode()


def _guarded(row: Cells, typed: Iterable[int]) -> Cells:
    """A cell that a spreadsheet would take for a formula is marked as text, in the columns people type."""
    cells = list(row)
    for place in typed:
        cells[place] = as_text(cells[place])
    return tuple(cells)


def _readme(participants: Participants, language: Language) -> str:
    campaign = participants.campaign
    lines: list[Text | str] = [
        text("{title}, period {period}, {framework}", title=campaign.title, period=campaign.period,
             framework=campaign.framework),
        text("Taken away at {when}.", when=timezone.localtime().isoformat(timespec="seconds")),
        *([text("Sample data: inputs are made up.")] if campaign.is_sample else []),
        *([campaign.remark] if campaign.remark else []),
        text("Comments inside agencies are not in it; they never leave the agency."),
        text("To compute the result anew:"),
        f"chiso score {campaign.framework} answers.csv --units units.csv --period {campaign.period}"
        " --out ket-qua",
        text("For a set that was frozen in this office give framework.yaml in place of its name."),
        "",
        *(text("{name}: {title}", name=name, title=title) for name, title in TITLES.items()),
    ]  # fmt: skip
    return "\n".join(render(one, language) for one in lines) + "\n"


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, timezone.localtime().timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


class _Outgoing(io.RawIOBase):
    """What the archive has written and nobody has sent yet; it cannot be wound back."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        """It takes bytes."""
        return True

    def write(self, data: object, /) -> int:
        """Keep it until it is taken."""
        piece = bytes(data)  # type: ignore[call-overload]
        self._waiting += piece
        return len(piece)

    def take(self) -> bytes:
        """What is to be sent now."""
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken
