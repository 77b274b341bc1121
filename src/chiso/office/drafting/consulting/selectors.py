"""Reading consultations: what was laid open, whose opinions a person may see, what waits for an answer.

Whoever runs the consultation reads every opinion. An agency reads its own at any time, and those of
others once the time is over: until then nobody is led by what others have said.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from chiso.frameworks.model import Framework
from chiso.office.drafting.access import COMMENT, READ
from chiso.office.drafting.checking import check
from chiso.office.drafting.models import Consultation, Draft, Opinion
from chiso.office.errors import NotFound
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, agencies_for, may


def is_open(consultation: Consultation, at: datetime) -> bool:
    """Whether opinions are taken at a time: from its opening up to, not at, its deadline."""
    return consultation.closed_at is None and consultation.opens_at <= at < consultation.closes_at


def text_laid_open(consultation: Consultation) -> Framework:
    """The draft as it was laid before others, understood."""
    framework = check(json.loads(consultation.document)).framework
    assert framework is not None, "only what the loader takes is laid open"
    return framework


def codes_of(consultation: Consultation) -> frozenset[str]:
    """The codes of all parts that were laid open, without understanding their rules."""
    found: set[str] = set()
    waiting = list(json.loads(consultation.document)["nodes"])
    while waiting:
        node = waiting.pop()
        found.add(node["code"])
        waiting += node.get("nodes") or []
    return frozenset(found)


def consultations_of(draft: Draft) -> QuerySet[Consultation]:
    """The consultations on a draft, the latest first, with how many opinions came and wait."""
    return Consultation.objects.filter(draft=draft).annotate(
        received=Count("opinions", distinct=True),
        unanswered=Count("opinions", filter=Q(opinions__decision=""), distinct=True),
    )


def agencies_to_speak_for(person: Person, consultation: Consultation) -> list[Agency]:
    """The agencies that were asked and for which `person` may speak, in Vietnamese order."""
    allowed = agencies_for(person, COMMENT)
    asked = consultation.agencies.order_by("sort_key")
    return list(asked if allowed is None else asked.filter(pk__in=allowed))


def opinions_for(person: Person, consultation: Consultation) -> QuerySet[Opinion]:
    """The opinions that a person may read; see the head of this file."""
    opinions = (
        Opinion.objects.filter(consultation=consultation)
        .select_related("agency", "answered_by", "consultation__draft")
        .order_by("received_at", "pk")
    )
    if may(person, READ, Where()) or not is_open(consultation, timezone.now()):
        return opinions
    return opinions.filter(agency__in=agencies_to_speak_for(person, consultation))


def opinion_for(person: Person, key: str) -> Opinion:
    """An opinion by its key, if the person may read it. Raises NotFound."""
    found = (
        Opinion.objects.select_related("agency", "consultation__draft", "public_author")
        .filter(key=key)
        .first()
    )
    if found is None:
        raise NotFound
    asked = may(person, READ, Where()) or agencies_to_speak_for(person, found.consultation)
    if not asked or not opinions_for(person, found.consultation).filter(pk=found.pk).exists():
        raise NotFound
    return found


def public_consultation(slug: str) -> Consultation:
    """The consultation that was laid open at an address, for anybody. Raises NotFound."""
    found = Consultation.objects.select_related("draft").exclude(slug="").filter(slug=slug).first()
    if found is None or found.draft.state == "abandoned":
        raise NotFound
    return found


def unanswered_of(draft: Draft) -> int:
    """How many opinions on a draft nobody has answered yet."""
    return Opinion.objects.filter(consultation__draft=draft, decision="").count()


@dataclass(frozen=True, slots=True)
class Tally:
    """How many opinions came in, and what was answered."""

    received: int
    accepted: int
    in_part: int
    declined: int

    @property
    def unanswered(self) -> int:
        """How many wait for an answer."""
        return self.received - self.accepted - self.in_part - self.declined


def tally_of(consultation: Consultation) -> Tally:
    """The counts of a consultation. One query."""
    rows = consultation.opinions.order_by().values_list("decision").annotate(count=Count("pk"))
    found = dict(rows)
    counts = [found.get(decision, 0) for decision in ("accepted", "in_part", "declined")]
    return Tally(sum(found.values()), *counts)


@dataclass(frozen=True, slots=True)
class Asked:
    """An agency that was asked, and how many opinions it gave."""

    name: str
    count: int


def asked_of(consultation: Consultation) -> list[Asked]:
    """The agencies that were asked, in Vietnamese order. One query."""
    own = Q(opinions__consultation=consultation)
    rows = consultation.agencies.order_by("sort_key").annotate(given=Count("opinions", filter=own))
    return [Asked(name, given) for name, given in rows.values_list("name", "given")]
