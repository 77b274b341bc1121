"""How violations were handled, and letters of citizens; the names of people in tables apart from them.

Names are encrypted under the secret key of the office, shown to few, and erased on their own: what stays is
that a violation was handled so, that a letter came.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from chiso.office.inspections.models.following import Finding
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.records import Kept, Versioned

HANDLING_KINDS = (
    "reminded", "reviewed", "reprimand", "warning", "pay_lowered", "demoted", "removed", "dismissed",
    "moved", "apology", "passed_on",
)  # fmt: skip
LETTER_KINDS = ("feedback", "complaint", "denunciation", "praise")
LETTER_ORIGINS = ("hand", "file", "api")


class Handling(Kept):
    """How a violation was handled: by type, when, by which agency. Names nobody."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="handlings")
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in HANDLING_KINDS])
    decided_on = models.DateField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    document_number = models.CharField(max_length=60, blank=True)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("finding", "-decided_on", "-pk")


class Apart(models.Model):
    """Who is spoken of, encrypted; empty once it was erased, with when and under which request."""

    sealed = models.TextField(blank=True, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_by_request = models.CharField(max_length=60, blank=True)

    class Meta:
        abstract = True


class HandledPerson(Apart):
    """The person whose violation was handled, where the law demands to know them."""

    handling = models.OneToOneField(Handling, on_delete=models.CASCADE, related_name="person")


class Letter(Versioned):
    """A complaint, a denunciation, feedback or praise, of a day, about an agency, perhaps one field of it.

    `number` is that of the office; `reference` the number under which another system sent it, once.
    """

    number = models.CharField(max_length=20, unique=True)
    reference = models.CharField(max_length=80, blank=True)
    received_on = models.DateField()
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in LETTER_KINDS])
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=200, blank=True)
    about = models.TextField(max_length=2_000, blank=True)
    finding = models.ForeignKey(
        Finding, on_delete=models.PROTECT, null=True, blank=True, related_name="letters"
    )
    origin = models.CharField(max_length=4, choices=[(one, one) for one in LETTER_ORIGINS])
    is_made_up = models.BooleanField(default=False)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-received_on", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reference"], condition=~models.Q(reference=""), name="a_letter_once_a_reference"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-received_on", "-id"], name="letters_by_day"),
            models.Index(fields=["agency", "field", "received_on"], name="letters_of_an_agency"),
        ]


class LetterAuthor(Apart):
    """Who wrote a letter, and how they are reached."""

    letter = models.OneToOneField(Letter, on_delete=models.CASCADE, related_name="author")
