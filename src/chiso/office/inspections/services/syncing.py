"""Taking what a phone wrote: each change once, in its order, whatever is sent again.

A change names the cell, the revision that the phone had seen of it, and its own number on that phone:

    taken       it stands                       already     it came before, and stands since
    conflict    somebody else changed the cell meanwhile: both are shown, a person chooses
    refused     it may not stand there          locked      the record was signed, handed over,
                                                            or its writer is tied to the place or
                                                            knows of the first visit there

The phone knows its own writes: a cell that it wrote last is no conflict, whichever revision it names.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Literal

from django.utils import timezone

from chiso.inspection.checklists import Checklist
from chiso.language import text
from chiso.office.errors import NotFound
from chiso.office.files.services.contents import drop_content
from chiso.office.inspections.access import GO, chain_of, teams_of, where_of_visit
from chiso.office.inspections.cells import (
    BEGUN,
    ENDED,
    KINDS,
    SIGNATURES,
    AnyCell,
    Unusable,
    WithBytes,
    digest_of,
    digest_of_change,
    emptied,
    fields_of,
    value_of,
)
from chiso.office.inspections.content import ties_by_place
from chiso.office.inspections.knowing import who_know
from chiso.office.inspections.models import Received, Record, Visit
from chiso.office.inspections.record_problems import (
    knows_oneself,
    no_voice_notes,
    not_signed,
    number_taken,
    record_stands,
    tied_oneself,
    unusable_value,
)
from chiso.office.inspections.rules import checklist_named
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import Work, unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.records import save_next
from chiso.problems import Problem

State = Literal["taken", "already", "conflict", "refused", "locked"]
MOST_CHANGES = 200
# What a clock may be ahead of ours before its word is not taken.
_AHEAD = timedelta(minutes=5)
declare_verbs(
    {
        "record_written": text("wrote the record of a visit: {taken} changes, {repeated} repeated"),
        "record_signed": text("ended the visit; content of the record, SHA-256 {digest}"),
    }
)


@dataclass(frozen=True, slots=True)
class Change:
    """One change as a phone sends it. `value` None: the cell is taken back. `offset`: milliseconds by which
    the server's clock was ahead of the phone's."""

    number: int
    kind: str
    name: str
    value: dict[str, Any] | None
    seen: int
    at: datetime
    offset: int | None = None

    @property
    def digest(self) -> str:
        """By which it is known when it is sent again. Without its time: of a voice the day alone is kept."""
        return digest_of_change({"kind": self.kind, "name": self.name, "value": self.value})


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of one change; in a conflict the cell that stands."""

    number: int
    state: State
    revision: int = 0
    problem: Problem | None = None
    stands: AnyCell | None = None


def take_changes(*, actor: Person, visit: Visit, device: str, changes: Sequence[Change]) -> list[Answered]:
    """Take the changes of one visit. Raises NoRight, NotFound (no visit of one's own team)."""
    decision = require(actor, GO, where_of_visit(visit))
    if visit.team_id not in teams_of(actor):
        raise NotFound
    own = device_of(actor, device)
    before = _repeated(own, visit, changes)
    if len(before) == len(changes):
        return before
    with unit_of_work(chain_of(visit.inspection), actor=actor, decision=decision) as work:
        current = visit_now(actor, visit)
        record = open_record(current)
        taking = Taking(work, record, current, actor, own)
        answers = taking.take(changes)
        states = Counter(one.state for one in answers)
        save_next(record)
        facts = {
            "visit": current.key, "device": own[:12], "taken": states["taken"], "repeated": states["already"],
            "conflicts": states["conflict"], "refused": states["refused"] + states["locked"],
            "kinds": dict(Counter(one.kind for one in changes)),
        }  # fmt: skip
        work.record("record_written", record, facts=facts)
        if taking.has_ended:
            work.record("record_signed", record, facts={"visit": current.key, "digest": record.digest})
    return answers


def visit_now(actor: Person, visit: Visit) -> Visit:
    """The visit as it stands under the lock of the chain, still of one's own team. Raises NotFound."""
    current = Visit.objects.select_related("inspection", "place").get(pk=visit.pk)
    if current.team_id not in teams_of(actor):
        raise NotFound
    return current


