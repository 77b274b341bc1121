"""What is open in campaigns at a time, by the calendar and by exceptions, and who is in charge of what.

Rights ask this about one place in nearly every request, and about many places for lists.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, DateTimeField, Q, QuerySet

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


_CAMPAIGN, _AT = given("campaign", BigIntegerField()), given("at", DateTimeField())
# The same of one campaign, and the assignments of one unit in it, by primary keys.
PHASES_OPEN_IN = Compiled(lambda: open_by_calendar(_AT).filter(campaign=_CAMPAIGN))
EXCEPTIONS_OPEN_IN = Compiled(lambda: open_by_exception(_AT).filter(campaign=_CAMPAIGN))
ASSIGNED_TO = Compiled(
    lambda: Assignment.objects.filter(campaign=_CAMPAIGN, unit=given("unit", BigIntegerField()))
)


def asked_of_places(
    campaigns: Collection[int], units: Collection[int], at: datetime
) -> tuple[list[Phase], list[PhaseException], list[Assignment]]:
    """All three of several campaigns and units (primary keys). Three queries, however many there are."""
    if len(campaigns) == 1 and len(units) == 1:
        campaign, unit = next(iter(campaigns)), next(iter(units))
        there = {"campaign": campaign, "at": at}
        return (
            PHASES_OPEN_IN.rows(**there),
            EXCEPTIONS_OPEN_IN.rows(**there),
            ASSIGNED_TO.rows(campaign=campaign, unit=unit),
        )
    return (
        list(open_by_calendar(at).filter(campaign__in=campaigns)),
        list(open_by_exception(at).filter(campaign__in=campaigns)),
        list(Assignment.objects.filter(campaign__in=campaigns, unit__in=units)),
    )
