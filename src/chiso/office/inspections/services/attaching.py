"""Bytes that a record names: photographs and voice notes taken in, the sound of a voice note deleted.

A cell comes first and names its bytes by their SHA-256; they come on their own, are written anew without what
stood around them, and are kept once. A second time changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeVar

from django.utils import timezone

from chiso.language import text
from chiso.office.errors import Incomplete, NotFound
from chiso.office.files.services.contents import Checked, checked_picture, checked_sound, keep_checked
from chiso.office.inspections.access import (
    DELETE_SOUND,
    GO,
    chain_of,
    may_delete_sound,
    teams_of,
    where_of_visit,
)
from chiso.office.inspections.models import Photo, Visit, VoiceNote
from chiso.office.inspections.problems import no_reason
from chiso.office.inspections.record_problems import (
    LARGEST_MESSAGE,
    unknown_photo,
    unknown_sound,
    unusable_photo,
    unusable_sound,
)
from chiso.office.inspections.services.syncing import drop_bytes
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.records import lock_version, save_next
from chiso.problems import Problem

_JPEG = b"\xff\xd8\xff"
Cell = TypeVar("Cell", Photo, VoiceNote)
declare_verbs(
    {
        "photo_kept": text("kept a photograph of a visit, SHA-256 {sha256}"),
        "voice_note_kept": text("kept a voice note of a visit, SHA-256 {sha256}"),
        "voice_note_deleted": text("deleted the sound of a voice note of a visit: {reason}"),
    }
)


class _Settled(Exception):
    """Nothing is left to write: the bytes came, or were deleted, while they were checked."""


def attach_photo(*, actor: Person, visit: Visit, name: str, data: bytes) -> Photo:
    """Take in the bytes of a photograph that the record names.

    Raises NoRight, NotFound, Incomplete (CH-8698, CH-8699, CH-7427, CH-7428, what is wrong with the file).
    """

    def checked() -> AbstractContextManager[Checked]:
        check_photo(data)
        return checked_picture(f"{name}.jpg", data)

    return _attach(actor, visit, Photo, name, data, checked, unknown_photo, "photo_kept")


def attach_voice_note(*, actor: Person, visit: Visit, name: str, data: bytes) -> VoiceNote:
    """Take in the sound of a voice note that the record names; one that was deleted stays deleted.

    Raises NoRight, NotFound, Incomplete (CH-8849 to CH-8852, CH-8854, CH-7427, CH-7428, what is wrong).
    """

    def checked() -> AbstractContextManager[Checked]:
        if len(data) > LARGEST_MESSAGE:
            raise Incomplete([unusable_sound(len(data))])
        return checked_sound(name, data)

    return _attach(actor, visit, VoiceNote, name, data, checked, unknown_sound, "voice_note_kept")


def check_photo(data: bytes) -> None:
    """What can be said of a photograph before it is looked into. Raises Incomplete (CH-8699)."""
    if len(data) > LARGEST_MESSAGE or not data.startswith(_JPEG):
        raise Incomplete([unusable_photo(len(data))])


def delete_sound(*, actor: Person, note: VoiceNote, reason: str, expected_version: int) -> VoiceNote:
    """Delete the sound of a voice note for good, as when who is heard wishes it; its summary stays.

    Also of a record that stands: what was signed names the digest of the sound, not the sound. `note` was
    fetched with its record. One that has not come yet is not taken any more when it comes. Raises NoRight,
    NotFound where it is the visit of another team, Conflict, Incomplete (CH-8651, CH-8852).
    """
    visit = note.record.visit
    decision = require(actor, DELETE_SOUND, where_of_visit(visit))
    if not may_delete_sound(actor, visit):
        raise NotFound
    if not reason.strip():
        raise Incomplete([no_reason()])
    with unit_of_work(chain_of(visit.inspection), actor=actor, decision=decision) as work:
        record = lock_version(note.record, expected_version, given={"reason": reason})
        current = VoiceNote.objects.select_related("content").get(pk=note.pk)
        if current.deleted_at is not None or current.is_removed:
            raise Incomplete([unknown_sound()])
        drop_bytes(work, current)
        VoiceNote.objects.filter(pk=current.pk).update(deleted_at=timezone.now())
        save_next(record)
        facts = {"visit": visit.key, "voice_note": current.name, "sha256": current.sha256}
        work.record("voice_note_deleted", current, facts=facts, words={"reason": reason.strip()})
    return current


def _attach(
    actor: Person,
    visit: Visit,
    model: type[Cell],
    name: str,
    data: bytes,
    checked: Callable[[], AbstractContextManager[Checked]],
    unknown: Callable[[], Problem],
    verb: str,
) -> Cell:
    decision = require(actor, GO, where_of_visit(visit))
    if visit.team_id not in teams_of(actor):
        raise NotFound
    sent = hashlib.sha256(data).hexdigest()
    cell = _named(model, visit, name, sent, unknown)
    if not _waits(cell):
        return cell
    try:
        with (
            checked() as made,
            unit_of_work(chain_of(visit.inspection), actor=actor, decision=decision) as work,
        ):
            # Under the lock of the chain: it may have come, been taken back, changed or deleted meanwhile.
            current = _named(model, visit, name, sent, unknown)
            if not _waits(current):
                raise _Settled
            content = keep_checked(visit.inspection.led_by, made)
            current.content = content
            if isinstance(current, VoiceNote):
                current.milliseconds = made.verdict.milliseconds
            current.save()
            facts = {"visit": visit.key, "name": name, "sent": current.sha256, "sha256": content.sha256}
            work.record(verb, current, facts=facts)
    except _Settled:
        return _named(model, visit, name, sent, unknown)
    return current


def _named(model: type[Cell], visit: Visit, name: str, sha256: str, unknown: Callable[[], Problem]) -> Cell:
    """The cell of that name, which names these bytes. Raises Incomplete."""
    found: Cell | None = model.objects.filter(
        record__visit=visit, name=name, sha256=sha256, is_removed=False
    ).first()
    if found is None:
        raise Incomplete([unknown()])
    return found


def _waits(cell: Photo | VoiceNote) -> bool:
    """Whether its bytes are to come: they have not, nor were they deleted for good."""
    return cell.content_id is None and not (isinstance(cell, VoiceNote) and cell.deleted_at is not None)
