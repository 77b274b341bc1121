"""People, what they are appointed to, who stands in for whom, teams, invitations."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from chiso.office.organisation.models import Agency
from chiso.office.people.roles import Role
from chiso.office.records import Kept, Versioned

LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
ROLES = [(role.value, role.value) for role in Role]


class People(BaseUserManager["Person"]):
    """Makes accounts; services call it, nobody else."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> Person:
        """An account; without a password nobody can sign in to it by password."""
        person = self.model(username=username, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser, Versioned):
    """An account. Rights come from appointments, never from the account itself."""

    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="vi")
    is_active = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        ordering = ("full_name", "pk")

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        """The name as it is written."""
        return self.full_name


class Appointment(Versioned):
    """A role of a person, in an agency or for the city, for a time, on all nodes or on some.

    `nodes` holds "framework:code" without version ("par-index:2" covers 2, 2.1, 2.1.3 …); empty: all.
    `ended_at` is the minute at which it was ended before its time; from then on it gives no right.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=30, choices=ROLES)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    nodes = models.JSONField(default=list, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("valid_from", "pk")


class StandIn(Versioned):
    """uỷ quyền: for a time, `deputy` acts under somebody's appointment, for all or some of its actions."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="stand_ins")
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stands_in")
    actions = models.JSONField(default=list, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    document = models.CharField(max_length=200)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("starts_at", "pk")


class Team(Versioned):
    """People of several agencies who do one thing together, as a check that two bodies lead.

    `role` is what its members are by the team, as long as it stands; empty: it gives no right.
    """

    name = models.CharField(max_length=200)
    purpose = models.CharField(max_length=400, blank=True)
    role = models.CharField(max_length=30, choices=ROLES, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    agencies = models.ManyToManyField(Agency, through="TeamAgency", related_name="teams")
    members = models.ManyToManyField(Person, through="TeamMember", related_name="teams")

    class Meta:
        ordering = ("name", "pk")


class TeamAgency(models.Model):
    """An agency of a team; more than one may lead."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    leads = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "agency"], name="agency_once_a_team")
        ]


class TeamMember(models.Model):
    """A person in a team."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    leads = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "person"], name="person_once_a_team")
        ]


class Invitation(Kept):
    """A way in for one person; the link's token is kept as a digest only."""

    token_digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True)
    full_name = models.CharField(max_length=120)
    role = models.CharField(max_length=30, choices=ROLES)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    nodes = models.JSONField(default=list, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "pk")


class Renewal(Kept):
    """A way back in for somebody who lost the password or the telephone; its token is a digest only."""

    token_digest = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="renewals")
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    resets_second_factor = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "pk")


class SecondFactorState(models.Model):
    """What must be remembered about a person's codes: the last one that was used, and wrong ones in a row.

    A row, not a cache: several processes answer, and each must see what the others took.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="second_factor")
    last_counter = models.PositiveBigIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True, blank=True)
    locked_until = models.DateTimeField(null=True, blank=True)
