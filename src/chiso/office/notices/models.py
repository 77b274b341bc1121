"""A notice to one person, and how a person wants to be told."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from chiso.office.people.models import Person
from chiso.office.records import Kept, Versioned

AT_ONCE, DAILY, NEVER = "at_once", "daily", "never"
BY_MAIL = [(AT_ONCE, AT_ONCE), (DAILY, DAILY), (NEVER, NEVER)]


class Notice(Kept):
    """Something that a person should know. `kind` says it in words (`kinds.py`); `facts` fill them.

    `mail_after`: when a mail may go, None: no mail goes. `mailed_at`: taken for sending; it is set before
    the mail leaves, so that two runs of a task never send it twice.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    facts = models.JSONField(default=dict, blank=True)
    address = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mail_after = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    mail_failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes: ClassVar = [
            models.Index(fields=["person", "-created_at"], name="notices_of_a_person"),
            models.Index(
                fields=["mail_after"],
                name="notices_to_mail",
                condition=models.Q(mailed_at=None, mail_after__isnull=False),
            ),
        ]


class Choice(Versioned):
    """How a person wants to be told by mail; without a row: at once."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="notice_choice")
    by_mail = models.CharField(max_length=10, choices=BY_MAIL, default=AT_ONCE)
