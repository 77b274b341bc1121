"""The decision and the plan of an inspection as documents, in the layout of Nghị định 30/2020/NĐ-CP.

The annex lists the visits that its reader may see, no others: an inspected agency gets an extract. Both are
in Vietnamese, whoever asks for them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.utils import timezone

from chiso.documents.letters import (
    Annex,
    Article,
    Block,
    Cell,
    Column,
    Group,
    Heading,
    Letter,
    Paragraph,
    Recipients,
    Signature,
    Table,
    write_docx,
    write_pdf,
)
from chiso.inspection.kinds import kinds
from chiso.language import Text, text
from chiso.office.campaigns.publishing.letters import usual_words
from chiso.office.inspections.access import sees_list
from chiso.office.inspections.content import USUAL, teams_of_inspection
from chiso.office.inspections.models import Inspection, Visit
from chiso.office.inspections.selectors import visits_shown
from chiso.office.inspections.shown import HOW_NAMES, KIND_NAMES
from chiso.office.people.models import Person

_END = "./."


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of an inspection: how it is called, what its number is followed by."""

    title: Text
    symbol: str
    slug: str
    endings: tuple[str, ...] = ("docx", "pdf")


PAPERS: dict[str, Paper] = {
    "decision": Paper(text("Decision"), "QĐ", "quyet-dinh"),
    "plan": Paper(text("Plan"), "KH", "ke-hoach"),
}


def papers_of(inspection: Inspection) -> dict[str, Paper]:
    """The documents that its kind has: a supervision begins by no decision."""
    return {name: paper for name, paper in PAPERS.items() if name in kinds()[inspection.kind].papers}


def write_paper(person: Person, inspection: Inspection, paper: str, ending: str) -> bytes:
    """The bytes of a document as this person may have it. Raises WrongCall (CH-5002) without its library."""
    letter = letter_of(person, inspection, paper)
    return write_docx(letter) if ending == "docx" else write_pdf(letter)


def name_of_paper(inspection: Inspection, paper: str, ending: str) -> str:
    """What the file is called."""
    return f"{inspection.number.lower()}-{PAPERS[paper].slug}.{ending}"


