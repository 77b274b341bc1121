"""What tasks come from: a plan, a resolution, a programme, a conclusion, a finding, a letter."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from chiso.office.files.models import Document
from chiso.office.people.models import Person
from chiso.office.records import Kept, Versioned

DIRECTIVE_KINDS = (
    "plan", "resolution", "programme", "conclusion", "finding", "letter", "other",
)  # fmt: skip


class Directive(Versioned):
    """A source of tasks as it is cited. `document`: its file among the evidence, where somebody kept it.

    `is_made_up`: an example; it says so wherever it is shown.
    """

    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in DIRECTIVE_KINDS])
    number = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300)
    extract = models.TextField(max_length=4_000, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_made_up = models.BooleanField(default=False)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-issued_on", "-pk")
        indexes: ClassVar = [models.Index(fields=["-issued_on", "-id"], name="directives_by_date")]

    def __str__(self) -> str:
        return self.title


class DirectiveChange(Kept):
    """A correction: how the directive stood as version `number`, why it was changed. Never deleted."""

    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="changes")
    number = models.PositiveIntegerField()
    stood = models.JSONField()
    reason = models.CharField(max_length=400, blank=True)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("directive", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["directive", "number"], name="one_change_a_version"),
        ]
