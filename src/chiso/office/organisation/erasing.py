"""Erasing a person: contact points that name them lose name, telephone, mail; they leave their sections."""

from __future__ import annotations

from chiso.office.ledger.erasing import Erasure
from chiso.office.organisation.models import ContactPoint, Section


def erase_from_organisation(erasure: Erasure) -> int:
    """How many contact points named the person, and to how many sections they belonged."""
    found: int = Section.people.through.objects.filter(person=erasure.person).delete()[0]
    theirs = ContactPoint.objects.filter(erasure.named_in("name", "email"))
    return found + theirs.update(name="", telephone="", email="")
