"""The record of a visit as phones and forms write it: cells, each with its revision and whose word it is.

A record is made of cells: an answer, a sampled file, a thing seen, a photograph, a voice, a voice note, a
part that there is once (the sample, the talk, a signature, the hours). A cell is known by its name; a change
of one that somebody else changed meanwhile is a conflict, which a person decides. `Received` remembers which
change of which phone was taken, so that whatever is sent twice is taken once.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from chiso.office.files.models import Content
from chiso.office.inspections.models.plans import Visit
from chiso.office.people.models import Person
from chiso.office.records import Kept, Versioned

STATES = [(state, state) for state in ("open", "signed")]
ANSWERS = [(answer, answer) for answer in ("", "yes", "no", "not_applicable")]
OUTCOMES = [(outcome, outcome) for outcome in ("", "in_order", "faulty", "not_found")]
SEVERITIES = [(severity, severity) for severity in ("", "reminder", "to_mend", "grave")]
# Whose voice it is, and how they agreed: aloud at the beginning of the recording, or in writing.
HEARD = [(heard, heard) for heard in ("", "own", "others")]
CONSENTS = [(consent, consent) for consent in ("", "spoken", "written")]
WORDS, LONG_WORDS = 400, 4_000


class Record(Versioned):
    """The record (biên bản) of one visit.

    It is written while it is open; signed, it stands, and for good once it was handed over
    (`Visit.handed_over_at`). `digest`: the SHA-256 of its content as it was signed.
    """

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="record")
    checklist = models.CharField(max_length=80)
    state = models.CharField(max_length=12, choices=STATES, default="open")
    begun_at = models.DateTimeField(default=timezone.now)
    signed_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("pk",)


class Cell(Kept):
    """What every cell has: its name in the record, its revision, who wrote it last and when.

    `device_at` is what the clock of the phone said, `at` the same by the clock of the server, as the phone
    had measured the difference at its last contact. A cell that was taken back stays, without its words.
    """

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="%(class)ss")
    name = models.CharField(max_length=60)
    revision = models.PositiveIntegerField(default=1)
    device = models.CharField(max_length=32, blank=True)
    number = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    device_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)
    is_removed = models.BooleanField(default=False)

    class Meta:
        abstract = True
        ordering = ("record_id", "at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record", "name"], name="one_%(class)s_a_name")
        ]


class Answer(Cell):
    """The answer to one duty of the checklist; its name is the code."""

    answer = models.CharField(max_length=14, choices=ANSWERS, blank=True)
    note = models.CharField(max_length=WORDS, blank=True)


class SampledFile(Cell):
    """A dossier that was drawn, and what was found in it: which duties were breached."""

    label = models.CharField(max_length=80)
    outcome = models.CharField(max_length=10, choices=OUTCOMES, blank=True)
    codes = models.JSONField(default=list, blank=True)
    note = models.CharField(max_length=WORDS, blank=True)


class Seen(Cell):
    """A finding as it was noted on the spot; what follows from it is decided afterwards."""

    code = models.CharField(max_length=20, blank=True)
    words = models.TextField(max_length=LONG_WORDS, blank=True)
    severity = models.CharField(max_length=8, choices=SEVERITIES, blank=True)
    recommendation = models.CharField(max_length=WORDS, blank=True)


class Voice(Cell):
    """Three answers of a citizen at the door. No name, no hour: nobody is to be found by it."""

    attitude = models.CharField(max_length=8, blank=True)
    guidance = models.CharField(max_length=8, blank=True)
    demands = models.CharField(max_length=8, blank=True)
    said = models.CharField(max_length=WORDS, blank=True)


class Photo(Cell):
    """A photograph without metadata; hour and place only where they were agreed to, as words of the record.

    `finding`: the name of the finding of the same record that it shows, "" where it shows none of them.
    `content` is empty until its bytes have come, and again once they were erased.
    """

    words = models.CharField(max_length=WORDS, blank=True)
    finding = models.CharField(max_length=60, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=60, blank=True)
    sha256 = models.CharField(max_length=64)
    content = models.ForeignKey(Content, on_delete=models.PROTECT, null=True, blank=True, related_name="+")


class VoiceNote(Cell):
    """A spoken note: its summary in writing, who is heard, how they agreed; nothing rests on sound alone.

    `consent` is empty where nobody is heard but who records. `content` is empty until its bytes have come,
    and again once they were deleted (`deleted_at`); `milliseconds` is how long the sound lasts.
    """

    words = models.CharField(max_length=WORDS, blank=True)
    heard = models.CharField(max_length=8, choices=HEARD, blank=True)
    consent = models.CharField(max_length=8, choices=CONSENTS, blank=True)
    sha256 = models.CharField(max_length=64)
    content = models.ForeignKey(Content, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    milliseconds = models.PositiveIntegerField(default=0)
    deleted_at = models.DateTimeField(null=True, blank=True)


class Part(Cell):
    """What a record has once: `sample`, `talk`, `begun`, `ended`, the two signatures."""

    value = models.JSONField(default=dict, blank=True)


class Received(models.Model):
    """A change that came from a phone: which one it was, its digest, what was answered."""

    device = models.CharField(max_length=32)
    number = models.PositiveIntegerField()
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="received")
    digest = models.CharField(max_length=64)
    revision = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["device", "number"], name="change_of_a_device_once")
        ]
