"""A draft as rows: one for its head, one for each node, so that several people can write at once.

The document of the framework is put together from the rows by `chiso.office.drafting.assembling`.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from chiso.office.drafting.models.fields import DocumentField
from chiso.office.people.models import Person
from chiso.office.records import KEY_LENGTH, Versioned

STATES = [
    (state, state) for state in ("drafting", "consulting", "approving", "frozen", "abandoned")
]  # fmt: skip
ORIGINS = [(origin, origin) for origin in ("annex", "library", "earlier", "empty")]


class Draft(Versioned):
    """A set that is being written; `identifier`@`version_name` is what it will be once it is frozen.

    `head` is the framework's document without `nodes`; `title` repeats its title for lists. `version`
    is that of the row (who writes names it), not of the set. `errata_of` is the frozen set that it mends.
    """

    identifier = models.CharField(max_length=80)
    version_name = models.CharField(max_length=40)
    title = models.CharField(max_length=400)
    head = DocumentField(default=dict)
    state = models.CharField(max_length=12, choices=STATES, default="drafting", db_index=True)
    origin = models.CharField(max_length=10, choices=ORIGINS, default="empty")
    origin_words = models.CharField(max_length=400, blank=True)
    errata_of = models.ForeignKey(
        "drafting.Frozen", on_delete=models.PROTECT, null=True, blank=True, related_name="errata"
    )
    prepared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    submitted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    returned_words = models.TextField(blank=True)

    class Meta:
        ordering = ("-created_at", "pk")

    def __str__(self) -> str:
        return self.title

    @property
    def set_key(self) -> str:
        """The name that the set will have: `id@version`."""
        return f"{self.identifier}@{self.version_name}"


class DraftNode(Versioned):
    """A node of a draft. `content` is its document without `nodes`.

    `position` orders the nodes under one parent; there are gaps between the figures, so that a node
    that is put in changes no other row.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="nodes")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="parts")
    position = models.BigIntegerField()
    content = DocumentField(default=dict)

    class Meta:
        ordering = ("draft", "position", "pk")
        indexes: ClassVar = [models.Index(fields=["draft", "parent", "position"], name="nodes_in_order")]

    @property
    def code(self) -> str:
        """The code as it is printed; "" where none was given."""
        return str(self.content.get("code") or "")


class Change(models.Model):
    """One step of the work on a draft, with the rows that it touched as they were before and after.

    `before` and `after` map "head" or the key of a node to its state; None where the node did not
    exist. A change that undoes another names it.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="changes")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=60)
    before = DocumentField(default=dict)
    after = DocumentField(default=dict)
    undoes = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="undone_by"
    )

    class Meta:
        ordering = ("draft", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "number"], name="one_change_a_number"),
        ]


class NodeComment(Versioned):
    """What one drafter says to the others about a node (by its key), until it is settled."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="comments")
    node = models.CharField(max_length=KEY_LENGTH)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    written_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("written_at", "pk")
        indexes: ClassVar = [models.Index(fields=["draft", "node"], name="comments_of_a_node")]


class Question(Versioned):
    """Something that reading an annex left to a person. `node` is the key of a row, "" for the whole set.

    `asks`, `place` and the titles of `choices` are words in both languages ({"vi", "en"}); a choice may
    carry what it would change in the node's content.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=10)
    node = models.CharField(max_length=KEY_LENGTH, blank=True)
    place = models.JSONField(default=dict, blank=True)
    found = models.TextField(blank=True)
    asks = models.JSONField(default=dict)
    choices = models.JSONField(default=list, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ("draft", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "number"], name="one_question_a_number"),
        ]
