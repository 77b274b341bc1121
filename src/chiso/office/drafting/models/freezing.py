"""A frozen set: what was decided, with its hash. It is never edited; what is wrong is mended by errata."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from chiso.frameworks.document import Tree
from chiso.office.drafting.models.drafts import Draft
from chiso.office.people.models import Person
from chiso.office.records import Kept


class Frozen(Kept):
    """`identifier`@`version_name` as it was decided. `document` is canonical JSON, `hash` its SHA-256."""

    identifier = models.CharField(max_length=80)
    version_name = models.CharField(max_length=40)
    title = models.CharField(max_length=400)
    hash = models.CharField(max_length=64)
    document = models.TextField()
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="frozen")
    decision_number = models.CharField(max_length=120)
    decision_date = models.DateField()
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(default=timezone.now)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    errata_words = models.TextField(blank=True)

    class Meta:
        ordering = ("-frozen_at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["identifier", "version_name"], name="one_frozen_set_a_name"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *arguments: Any, **options: Any) -> None:
        """Store it once. Raises TypeError for a second time: a frozen set is never edited."""
        if self.pk is not None:
            raise TypeError("a frozen set is never edited")
        super().save(*arguments, **options)

    def delete(self, *_arguments: Any, **_options: Any) -> tuple[int, dict[str, int]]:
        """Never: campaigns and results name it. Raises TypeError."""
        raise TypeError("a frozen set is never deleted")

    @property
    def set_key(self) -> str:
        """The name of the set: `id@version`."""
        return f"{self.identifier}@{self.version_name}"

    def as_document(self) -> dict[str, Tree]:
        """The document itself."""
        read: dict[str, Tree] = json.loads(self.document)
        return read
