"""Evidence: documents with their revisions and uses, the bytes behind them, uploads on their way."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from chiso.office.campaigns.models import Campaign
from chiso.office.files.checking.kinds import Kind
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.records import Kept, Versioned

KINDS = [(kind.value, kind.value) for kind in Kind]
# Levels of secrecy; a document of such a level has no file here and no words, only its number.
SECRECY = [("", ""), ("mat", "mat"), ("toi_mat", "toi_mat"), ("tuyet_mat", "tuyet_mat")]
SCANS = [(state, state) for state in ("unscanned", "waiting", "clean", "found")]
CONDITIONS = [(state, state) for state in ("whole", "missing", "altered")]
UPLOAD_STATES = [(state, state) for state in ("open", "checked", "used", "refused", "expired", "cancelled")]


class Document(Versioned):  # type: ignore[django-manager-missing]
    """A document that proves something: a reference, with or without a file. Never deleted.

    `effective_on` is the day from which it holds; when it was entered is apart from that. `search_text`
    is number, issuer and title without marks.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300, blank=True)
    excerpt = models.TextField(max_length=2_000, blank=True)
    page = models.CharField(max_length=40, blank=True)
    effective_on = models.DateField(null=True, blank=True)
    secrecy = models.CharField(max_length=10, choices=SECRECY, blank=True)
    search_text = models.TextField(blank=True, editable=False)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[Document]] = ScopedManager(agency="agency")

    class Meta:
        ordering = ("-added_at", "-pk")
        indexes: ClassVar = [models.Index(fields=["agency", "-added_at"], name="documents_of_an_agency")]

    def __str__(self) -> str:
        return self.title or self.number


class Content(Kept):  # type: ignore[django-manager-missing]
    """Bytes of an agency, kept once however many revisions hold them. `path` is random, below `files`.

    `pages`: how many can be shown as pictures; `condition`: what the last look at the disk found; `scan`:
    what the scanner said of it.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=10, choices=KINDS)
    pages = models.PositiveIntegerField(default=0)
    path = models.CharField(max_length=100, unique=True)
    scan = models.CharField(max_length=10, choices=SCANS)
    scan_found = models.CharField(max_length=200, blank=True)
    scanned_at = models.DateTimeField(null=True, blank=True)
    condition = models.CharField(max_length=10, choices=CONDITIONS, default="whole")
    looked_at = models.DateTimeField(null=True, blank=True)
    stored_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[Content]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            # Once an agency, never once a city: nobody learns that another agency holds the same file.
            models.UniqueConstraint(fields=["agency", "sha256"], name="content_once_an_agency"),
        ]


class Revision(Kept):
    """One form of a document's file; the latest counts, the earlier stay.

    `received` is the SHA-256 of what was sent; it differs from that of the content where a picture was
    drawn anew. `marking`: of secrecy, found on the first page, and confirmed to be none.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="revisions")
    name = models.CharField(max_length=150)
    effective_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=400, blank=True)
    received = models.CharField(max_length=64)
    keeps_metadata = models.BooleanField(default=False)
    marking = models.CharField(max_length=20, blank=True)
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[Revision]] = ScopedManager(agency="document__agency")

    class Meta:
        ordering = ("document", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "number"], name="one_revision_a_number"),
        ]


class DocumentUse(Kept):
    """What a document proves: a node of a unit in a campaign. A use that ended stays, with when."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="uses")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    node = models.CharField(max_length=120)
    page = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=400, blank=True)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[DocumentUse]] = ScopedManager(agency="document__agency")

    class Meta:
        ordering = ("campaign", "unit", "node", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document", "campaign", "unit", "node"],
                condition=models.Q(ended_at=None),
                name="one_use_a_node",
            ),
        ]


class Upload(Kept):
    """A file on its way: what has come so far, and what the check said. Only its owner sees it.

    `offset` bytes are on the disk for good. `kept_path` leads to what is kept if that was drawn anew.
    """

    owner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=150)
    size = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    expected_sha256 = models.CharField(max_length=64, blank=True)
    keeps_metadata = models.BooleanField(default=False)
    path = models.CharField(max_length=100, unique=True)
    kept_path = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=UPLOAD_STATES, default="open")
    kind = models.CharField(max_length=10, choices=KINDS, blank=True)
    received = models.CharField(max_length=64, blank=True)
    kept_sha256 = models.CharField(max_length=64, blank=True)
    kept_size = models.PositiveBigIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    marking = models.CharField(max_length=20, blank=True)
    scan = models.CharField(max_length=10, choices=SCANS, default="unscanned")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Upload]] = ScopedManager(agency="agency")

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes: ClassVar = [models.Index(fields=["state", "expires_at"], name="uploads_that_expire")]
