"""The accounts as a list for the console."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from chiso.language import Listing, Text, listing, text
from chiso.office.people.models import Appointment, Person
from chiso.office.people.roles import NAMES, Role


@dataclass(frozen=True, slots=True)
class Listed:
    """One account."""

    username: str
    full_name: str
    roles: tuple[str, ...]
    is_in_use: bool

    def as_record(self) -> dict[str, object]:
        """The account as a record for JSON."""
        return {
            "username": self.username,
            "full_name": self.full_name,
            "roles": list(self.roles),
            "in_use": self.is_in_use,
        }

    def in_words(self) -> Text:
        """One line."""
        named: Listing = listing([NAMES[Role(role)] for role in self.roles])
        if not self.is_in_use:
            return text("{username}: {name}, closed", username=self.username, name=self.full_name)
        return text("{username}: {name}; {roles}", username=self.username, name=self.full_name, roles=named)


def list_accounts() -> list[Listed]:
    """All accounts by user name, with the roles that stand today. Two queries."""
    today = timezone.localdate()
    standing = Appointment.objects.filter(ended_at=None, valid_from__lte=today).exclude(valid_to__lt=today)
    roles: dict[int, list[str]] = {}
    for person, role in standing.values_list("person_id", "role"):
        roles.setdefault(person, []).append(role)
    return [
        Listed(one.username, one.full_name, tuple(sorted(set(roles.get(one.pk, [])))), one.is_active)
        for one in Person.objects.order_by("username")
    ]
