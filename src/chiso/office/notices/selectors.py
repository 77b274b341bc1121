"""Notices as a person may read them: their own, and nobody else's."""

from __future__ import annotations

from django.db.models import BigIntegerField, Count, QuerySet

from chiso.office.compiled import Compiled, given
from chiso.office.errors import NotFound
from chiso.office.notices.models import Choice, Notice
from chiso.office.people.models import Person


def notices_of(person: Person) -> QuerySet[Notice]:
    """What a person was told, newest first."""
    return Notice.objects.filter(person=person)


def count_unread(person: Person) -> int:
    """How many of them the person has not read."""
    return sum(number for (number,) in _UNREAD.tuples(person=person.pk))


_UNREAD = Compiled(
    lambda: (
        Notice.objects.filter(person=given("person", BigIntegerField()), read_at=None)
        .order_by()
        .values("person")
        .annotate(number=Count("pk"))
        .values_list("number")
    )
)


def get_notice_for(person: Person, key: str) -> Notice:
    """The person's notice of that key. Raises NotFound."""
    found = notices_of(person).filter(key=key).first()
    if found is None:
        raise NotFound
    return found


def choice_of(person: Person) -> Choice:
    """How the person wants to be told; a row that is not stored yet where they never chose."""
    return Choice.objects.filter(person=person).first() or Choice(person=person)
