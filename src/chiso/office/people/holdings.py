"""What a person holds at a time: their own appointments, those they stand in for, and what teams give.

    holdings(person, at) → [Holding(appointment, stand_in, team), …]       three queries

A page asks the same question many times (navigation, buttons, rows). Within `remembering()`, which the
guard opens for one request, the answer for "now" is asked of the database once. A write never relies on
what was remembered: `require` asks afresh, one ground after the other (`ask_each`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from chiso.office.compiled import Compiled, given
from chiso.office.people.models import Appointment, Person, StandIn, Team


@dataclass(frozen=True, slots=True)
class Holding:
    """One ground for rights. What a team gives is an appointment that is not stored (no key in the table)."""

    appointment: Appointment
    stand_in: StandIn | None = None
    team: Team | None = None

    def allows(self, action: str) -> bool:
        """Whether the scope of a stand-in covers the action; without a stand-in everything is covered."""
        return self.stand_in is None or not self.stand_in.actions or action in self.stand_in.actions


_REMEMBERED: ContextVar[dict[int, list[Holding]] | None] = ContextVar("holdings", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Ask once a person, up to the end of the block."""
    token = _REMEMBERED.set({})
    try:
        yield
    finally:
        _REMEMBERED.reset(token)


def forget() -> None:
    """Drop what was remembered: after a write that changed who holds what."""
    remembered = _REMEMBERED.get()
    if remembered is not None:
        remembered.clear()


def holdings(person: Person, at: datetime | None = None) -> list[Holding]:
    """The grounds under which a person may act at a time (now by default), own appointments first."""
    remembered = _REMEMBERED.get() if at is None else None
    if remembered is None:
        return list(ask_each(person, at or timezone.now()))
    if person.pk not in remembered:
        remembered[person.pk] = list(ask_each(person, timezone.now()))
    return remembered[person.pk]


def standing(at: datetime, prefix: str = "") -> Q:
    """Appointments (at the end of the relation `prefix`) that give rights at a time."""
    return _standing(timezone.localdate(at), at, prefix)


def _standing(day: Any, at: Any, prefix: str = "") -> Q:
    in_time = Q(**{f"{prefix}valid_from__lte": day})
    in_time &= Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gte": day})
    return in_time & (Q(**{f"{prefix}ended_at": None}) | Q(**{f"{prefix}ended_at__gt": at}))


_PERSON = given("person", models.BigIntegerField())
_AT, _DAY = given("at", models.DateTimeField()), given("day", models.DateField())
_OWN = Compiled(
    lambda: Appointment.objects.select_related("agency").filter(_standing(_DAY, _AT), person=_PERSON)
)
_STANDING_IN = Compiled(
    lambda: StandIn.objects.select_related("appointment__agency", "appointment__person").filter(
        _standing(_DAY, _AT, "appointment__"),
        deputy=_PERSON,
        starts_at__lte=_AT,
        ends_at__gt=_AT,
        revoked_at=None,
        appointment__person__is_active=True,
        appointment__person__left_at=None,
    )
)
_TEAMS = Compiled(
    lambda: Team.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=_DAY), valid_from__lte=_DAY, teammember__person=_PERSON
    ).exclude(role="")
)


def ask_each(person: Person, at: datetime) -> Iterator[Holding]:
    """The same, afresh and one by one: whoever finds their ground early asks no further question.

    Own appointments are one question, stand-ins one, teams one.
    """
    if not person.is_active or person.left_at is not None:
        return
    day = timezone.localdate(at)
    for own in _OWN.rows(person=person.pk, at=at, day=day):
        own.person = person
        yield Holding(own)
    for stand_in in _STANDING_IN.rows(person=person.pk, at=at, day=day):
        yield Holding(stand_in.appointment, stand_in)
    for team in _TEAMS.rows(person=person.pk, day=day):
        yield Holding(_given_by(team, person), team=team)


def posts_of(people: Collection[int], at: datetime) -> Iterator[tuple[int, int]]:
    """Who of these persons holds a post in which agency at a time, their own or as a stand-in: pairs of
    primary keys, perhaps some twice. Two queries."""
    own = Appointment.objects.filter(standing(at), person__in=people, agency__isnull=False)
    yield from own.order_by().values_list("person", "agency")
    for_others = StandIn.objects.filter(
        standing(at, "appointment__"), deputy__in=people, appointment__agency__isnull=False,
        starts_at__lte=at, ends_at__gt=at, revoked_at=None,
    )  # fmt: skip
    yield from for_others.order_by().values_list("deputy", "appointment__agency")


def _given_by(team: Team, person: Person) -> Appointment:
    """What a member of a team is by it."""
    return Appointment(person=person, role=team.role, valid_from=team.valid_from, valid_to=team.valid_to)
