"""Addresses at which calendar programs fetch the tasks of a person. Each is secret and can be revoked."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from chiso.language import text
from chiso.office.errors import Incomplete, NotFound
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import ACCOUNTS, unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import may_somewhere, require
from chiso.office.records import lock_version, save_next
from chiso.office.tasks.access import READ, where_of_directives
from chiso.office.tasks.models import Subscription
from chiso.office.tasks.models.telling import SUBSCRIBED
from chiso.office.tasks.problems import too_many_calendars, unknown_kind

MOST_IN_USE = 10
declare_verbs(
    {
        "task_calendar_made": text("made the address of a calendar of tasks: {whose}"),
        "task_calendar_revoked": text("revoked the address of a calendar of tasks"),
    }
)


@dataclass(frozen=True, slots=True)
class MadeCalendar:
    """A calendar; `secret` is shown this once and kept nowhere."""

    subscription: Subscription
    secret: str


def subscribe(*, actor: Person, whose: str) -> MadeCalendar:
    """An address for the actor's own calendar program: "mine", "agency", or all that they may read ("city").

    Raises NoRight, Incomplete (CH-8468 no such list, CH-8471 too many in use).
    """
    if not may_somewhere(actor, READ):
        require(actor, READ, where_of_directives())
    if whose not in dict(SUBSCRIBED):
        raise Incomplete([unknown_kind("whose", whose)])
    secret = secrets.token_urlsafe(32)
    with unit_of_work(ACCOUNTS, actor=actor) as work:
        in_use = Subscription.objects.filter(person=actor, revoked_at=None).count()
        if in_use >= MOST_IN_USE:
            raise Incomplete([too_many_calendars(MOST_IN_USE)])
        made = Subscription.objects.create(person=actor, digest=digest_of(secret), whose=whose)
        work.record("task_calendar_made", made, facts={"whose": f"calendar_{whose}"})
    return MadeCalendar(made, secret)


def revoke_calendar(*, actor: Person, subscription: Subscription, expected_version: int) -> None:
    """End an address of one's own now; twice is no mistake. Raises NotFound (another's), Conflict."""
    if subscription.person_id != actor.pk:
        raise NotFound
    with unit_of_work(ACCOUNTS, actor=actor) as work:
        current = lock_version(subscription, expected_version)
        if current.revoked_at is None:
            current.revoked_at = timezone.now()
            save_next(current)
        work.record("task_calendar_revoked", current)


def subscription_of(secret: str) -> Subscription | None:
    """The calendar that is in use under a secret, of a person whose account is in use."""
    found = (
        Subscription.objects.select_related("person")
        .filter(digest=digest_of(secret), revoked_at=None)
        .first()
    )
    if found is None or not found.person.is_active or found.person.left_at is not None:
        return None
    now = timezone.now()
    # To the hour: a write for each fetch would make every read a writer.
    if found.used_at is None or now - found.used_at > timedelta(hours=1):
        Subscription.objects.filter(pk=found.pk).update(used_at=now)
    return found


def digest_of(secret: str) -> str:
    """What is kept of an address. It has 256 random bits, so that a plain digest cannot be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()
