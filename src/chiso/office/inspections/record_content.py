"""What stands in a record, in the order in which it is read: for its page, its form and its papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from chiso.inspection.checklists import Checklist, Item, Section
from chiso.office.inspections.cells import (
    KINDS,
    SAMPLE,
    SIGNATURES,
    TALK,
    AnyCell,
    SampleValue,
    SignatureValue,
    TalkValue,
    digest_of,
    value_of,
)
from chiso.office.inspections.models import (
    Answer,
    Part,
    Photo,
    Record,
    SampledFile,
    Seen,
    Visit,
    Voice,
    VoiceNote,
)
from chiso.office.inspections.rules import checklist_named, warning_of_visit
from chiso.problems import Problem

# So few voices could be known again: their answers are then counted together nowhere.
FEWEST_VOICES = 5


@dataclass(frozen=True, slots=True)
class AnsweredItem:
    """A duty with what was answered, None where it was not."""

    item: Item
    cell: Answer | None
    is_breach: bool


@dataclass(frozen=True, slots=True)
class AnsweredSection:
    """A section with its duties."""

    section: Section
    items: tuple[AnsweredItem, ...]

    @property
    def answered(self) -> int:
        """How many were answered."""
        return sum(bool(one.cell and one.cell.answer) for one in self.items)

    @property
    def breaches(self) -> int:
        """How many were not met."""
        return sum(one.is_breach for one in self.items)


@dataclass(frozen=True, slots=True)
class Signed:
    """One side's signature. `is_of_this`: what was signed is what stands now."""

    value: SignatureValue
    is_of_this: bool


@dataclass(frozen=True)
class Content:
    """A whole record."""

    visit: Visit
    record: Record | None
    checklist: Checklist
    sections: tuple[AnsweredSection, ...]
    sample: SampleValue | None
    files: tuple[SampledFile, ...]
    talk: TalkValue | None
    seen: tuple[Seen, ...]
    photos: tuple[Photo, ...]
    voice_notes: tuple[VoiceNote, ...]
    voices: int
    voice_counts: dict[str, Counter[str]]
    signatures: dict[str, Signed]
    digest: str
    cells: dict[tuple[str, str], AnyCell] = field(repr=False)

    @property
    def warning(self) -> Problem | None:
        """That the checklist does not hold on the day of the visit (CH-8870); None where it does."""
        return warning_of_visit(self.checklist, self.visit)

    def photos_of(self, finding: Seen) -> tuple[Photo, ...]:
        """The photographs that show a finding."""
        return tuple(one for one in self.photos if one.finding == finding.name)

    @property
    def breaches(self) -> tuple[AnsweredItem, ...]:
        """The duties that were not met."""
        return tuple(one for section in self.sections for one in section.items if one.is_breach)


def content_of(visit: Visit, record: Record | None) -> Content:
    """What stands; seven queries."""
    checklist = checklist_named(record.checklist if record is not None else visit.inspection.checklist)
    cells = cells_of(record) if record is not None else {}
    standing = [one for one in cells.values() if not one.is_removed]
    digest = digest_of(standing)
    parts = {one.name: value_of(one) for one in standing if isinstance(one, Part)}
    voices = [one for one in standing if isinstance(one, Voice)]
    signed = {
        name: SignatureValue.model_validate(value)
        for name, value in parts.items()
        if name in SIGNATURES and value
    }
    return Content(
        visit=visit,
        record=record,
        checklist=checklist,
        sections=tuple(_sections(checklist, standing)),
        sample=SampleValue.model_validate(parts[SAMPLE]) if SAMPLE in parts else None,
        files=tuple(one for one in standing if isinstance(one, SampledFile)),
        talk=TalkValue.model_validate(parts[TALK]) if TALK in parts else None,
        seen=tuple(one for one in standing if isinstance(one, Seen)),
        photos=tuple(one for one in standing if isinstance(one, Photo)),
        voice_notes=tuple(one for one in standing if isinstance(one, VoiceNote)),
        voices=len(voices),
        voice_counts=_voice_counts(voices) if len(voices) >= FEWEST_VOICES else {},
        signatures={name: Signed(one, one.digest == digest) for name, one in signed.items()},
        digest=digest,
        cells=cells,
    )


def cells_of(record: Record) -> dict[tuple[str, str], AnyCell]:
    """All cells of a record, those that were taken back too."""
    return {
        (kind, cell.name): cell
        for kind, model in KINDS.items()
        for cell in model.objects.filter(record=record)
    }


def _sections(checklist: Checklist, standing: Iterable[AnyCell]) -> Iterable[AnsweredSection]:
    answers = {one.name: one for one in standing if isinstance(one, Answer)}
    for section in checklist.sections:
        items = []
        for item in section.items:
            cell = answers.get(item.code)
            items.append(AnsweredItem(item, cell, cell is not None and cell.answer == section.breach))
        yield AnsweredSection(section, tuple(items))


def _voice_counts(voices: Iterable[Voice]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {"attitude": Counter(), "guidance": Counter(), "demands": Counter()}
    for voice in voices:
        for name, counter in counts.items():
            if said := getattr(voice, name):
                counter[said] += 1
    return counts
