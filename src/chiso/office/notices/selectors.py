"""Notices as a person may read them: their own, and nobody else's."""

from __future__ import annotations

from django.db.models import QuerySet

from chiso.office.errors import NotFound
from chiso.office.notices.models import Choice, Notice
from chiso.office.people.models import Person


def notices_of(person: Person) -> QuerySet[Notice]:
    """What a person was told, newest first."""
    return Notice.objects.filter(person=person)


def count_unread(person: Person) -> int:
    """How many of them the person has not read."""
    return Notice.objects.filter(person=person, read_at=None).count()


def get_notice_for(person: Person, key: str) -> Notice:
    """The person's notice of that key. Raises NotFound."""
    found = notices_of(person).filter(key=key).first()
    if found is None:
        raise NotFound
    return found


def choice_of(person: Person) -> Choice:
    """How the person wants to be told; a row that is not stored yet where they never chose."""
    return Choice.objects.filter(person=person).first() or Choice(person=person)
