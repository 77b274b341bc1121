"""Reading programmes: the list, one with its leagues and calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BigIntegerField, Count, Q, QuerySet

from chiso.frameworks.parts import AppliesTo
from chiso.frameworks.words_of_units import audience_in_words
from chiso.language import Text, Value, text
from chiso.office.campaigns.models import Campaign
from chiso.office.campaigns.phases import NAMES
from chiso.office.compiled import Compiled, given
from chiso.office.drafting.models import League, Programme
from chiso.office.errors import NotFound


def programmes() -> QuerySet[Programme]:
    """All programmes, the latest period first, with how many leagues each has and how many wait."""
    return Programme.objects.annotate(
        league_count=Count("leagues"), waiting=Count("leagues", filter=Q(leagues__campaign=None))
    ).order_by("closed_at", "-period", "title")


def league_named(key: str) -> League:
    """A league by its key. Raises NotFound."""
    found = League.objects.select_related("programme", "campaign").filter(key=key).first()
    if found is None:
        raise NotFound
    return found


def leagues_of(programme: Programme) -> list[League]:
    """The leagues in order, each with its campaign."""
    return list(programme.leagues.select_related("campaign").order_by("position", "pk"))


def league_of(campaign: Campaign) -> League | None:
    """The league for which a campaign was opened; None for a campaign by itself."""
    return _OF_CAMPAIGN.first(campaign=campaign.pk)


_OF_CAMPAIGN = Compiled(
    lambda: (
        League.objects.select_related("programme")
        .filter(campaign=given("campaign", BigIntegerField()))
        .order_by("pk")[:1]
    )
)


@dataclass(frozen=True, slots=True)
class PhaseShown:
    """A phase of the calendar."""

    kind: str
    title: Text
    opens: datetime
    closes: datetime


def calendar_of(programme: Programme) -> Iterator[PhaseShown]:
    """The phases in the order of a campaign."""
    for phase in programme.calendar:
        opens, closes = (datetime.fromisoformat(phase[name]) for name in ("opens", "closes"))
        yield PhaseShown(phase["kind"], NAMES[phase["kind"]], opens, closes)


def units_in_words(league: League) -> Value:
    """Which units are in a league."""
    members = AppliesTo.model_validate(league.units)
    if members == AppliesTo():
        return text("all units")
    return audience_in_words(members)
