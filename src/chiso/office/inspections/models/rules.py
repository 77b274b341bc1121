"""Checklists and rules of severity that the city brings itself. Never changed: another version supersedes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from chiso.office.people.models import Person
from chiso.office.records import Kept

SORTS = ("checklist", "severity")


class RuleFile(Kept):
    """A file as it was brought: `name` is its id with its version, by which inspections pick it.

    `content` is the YAML, byte by byte. What it says of itself (title, source, validity) is read from it.
    """

    sort = models.CharField(max_length=10, choices=[(sort, sort) for sort in SORTS])
    name = models.CharField(max_length=80, unique=True)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    brought_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-pk",)
        indexes: ClassVar = [models.Index(fields=["sort", "-id"], name="rule_files_by_sort")]

    def __str__(self) -> str:
        return self.name
