"""Erasing a person: contact points that name them lose name, telephone, mail; they leave their sections.

A contact point under the same name with the mail of another account is that of somebody else.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from chiso.office.ledger.erasing import Erasure
from chiso.office.organisation.models import ContactPoint, Section
from chiso.office.people.models import Person


def erase_from_organisation(erasure: Erasure) -> int:
    """How many contact points named the person, and to how many sections they belonged."""
    found: int = Section.people.through.objects.filter(person=erasure.person).delete()[0]
    others = Person.objects.exclude(pk=erasure.person.pk).exclude(email="")
    namesake = Exists(others.filter(email__iexact=OuterRef("email")))
    named = erasure.named_in("email") | (erasure.named_in("name") & ~namesake)
    theirs = ContactPoint.objects.filter(named)
    return found + theirs.update(name="", telephone="", email="")
