"""Erasing a person from inspections: what they wrote, or what names them, loses its words.

That a place was drawn, visited, found so stays: it speaks of agencies.
"""

from __future__ import annotations

from django.db.models import Model

from chiso.office.inspections.following.keeping import erase_names, erase_sounds
from chiso.office.inspections.models import (
    Answer,
    Conclusion,
    DrawFolder,
    Finding,
    Handling,
    Inspection,
    Letter,
    MoreTime,
    Objection,
    Photo,
    Place,
    Recommendation,
    Remediation,
    SampledFile,
    Seen,
    Tie,
    VisitMove,
    Voice,
    VoiceNote,
)
from chiso.office.inspections.record_erasing import erase_from_parts
from chiso.office.ledger.erasing import Erasure, empty_texts

# Every free text of the app with the field that says whose it is; a test holds that none is left out.
# Author "": what it says is the office's, not its writer's; only a name in it makes it go.
WRITTEN: tuple[tuple[type[Model], str, str], ...] = (
    (Inspection, "", "title"),
    (Inspection, "", "focus"),
    (Inspection, "", "basis"),
    (Inspection, "", "closed_for"),
    (Inspection, "", "frame_from"),
    (Place, "", "name"),
    (Place, "", "agency_words"),
    (Place, "", "field"),
    (Place, "", "district"),
    (Place, "", "kind"),
    (Place, "", "must"),
    (Place, "", "last_team"),
    (Tie, "person", "why"),
    (VisitMove, "by", "reason"),
    (MoreTime, "by", "reason"),
    (Objection, "by", "words"),
    (Objection, "decided_by", "answer"),
    (Finding, "", "words"),
    (Finding, "", "article"),
    (Finding, "", "position"),
    (Finding, "", "severity_reason"),
    (Finding, "", "withdrawn_for"),
    (Conclusion, "", "words"),
    (Recommendation, "", "words"),
    (Remediation, "by", "words"),
    (Remediation, "decided_by", "answer"),
    (Handling, "", "document_number"),
    (Answer, "", "note"),
    (SampledFile, "", "label"),
    (SampledFile, "", "note"),
    (Seen, "", "words"),
    (Seen, "", "recommendation"),
    (Voice, "", "said"),
    (Photo, "", "words"),
    (VoiceNote, "", "words"),
    (Letter, "", "about"),
    (Letter, "", "field"),
)
# A title stands in lists, and is what one presses there.
_GONE = {"title": "–", "label": "–"}
_FILES = ("frame", "plan", "listed", "record")


def erase_from_inspections(erasure: Erasure) -> int:
    """Empty what the person wrote and what names them; how many texts."""
    # First, since a summary that names the person is what tells of the sound.
    sounds = erase_sounds(erasure)
    changed = empty_texts(erasure, WRITTEN, _GONE)
    beside = _erase_beside(erasure) + _erase_from_folders(erasure) + erase_from_parts(erasure)
    return sounds + changed + erase_names(erasure) + beside


def _erase_beside(erasure: Erasure) -> int:
    """The columns that came with a frame: a cell that names the person is emptied."""
    named = 0
    for place in Place.objects.exclude(more={}).iterator():
        left = {name: cell for name, cell in place.more.items() if not erasure.is_named_in(str(cell))}
        if len(left) < len(place.more):
            named += len(place.more) - len(left)
            place.more = left
            place.save(update_fields=["more"])
    return named


def _erase_from_folders(erasure: Erasure) -> int:
    """The files of a draw: the name goes out of them. Who repeats the draw then finds that they differ."""
    named = 0
    for folder in DrawFolder.objects.iterator():
        told = [file for file in _FILES if erasure.is_named_in(getattr(folder, file))]
        for file in told:
            setattr(folder, file, erasure.replaced_in(getattr(folder, file)))
        if told:
            folder.save(update_fields=told)
        named += len(told)
    return named
