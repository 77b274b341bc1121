"""Telling people, marking as read, choosing how to be told.

A notice is written inside the transaction of what it tells of: it stands if and only if that stands. The
mail is queued after the commit. Reading is not recorded in the ledger; choosing is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from chiso.language import text
from chiso.office.ledger.work import ACCOUNTS, Work, unit_of_work
from chiso.office.notices.hours import next_digest, next_quiet_end
from chiso.office.notices.kinds import Facts, declared_kinds
from chiso.office.notices.mailing import queue_mail
from chiso.office.notices.models import DAILY, NEVER, Choice, Notice
from chiso.office.notices.selectors import choice_of, get_notice_for, notices_of
from chiso.office.notices.silence import is_rehearsed
from chiso.office.people.models import Person
from chiso.office.records import lock_version, save_next

VERBS = {"chose_notices": text("chose how to be told by mail: {by_mail}")}


@dataclass(frozen=True, slots=True)
class Message:
    """What one person is told. `address` is a path of the office ("/nguoi-dung/moi/")."""

    person: Person
    facts: Facts
    address: str = ""


def tell(work: Work, people: Iterable[Person], kind: str, facts: Facts, *, address: str = "") -> list[Notice]:
    """Tell people something, each once; who left is not told. Raises LookupError for an undeclared kind.

    To be called inside a unit of work; of a rehearsal nobody is told. `address` is a path of the office
    ("/nguoi-dung/moi/").
    """
    each = {one.pk: one for one in people}
    return tell_each(work, kind, (Message(person, facts, address) for person in each.values()))


def tell_each(work: Work, kind: str, messages: Iterable[Message]) -> list[Notice]:
    """Tell people something that differs from one to the next; as `tell`, in as many queries."""
    if kind not in declared_kinds():
        raise LookupError(f"no kind of notice is declared as {kind}")
    if is_rehearsed(work):
        return []
    told = [one for one in messages if one.person.is_active and one.person.left_at is None]
    present = {one.person.pk for one in told}
    chosen = dict(Choice.objects.filter(person__in=present).values_list("person_id", "by_mail"))
    now = timezone.now()
    notices = [
        Notice(
            person=one.person,
            kind=kind,
            facts=dict(one.facts),
            address=one.address,
            created_at=now,
            mail_after=_when_to_mail(one.person, chosen.get(one.person.pk, ""), now),
        )
        for one in told
    ]
    Notice.objects.bulk_create(notices)
    for when in sorted({one.mail_after for one in notices if one.mail_after is not None}):
        work.after_commit(lambda when=when: queue_mail(when))  # type: ignore[misc]
    return notices


def mark_read(*, actor: Person, key: str) -> Notice:
    """Mark one notice of the actor as read; twice is no mistake. Raises NotFound."""
    notice = get_notice_for(actor, key)
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())
    return notice


def mark_all_read(*, actor: Person) -> int:
    """Mark all notices of the actor as read; how many there were."""
    return notices_of(actor).filter(read_at=None).update(read_at=timezone.now())


def choose_mail(*, actor: Person, by_mail: str, expected_version: int) -> Choice:
    """Choose how to be told by mail; what waits is mailed as was chosen. Raises Conflict."""
    with unit_of_work(ACCOUNTS, actor=actor) as work:
        choice = choice_of(actor)
        if choice.pk is not None:
            choice = lock_version(choice, expected_version, given=by_mail)
            choice.by_mail = by_mail
            save_next(choice)
        else:
            choice.by_mail = by_mail
            choice.save()
        now = timezone.now()
        waiting = notices_of(actor).filter(mailed_at=None, mail_after__isnull=False)
        waiting.update(mail_after=_when_to_mail(actor, by_mail, now))
        work.record("chose_notices", choice, facts={"by_mail": by_mail})
        if by_mail != NEVER:
            work.after_commit(lambda: queue_mail(_when_to_mail(actor, by_mail, now) or now))
    return choice


def _when_to_mail(person: Person, by_mail: str, now: datetime) -> datetime | None:
    """When a mail may go to a person; None: none goes."""
    if by_mail == NEVER or not person.email:
        return None
    return next_digest(now) if by_mail == DAILY else next_quiet_end(now)