def letter_of(person: Person, inspection: Inspection, paper: str) -> Letter:
    """The document; number and day are left open until the decision was entered."""
    words, about = usual_words(), PAPERS[paper]
    visits = list(visits_shown(person, inspection))
    is_whole = sees_list(person, inspection)
    created = inspection.approved_at or inspection.changed_at
    is_decision = paper == "decision"
    number, _, sign = inspection.decision_number.partition("/")
    return Letter(
        heading=Heading(
            issuer=words.issuer,
            symbol=sign if is_decision and sign else f"{about.symbol}-{words.abbreviation}",
            number=number if is_decision else "",
            place=words.place,
            day=inspection.decision_day if is_decision else None,
            year=timezone.localtime(created).year,
        ),
        kind=_said(about.title),
        subject=_said(
            text("{kind}: {title}", kind=_said(KIND_NAMES[inspection.kind]), title=inspection.title)
        ),
        authority=words.authority if is_decision else "",
        grounds=tuple(grounds_of(inspection)),
        body=tuple(_articles(inspection, visits) if is_decision else _paragraphs(inspection, visits)),
        signatures=(Signature(words.position, "", words.capacity),),
        recipients=Recipients(tuple(_recipients(inspection, visits)), words.archive),
        annexes=tuple(_annexes(person, inspection, visits)),
        notice=_notice(inspection, is_whole=is_whole),
        created=_in_zone(created),
    )


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """Files in one archive, the same ones always the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return out.getvalue()


def _in_zone(moment: datetime) -> datetime:
    return timezone.localtime(moment)


def grounds_of(inspection: Inspection) -> Iterator[str]:
    """The legal grounds that a document cites: those entered, else the law of its kind on the first day."""
    lines = [line.strip().rstrip(";.") for line in inspection.basis.splitlines() if line.strip()]
    if not lines:
        held = kinds()[inspection.kind].on(inspection.opens_on)
        lines = [f"Căn cứ {law.document} ngày {law.day:%d/%m/%Y}" for law in (held.basis if held else ())]
    for place, line in enumerate(lines, start=1):
        yield line + ("." if place == len(lines) else ";")


def _about(inspection: Inspection) -> Iterator[str]:
    """What is inspected, when, by whom led."""
    yield _said(
        text(
            "Focus: {focus}. Visits from {first} to {last}.",
            focus=inspection.focus.strip().rstrip(".") or inspection.title,
            first=inspection.opens_on,
            last=inspection.closes_on,
        )
    )
    yield _said(text("Led by: {bodies}.", bodies=", ".join(inspection.leading_names)))


def _how(inspection: Inspection) -> str:
    plan = USUAL | inspection.plan
    return _said(
        text(
            "Places are drawn: at most {visits} visits, those that are demanded first; of the others a share "
            "of {share} by chance. The commitment of the sealed seed (SHA-256):",
            visits=plan["visits"],
            share=Fraction(plan["random_share"]),
        )
    )


def _sound(inspection: Inspection) -> Iterator[str]:
    """That sound may be recorded, where it may."""
    if inspection.takes_voice_notes:
        yield _said(
            text("The teams may record voice notes; nobody is recorded who has not agreed to it before.")
        )


def _articles(inspection: Inspection, visits: Sequence[Visit]) -> Iterator[Block]:
    first = [*_about(inspection)]
    if visits:
        first.append(_said(text("The places to be visited are in the Annex to this decision.")))
    yield Article(1, tuple(first))
    lines = [_said(text("The teams with their members and days:")), *_teams(inspection), *_sound(inspection)]
    yield Article(2, tuple(lines))
    if inspection.commitment:
        yield Article(3, (_how(inspection), inspection.commitment))
    last = _said(
        text(
            "{bodies} and the agencies that are visited shall carry out this decision",
            bodies=", ".join(inspection.leading_names),
        )
    )
    yield Article(4 if inspection.commitment else 3, (last + _END,))


def _paragraphs(inspection: Inspection, visits: Sequence[Visit]) -> Iterator[Block]:
    yield Paragraph(_said(text("Purpose")), is_strong=True)
    for line in _about(inspection):
        yield Paragraph(line)
    yield Paragraph(_said(text("Where to go")), is_strong=True)
    yield Paragraph(_how(inspection))
    yield Paragraph(inspection.commitment or _said(text("not sealed yet")))
    yield Paragraph(_said(text("Inspection teams")), is_strong=True)
    for line in (*_teams(inspection), *_sound(inspection)):
        yield Paragraph(line)
    yield Paragraph(_said(text("Carrying out")), is_strong=True)
    said = (
        text("The teams visit the places of the Annex and write a record of each visit")
        if visits
        else text("The teams visit the places that are drawn and write a record of each visit")
    )
    yield Paragraph(_said(said) + _END)


def _teams(inspection: Inspection) -> Iterator[str]:
    for row, members in teams_of_inspection(inspection):
        names = ", ".join(person.full_name or _said(text("(erased)")) for person in members)
        yield _said(
            text("{team} ({days} days): {names}.", team=row.team.name, days=Fraction(row.days), names=names)
        )


def _recipients(inspection: Inspection, visits: Sequence[Visit]) -> Iterator[str]:
    yield from inspection.leading_names
    # Who is visited without notice is no recipient before the visit.
    yield from sorted({visit.place.agency.name for visit in visits if visit.announced_at is not None})


def _annexes(person: Person, inspection: Inspection, visits: Sequence[Visit]) -> Iterator[Annex]:
    if not visits:
        return
    columns = (
        Column(_said(text("No.")), 5, "number"),
        Column(_said(text("Place visited")), 32),
        Column(_said(text("Agency")), 24),
        Column(_said(text("Field of procedures")), 14),
        Column(_said(text("Day")), 11, side="center"),
        Column(_said(text("Notice")), 12),
        Column(_said(text("Inspection team")), 16),
        Column(_said(text("Why")), 16),
    )
    rows = tuple(_row(number, visit) for number, visit in enumerate(visits, start=1))
    title = text("Places to be visited") if sees_list(person, inspection) else text("Extract of the places")
    yield Annex(_said(title), (Table(columns, (Group(rows),)),), _said(text("Places")), is_landscape=True)


def _row(number: int, visit: Visit) -> tuple[Cell, ...]:
    place = visit.place
    return (
        number,
        f"{place.code} {place.name}".strip(),
        place.agency.name,
        place.field,
        f"{visit.planned_on:%d/%m/%Y}" if visit.planned_on else "",
        _said(text("with notice") if visit.is_announced else text("without notice")),
        visit.team.name if visit.team else "",
        _said(HOW_NAMES[visit.how]),
    )


def _notice(inspection: Inspection, *, is_whole: bool) -> str:
    said = []
    if inspection.approved_at is None:
        said.append(_said(text("Draft: not approved yet")))
    if inspection.drawn_at is not None and not is_whole:
        said.append(_said(text("Extract: only what concerns its reader")))
    if inspection.is_made_up:
        said.append(_said(text("Sample data: these figures are made up")))
    return "; ".join(said)


def _said(line: Text) -> str:
    return line.in_language("vi")
