"""What workers of the background leave: that they live, how far a task is, when something was due last.

These tables stand beside the queue, on SQLite in its own file: they are written every few seconds and say
nothing that is worth keeping.
"""

from __future__ import annotations

from django.db import models


class WorkerBeat(models.Model):
    """A worker that lives; it writes `beat_at` every few seconds."""

    worker = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField(db_index=True)


class Progress(models.Model):
    """How far a task is: `done` of `total` (0: not known), and whether somebody asked it to stop."""

    task = models.UUIDField(primary_key=True)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)


class Due(models.Model):
    """When something that repeats was put into the queue last."""

    name = models.CharField(max_length=80, unique=True)
    last_at = models.DateTimeField()
