"""The record of a visit as Word and PDF in the layout of Nghị định 30/2020/NĐ-CP, and the blank form of it.

In Vietnamese, whoever asks. Voices of citizens stand in it as a number, never word by word.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from chiso.documents.letters import (
    Block,
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
from chiso.documents.letters.fixed_words import MINUTES
from chiso.language import Text, text
from chiso.office.campaigns.publishing.letters import usual_words
from chiso.office.inspections.record_content import AnsweredSection, Content
from chiso.office.inspections.record_words import ANSWER_NAMES, CONSENTS, OUTCOME_NAMES, SEVERITY_NAMES, SIDES

ENDINGS = ("docx", "pdf")
_DOTS = "…" * 40


def write_record(content: Content, ending: str) -> bytes:
    """The record as it stands. Raises WrongCall (CH-5002) without the library of the form."""
    return _write(record_letter(content), ending)


def write_blank(content: Content, ending: str) -> bytes:
    """The form to fill in by hand where there is no phone."""
    return _write(blank_letter(content), ending)


def name_of_record(content: Content, ending: str, *, is_blank: bool = False) -> str:
    """What the file is called."""
    kind = "phieu-trong" if is_blank else "bien-ban"
    return f"{content.visit.inspection.number.lower()}-{kind}-{content.visit.key}.{ending}"


def _write(letter: Letter, ending: str) -> bytes:
    return write_docx(letter) if ending == "docx" else write_pdf(letter)


def record_letter(content: Content) -> Letter:
    """The record."""
    visit, record = content.visit, content.record
    at = (record.signed_at or record.changed_at) if record is not None else visit.changed_at
    return _letter(content, tuple(_body(content)), tuple(_signatures(content)), at)


def blank_letter(content: Content) -> Letter:
    """The blank form: the same order, with room to write."""
    signatures = tuple(Signature(_said(side)) for side in reversed(SIDES.values()))
    return _letter(content, tuple(_blank_body(content)), signatures, content.visit.changed_at)


def _letter(
    content: Content, body: tuple[Block, ...], signatures: tuple[Signature, ...], at: datetime
) -> Letter:
    visit, words = content.visit, usual_words()
    day = timezone.localdate(visit.ended_at) if visit.ended_at else None
    return Letter(
        heading=Heading(
            issuer="\n".join(visit.inspection.leading_names), superior=words.issuer,
            symbol=f"BB-{words.abbreviation}", place=words.place, day=day, year=timezone.localtime(at).year,
        ),
        kind=MINUTES,
        subject=_said(
            text("Visit of {place}, {inspection}", place=str(visit.place), inspection=visit.inspection.title)
        ),
        body=body,
        signatures=signatures,
        recipients=Recipients(
            (visit.place.agency.name, *visit.inspection.leading_names), words.archive
        ),
        notice=_said(text("Sample data: these figures are made up")) if visit.inspection.is_made_up else "",
        created=timezone.localtime(at),
    )  # fmt: skip


def _facts(content: Content) -> Iterator[Block]:
    visit = content.visit
    inspection = visit.inspection
    if inspection.decision_number:
        said = text(
            "By decision {number} of {day}.", number=inspection.decision_number,
            day=inspection.decision_day or "",
        )  # fmt: skip
        yield Paragraph(_said(said))
    agency = text("Place: {place}, {agency}.", place=str(visit.place), agency=visit.place.agency.name)
    yield Paragraph(_said(agency))
    if visit.team is not None:
        yield Paragraph(_said(text("Team: {team}.", team=visit.team.name)))
    if visit.begun_at is not None:
        yield Paragraph(_said(text("Begun at {at}.", at=_moment(visit.begun_at))))
    if visit.ended_at is not None:
        yield Paragraph(_said(text("Ended at {at}.", at=_moment(visit.ended_at))))
    checklist = content.checklist
    yield Paragraph(
        _said(text("List of duties: {title}.", title=checklist.title.vi)) + f" {checklist.note.vi}"
    )
    if content.warning is not None:
        yield Paragraph(_said(content.warning.expected))
        if checklist.superseded is not None:
            yield Paragraph(checklist.superseded.note.vi)


def _body(content: Content) -> Iterator[Block]:
    yield from _facts(content)
    yield Paragraph(_said(text("What was found")), is_strong=True)
    answered = sum(section.answered for section in content.sections)
    said = text(
        "{answered} of {count} duties were looked at; {breaches} were not met.", answered=answered,
        count=len(content.checklist.items), breaches=len(content.breaches),
    )  # fmt: skip
    yield Paragraph(_said(said))
    rows = tuple(group for section in content.sections for group in _answers(section))
    if rows:
        yield Table(_COLUMNS, rows, _said(text("Section")))
    yield from _sample(content)
    if content.voices:
        said = text("Citizens asked: {count}. Their answers are anonymous.", count=content.voices)
        yield Paragraph(_said(said))
    if content.talk is not None and content.talk.words:
        yield Paragraph(_said(text("Talk with the official")), is_strong=True)
        yield Paragraph(content.talk.words, label=f"{content.talk.position}:")
    yield from _findings(content)
    if content.photos:
        yield Paragraph(_said(text("Photographs: {count}.", count=len(content.photos))))
    yield from _voice_notes(content)
    yield from _refusals(content)
    digest = content.record.digest if content.record and content.record.digest else content.digest
    yield Paragraph(_said(text("SHA-256 of this content: {digest}", digest=digest)))


def _answers(section: AnsweredSection) -> Iterator[Group]:
    rows = tuple(
        (
            one.item.code,
            one.item.title.vi,
            one.item.article,
            _said(ANSWER_NAMES[one.cell.answer]),
            one.cell.note,
        )
        for one in section.items
        if one.cell is not None and (one.cell.answer or one.cell.note)
    )
    if rows:
        yield Group(rows, f"{section.section.code}. {section.section.title.vi}")


def _sample(content: Content) -> Iterator[Block]:
    if content.sample is None:
        return
    yield Paragraph(_said(text("Dossiers drawn at random")), is_strong=True)
    said = text("{count} dossiers, by the seed {seed}.", count=content.sample.count, seed=content.sample.seed)
    yield Paragraph(_said(said))
    for earlier in content.sample.earlier:
        again = text(
            "Drawn before by the seed {seed}; again because: {reason}", seed=earlier.seed,
            reason=earlier.reason,
        )  # fmt: skip
        yield Paragraph(_said(again))
    found = {one.label: one for one in content.files}
    rows = []
    for label in content.sample.drawn:
        one = found.get(label)
        outcome = _said(OUTCOME_NAMES[one.outcome if one else ""])
        rows.append((label, outcome, ", ".join(one.codes) if one else "", one.note if one else ""))
    columns = (
        Column(_said(text("Dossier")), 12), Column(_said(text("Outcome")), 14),
        Column(_said(text("Duties not met")), 14), Column(_said(text("Note")), 30),
    )  # fmt: skip
    yield Table(columns, (Group(tuple(rows)),))


def _findings(content: Content) -> Iterator[Block]:
    if not content.seen:
        return
    yield Paragraph(_said(text("Findings")), is_strong=True)
    for number, one in enumerate(content.seen, start=1):
        severity = _said(SEVERITY_NAMES[one.severity])
        code = f"{one.code}, " if one.code else ""
        yield Paragraph(one.words, label=f"{number}. ({code}{severity})")
        if one.recommendation:
            yield Paragraph(one.recommendation, label=_said(text("Recommended:")))
        for photo in content.photos_of(one):
            yield Paragraph(f"{photo.words} (SHA-256 {photo.sha256})", label=_said(text("Photograph:")))


def _voice_notes(content: Content) -> Iterator[Block]:
    """Their summaries, since paper does not speak."""
    if not content.voice_notes:
        return
    yield Paragraph(_said(text("Voice notes, by their summaries")), is_strong=True)
    for number, one in enumerate(content.voice_notes, start=1):
        yield Paragraph(one.words, label=f"{number}. ({_said(CONSENTS[one.consent])})")


def _refusals(content: Content) -> Iterator[Block]:
    for name, signed in content.signatures.items():
        if signed.value.how == "refused":
            said = text("{side} refused to sign: {reason}", side=SIDES[name], reason=signed.value.reason)
            yield Paragraph(_said(said))
        if not signed.is_of_this:
            said = text("{side}: the content was changed after the signature.", side=SIDES[name])
            yield Paragraph(_said(said), is_strong=True)


def _signatures(content: Content) -> Iterator[Signature]:
    # The body that issues it stands on the right.
    for name, side in reversed(SIDES.items()):
        signed = content.signatures.get(name)
        if signed is None:
            yield Signature(_said(side))
            continue
        strokes = tuple(map(tuple, signed.value.strokes))
        yield Signature(_said(side), signed.value.name, strokes=strokes)


def _blank_body(content: Content) -> Iterator[Block]:
    yield from _facts(content)
    yield Paragraph(_said(text("What was found")), is_strong=True)
    groups = tuple(
        Group(
            tuple(
                (one.item.code, one.item.title.vi, one.item.article, "☐ / ☐ / ☐", "") for one in section.items
            ),
            f"{section.section.code}. {section.section.title.vi}",
        )
        for section in content.sections
    )
    yield Paragraph(_said(text("Answers in this order: yes, no, not applicable.")))
    yield Table(_COLUMNS, groups, _said(text("Section")))
    for title in (
        text("Dossiers drawn at random"), text("Voices of citizens"), text("Talk with the official"),
        text("Findings"),
    ):  # fmt: skip
        yield Paragraph(_said(title), is_strong=True)
        for _line in range(3):
            yield Paragraph(_DOTS)


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M, %d/%m/%Y}"


def _said(line: Text) -> str:
    return line.in_language("vi")


_COLUMNS = (
    Column(_said(text("Code")), 6),
    Column(_said(text("Duty")), 34),
    Column(_said(text("Article")), 18),
    Column(_said(text("Answer")), 12),
    Column(_said(text("Note")), 24),
)
