"""Chains of entries, the words that belong to them, and roots over the heads of all chains."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

OUTCOMES = [("done", "done"), ("refused", "refused")]


class Chain(models.Model):
    """One chain: of the accounts, or of a campaign × agency. The row is what a writer locks."""

    name = models.CharField(max_length=120, unique=True)
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """One write or refused attempt. Holds ids and digests; no name, no free text (see `Words`).

    `digests` maps the name of each of its words to SHA-256 over salt and text. `hash` is SHA-256 over
    the canonical JSON of everything else and `previous`, the hash of the entry before ("" for the first).
    """

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="entries")
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    outcome = models.CharField(max_length=10, choices=OUTCOMES, default="done")
    actor = models.PositiveBigIntegerField(null=True)
    role = models.CharField(max_length=30, blank=True)
    stand_in = models.PositiveBigIntegerField(null=True)
    agency = models.PositiveBigIntegerField(null=True)
    object_kind = models.CharField(max_length=60, blank=True)
    object_id = models.PositiveBigIntegerField(null=True)
    facts = models.JSONField(default=dict, blank=True)
    digests = models.JSONField(default=dict, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("chain", "sequence")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="one_entry_a_place")
        ]
        indexes: ClassVar = [
            models.Index(fields=["object_kind", "object_id", "-id"], name="entries_of_an_object"),
            models.Index(fields=["actor", "-id"], name="entries_of_an_actor"),
        ]


class Words(models.Model):
    """A text of an entry that speaks of persons: kept apart, with a salt that can be destroyed.

    After an erasure salt and text are empty, and `erased_by_request` names the request.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="words")
    name = models.CharField(max_length=40)
    person = models.PositiveBigIntegerField(null=True, db_index=True)
    salt = models.CharField(max_length=64, blank=True)
    text = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_by_request = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "name"], name="one_text_a_name")]


class Root(models.Model):
    """The heads of all chains at one time, and a hash over them and over the root before."""

    at = models.DateTimeField()
    heads = models.JSONField()
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("pk",)