def device_of(actor: Person, device: str) -> str:
    """The name under which a phone of a person is remembered: nobody takes another's numbers."""
    return hashlib.sha256(f"{actor.key}\n{device}".encode()).hexdigest()[:32]


def open_record(visit: Visit) -> Record:
    """The record of a visit, locked; it begins with its first change. The chain is locked by now."""
    record = Record.objects.select_for_update().filter(visit=visit).order_by("pk").first()
    if record is None:
        record = Record.objects.create(visit=visit, checklist=visit.inspection.checklist)
    return record


def _repeated(device: str, visit: Visit, changes: Sequence[Change]) -> list[Answered]:
    """The answers to those that were all taken before."""
    known = Received.objects.filter(
        device=device, record__visit=visit, number__in=[one.number for one in changes]
    )
    by_number = {one.number: one for one in known}
    return [
        Answered(one.number, "already", by_number[one.number].revision)
        for one in changes
        if one.number in by_number and by_number[one.number].digest == one.digest
    ]


def _why_not_begin(actor: Person, visit: Visit) -> Problem | None:
    """Why somebody does not begin a visit of their team: they are tied, or know of the first one."""
    if visit.begun_at is not None:
        return None
    if ties_by_place([visit.place], [actor]):
        return tied_oneself()
    first = visit.again_of if visit.is_blind else None
    if first is not None and actor.key in who_know([first])[first.pk]:
        return knows_oneself()
    return None


