"""Tokens, and the answers that were given under a key of idempotency."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from chiso.office.records import Versioned


class Token(Versioned):
    """A way in for a program of one person. The token itself is shown once and kept as a digest."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "pk")


class Answered(models.Model):
    """An answer that stands for a key of idempotency: asked again, it is given again, and nothing is done."""

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="answered")
    idempotency_key = models.CharField(max_length=80)
    asked = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token", "idempotency_key"], name="one_answer_a_key"),
        ]
