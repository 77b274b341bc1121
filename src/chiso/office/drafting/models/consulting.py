"""A consultation on a draft, the opinions that came in, and what was answered to each."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from chiso.office.drafting.models.drafts import Draft
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.records import KEY_LENGTH, Kept, Versioned

DECISIONS = [(decision, decision) for decision in ("accepted", "in_part", "declined")]


class Consultation(Versioned):
    """Agencies are asked about a draft until, not at, `closes_at`; with a `slug` the public is too.

    `document` is the canonical text of the draft as it was laid open; opinions speak of that text.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="consultations")
    title = models.CharField(max_length=400)
    words = models.TextField(blank=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    slug = models.CharField(max_length=40, blank=True)
    document = models.TextField(blank=True)
    agencies = models.ManyToManyField(Agency, related_name="consultations", blank=True)
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-opens_at", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")),
                name="consultation_ends_after_it_opens",
            ),
            models.UniqueConstraint(
                fields=["slug"], condition=~models.Q(slug=""), name="one_consultation_an_address"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Opinion(Versioned):
    """One opinion: of an agency, by a person of it, or of the public. `node` is a row's key, "" the whole.

    `node_code` is the code that the node bore when the opinion was written.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="opinions")
    node = models.CharField(max_length=KEY_LENGTH, blank=True)
    node_code = models.CharField(max_length=120, blank=True)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="opinions"
    )
    author = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = models.TextField()
    received_at = models.DateTimeField(default=timezone.now)
    decision = models.CharField(max_length=10, choices=DECISIONS, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("received_at", "pk")


class OpinionAuthor(Kept):
    """Who of the public wrote an opinion, as they said: apart from it, so that it can be erased."""

    opinion = models.OneToOneField(Opinion, on_delete=models.CASCADE, related_name="public_author")
    name = models.CharField(max_length=120, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)


class PublicPost(models.Model):
    """That something was posted from an address, as a keyed digest: for the limit by time, then deleted."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="posts")
    address_digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")
        indexes: ClassVar = [
            models.Index(fields=["consultation", "address_digest", "at"], name="posts_of_an_address")
        ]