class Taking:
    """One message, inside the transaction: cells and numbers are read once and written once.

    `device` "": it came by a form of the office, which has no numbers and whose writer saw what stands.
    """

    def __init__(self, work: Work, record: Record, visit: Visit, actor: Person, device: str) -> None:
        self.work, self.record, self.visit, self.actor, self.device = work, record, visit, actor, device
        self.checklist: Checklist = checklist_named(record.checklist)
        self.has_ended = False
        # Said after the draw, or it would have given the visit to another team.
        self._may_not_begin = _why_not_begin(actor, visit)
        self._takes_voice_notes = visit.inspection.takes_voice_notes
        self._cells: dict[tuple[str, str], AnyCell] = {
            (kind, cell.name): cell
            for kind, model in KINDS.items()
            for cell in model.objects.filter(record=record)
        }
        self._touched: dict[tuple[str, str], None] = {}
        self._known: dict[int, Received] = {}
        self._new: list[Received] = []

    def take(self, changes: Sequence[Change]) -> list[Answered]:
        """All of them, then write what they changed."""
        numbers = [one.number for one in changes]
        if self.device:
            rows = Received.objects.filter(device=self.device, number__in=numbers)
            self._known = {one.number: one for one in rows}
        answers = [self._take(change) for change in changes]
        for kind, model in KINDS.items():
            self._write(model, [self._cells[key] for key in self._touched if key[0] == kind])
        Received.objects.bulk_create(self._new)
        return answers

    def _take(self, change: Change) -> Answered:
        known = self._known.get(change.number)
        if known is not None:
            if known.digest == change.digest and known.record_id == self.record.pk:
                return Answered(change.number, "already", known.revision)
            return Answered(change.number, "refused", problem=number_taken(change.number))
        if not is_open(self.record, self.visit):
            return Answered(change.number, "locked", problem=record_stands())
        if self._may_not_begin is not None:
            # As what is locked: the phone keeps it and sends it again, for the tie may end.
            return Answered(change.number, "locked", problem=self._may_not_begin)
        cell = self._cells.get((change.kind, change.name))
        try:
            fields = self._fields(change)
        except Unusable as unusable:
            return Answered(change.number, "refused", problem=unusable_value(unusable.why))
        if change.kind == "voice_note" and change.value is not None and not self._takes_voice_notes:
            return Answered(change.number, "refused", problem=no_voice_notes())
        if cell is not None and self._is_conflict(cell, change):
            return Answered(change.number, "conflict", cell.revision, stands=cell)
        if isinstance(cell, WithBytes) and cell.content_id and fields["sha256"] not in ("", cell.sha256):
            # Its bytes have come: the record would name others.
            return Answered(change.number, "refused", problem=unusable_value("sha256"))
        if (change.kind, change.name) == ("part", ENDED) and not self._is_signed():
            return Answered(change.number, "refused", problem=not_signed())
        cell = self._set(cell, change, fields)
        self._follow(change, cell)
        if self.device:
            received = Received(
                device=self.device, number=change.number, record=self.record, digest=change.digest,
                revision=cell.revision,
            )  # fmt: skip
            self._known[change.number] = received
            self._new.append(received)
        return Answered(change.number, "taken", cell.revision)

    def _fields(self, change: Change) -> dict[str, Any]:
        if change.kind not in KINDS:
            raise Unusable("kind")
        if change.value is None:
            if change.kind == "answer" or (change.kind == "part" and change.name not in SIGNATURES):
                raise Unusable(f"{change.kind}/{change.name}"[:80])
            return emptied(change.kind)
        return fields_of(change.kind, change.name, change.value, self.checklist)

    def _is_conflict(self, cell: AnyCell, change: Change) -> bool:
        if not self.device or cell.revision == change.seen or value_of(cell) == change.value:
            return False
        return cell.device != self.device

    def _is_signed(self) -> bool:
        found = (self._cells.get(("part", name)) for name in SIGNATURES)
        return all(one is not None and not one.is_removed for one in found)

    def _set(self, cell: AnyCell | None, change: Change, fields: dict[str, Any]) -> AnyCell:
        if cell is None:
            cell = KINDS[change.kind](record=self.record, name=change.name, revision=0, by=self.actor)
            self._cells[change.kind, change.name] = cell
        for name, value in fields.items():
            setattr(cell, name, value)
        cell.is_removed = change.value is None
        cell.revision += 1
        cell.by = self.actor
        cell.at = at_server(change)
        if change.kind == "voice":
            # Who stood at the counter at that minute could be found.
            cell.at = _day_of(cell.at)
        else:
            cell.device, cell.number, cell.device_at = self.device, change.number, change.at
        self._touched[change.kind, change.name] = None
        return cell

    def _follow(self, change: Change, cell: AnyCell) -> None:
        """What follows from the hours of a visit: it has begun, it has ended and the record stands."""
        if (change.kind, change.name) == ("part", BEGUN):
            Visit.objects.filter(pk=self.visit.pk).update(begun_at=cell.at)
        if (change.kind, change.name) == ("part", ENDED):
            self.has_ended = True
            self.record.state, self.record.signed_at = "signed", cell.at
            self.record.digest = digest_of(self._cells.values())
            Visit.objects.filter(pk=self.visit.pk).update(ended_at=cell.at)
        if isinstance(cell, WithBytes) and cell.is_removed and cell.content is not None:
            drop_bytes(self.work, cell)

    def _write(self, model: type[AnyCell], cells: list[AnyCell]) -> None:
        manager: Any = model._default_manager
        known = [one for one in cells if not one._state.adding]
        manager.bulk_create([one for one in cells if one._state.adding])
        if known:
            names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
            kept = ("key", "record", "name", "content", "milliseconds", "deleted_at")
            manager.bulk_update(known, [name for name in names if name not in kept])


def drop_bytes(work: Work, cell: WithBytes) -> None:
    """Remove the bytes that a cell names, unless another one has the same."""
    content, cell.content = cell.content, None
    rows = type(cell)._default_manager
    rows.filter(pk=cell.pk).update(content=None)
    if content is not None and not rows.filter(content=content).exists():
        drop_content(work, content)


def is_open(record: Record, visit: Visit) -> bool:
    """Whether a record is written: neither signed nor handed over, and the visit under way."""
    return record.state == "open" and visit.handed_over_at is None and visit.is_under_way


def at_server(change: Change) -> datetime:
    """When a change was made, by the clock of the server."""
    now = timezone.now()
    if change.offset is None:
        return now
    try:
        at = change.at + timedelta(milliseconds=change.offset)
    except OverflowError:
        return now
    return now if at > now + _AHEAD else at


def _day_of(at: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(at), time()))
