"""What is open in campaigns at a time, by the calendar and by exceptions, and who is in charge of what.

Rights ask this about one place in nearly every request, and about many places for lists.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, DateTimeField, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from chiso.office.campaigns.models.calendar import Phase, PhaseException
from chiso.office.compiled import Compiled, given
from chiso.office.organisation.models import Assignment


def open_by_calendar(at: Any) -> QuerySet[Phase]:
    """What is open at a time; where what is late is taken, up to the end of that. Of a closed one nothing."""
    in_time, late = Q(closes_at__gt=at), Q(late_until__gt=at) & ~Q(campaign__lateness="refused")
    return Phase.objects.filter(in_time | late, opens_at__lte=at, campaign__closed_at=None)


def open_by_exception(at: Any) -> QuerySet[PhaseException]:
    """What somebody opened beside the calendar, at a time."""
    return PhaseException.objects.filter(
        opens_at__lte=at, closes_at__gt=at, withdrawn_at=None, campaign__closed_at=None
    )


@dataclass(frozen=True, slots=True)
class Opening:
    """A kind of phase that is open for these parts ("" is the whole): for one agency; None: for all."""

    kind: str
    nodes: tuple[str, ...]
    agency: int | None = None


def opening_of_phase(phase: Phase) -> Opening:
    """What a phase opens."""
    return Opening(phase.kind, tuple(phase.nodes) or ("",))


def opening_of_exception(exception: PhaseException) -> Opening:
    """What somebody opened beside the calendar."""
    return Opening(exception.phase, (exception.node,), exception.agency_id)


def openings_in(campaign: int, at: datetime) -> list[Opening]:
    """What is open in a campaign (by its primary key) at a time, for whom. One statement."""
    found = _OPEN_IN.tuples(campaign=campaign, at=at)
    return [
        Opening(kind, tuple(json.loads(nodes)) or ("",)) if is_phase else Opening(kind, (node,), agency)
        for is_phase, kind, nodes, node, agency in found
    ]


def _open_in() -> QuerySet[Any, Any]:
    phases = open_by_calendar(_AT).filter(campaign=_CAMPAIGN).order_by()
    exceptions = open_by_exception(_AT).filter(campaign=_CAMPAIGN).order_by()
    nothing = Cast(Value(None), BigIntegerField())
    return phases.values_list(
        Value(1), "kind", Cast(F("nodes"), TextField()), Value("", TextField()), nothing
    ).union(
        exceptions.values_list(
            Value(0), "phase", Value("", TextField()), Cast(F("node"), TextField()), "agency"
        ),
        all=True,
    )


_CAMPAIGN, _AT = given("campaign", BigIntegerField()), given("at", DateTimeField())
_OPEN_IN: Compiled[Any] = Compiled(_open_in)
# The phases of one campaign, and the assignments of one unit in it, by primary keys.
PHASES_OPEN_IN = Compiled(lambda: open_by_calendar(_AT).filter(campaign=_CAMPAIGN))
ASSIGNED_TO = Compiled(
    lambda: Assignment.objects.filter(campaign=_CAMPAIGN, unit=given("unit", BigIntegerField()))
)


def asked_of_places(
    campaigns: Collection[int], units: Collection[int], at: datetime
) -> tuple[dict[int, list[Opening]], list[Assignment]]:
    """What is open by campaign, and who answers for what, of several campaigns and units (primary keys).

    Three queries at most, however many there are.
    """
    if len(campaigns) == 1 and len(units) == 1:
        campaign, unit = next(iter(campaigns)), next(iter(units))
        return {campaign: openings_in(campaign, at)}, ASSIGNED_TO.rows(campaign=campaign, unit=unit)
    found: dict[int, list[Opening]] = {}
    for phase in open_by_calendar(at).filter(campaign__in=campaigns):
        found.setdefault(phase.campaign_id, []).append(opening_of_phase(phase))
    for exception in open_by_exception(at).filter(campaign__in=campaigns):
        found.setdefault(exception.campaign_id, []).append(opening_of_exception(exception))
    return found, list(Assignment.objects.filter(campaign__in=campaigns, unit__in=units))
