"""Visits before an inspection: which of them were to a place, and who may know of them.

A visit was to a place of the same agency where both have the same code, both stand for the same counter and
field, or one of the two is the one place of its agency in its frame, and so stands for the whole of it.

A frame needs every visit that was made, since a place is not drawn twice within a time. But a reader finds
in it no visit that they may not find counted (`following.counted`): whoever reads that a place was visited
last month reads what the draw of that visit is to hide until it is opened.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet
from django.utils import timezone

from chiso.office.inspections.access import may_take_folder
from chiso.office.inspections.following.counted import visits_counted_for, visits_told_to_everybody
from chiso.office.inspections.models import Finding, Inspection, Place, Visit
from chiso.office.people.models import Person


@dataclass(frozen=True, slots=True)
class Earlier:
    """A visit that is over. `is_told`: everybody who reads for the city may know of it, and what it found."""

    visit: int
    agency: int
    code: str
    counter: str
    field: str
    is_whole: bool
    day: date
    team: str
    is_further: bool
    is_told: bool
    has_found: bool

    def was_to(self, place: Place, *, is_whole: bool) -> bool:
        """Whether it was to this place; `is_whole`: that is the one place of its agency."""
        if self.agency != place.agency_id:
            return False
        what = (place.more.get("counter", ""), place.field)
        is_same = any(what) and what == (self.counter, self.field)
        return self.code == place.code or self.is_whole or is_whole or is_same


def visits_before(agencies: Collection[int], *, made_up: bool) -> list[Earlier]:
    """The visits to some agencies that are over, the earliest first; examples know examples. Four queries."""
    rows = Visit.objects.filter(
        place__agency__in=agencies, inspection__is_made_up=made_up, ended_at__isnull=False
    )
    told = set(
        visits_told_to_everybody().filter(pk__in=rows.order_by().values("pk")).values_list("pk", flat=True)
    )
    found = set(
        Finding.objects.filter(visit__in=told, withdrawn_at=None).order_by().values_list("visit", flat=True)
    )
    frames = Place.objects.filter(inspection__in=rows.order_by().values("inspection"), agency__in=agencies)
    sizes = {
        (inspection, agency): count
        for inspection, agency, count in frames.order_by()
        .values_list("inspection", "agency")
        .annotate(n=Count("pk"))
    }
    return [
        Earlier(
            one.pk, one.place.agency_id, one.place.code, one.place.more.get("counter", ""), one.place.field,
            sizes[one.inspection_id, one.place.agency_id] == 1, timezone.localdate(one.ended_at),
            one.team.name if one.team is not None else "", one.again_of_id is not None, one.pk in told,
            one.pk in found,
        )
        for one in rows.select_related("place", "team").order_by("ended_at", "pk")
    ]  # fmt: skip


def last_visits_shown(person: Person, places: Sequence[Place]) -> dict[int, tuple[date | None, str]]:
    """The last visit of each place and its team, as far as a person may know. One query.

    What a table brought stands in it for every reader. Of what the office joined they read the visit if they
    find it counted, else the last one that everybody might know of when the frame was made.
    """
    visits = {one.joined["visit"] for one in places if one.joined.get("visit")}
    counted = set(visits_counted_for(person).filter(pk__in=visits).values_list("pk", flat=True))
    return {one.pk: _shown(one, counted) for one in places}


def _shown(place: Place, counted: Collection[int]) -> tuple[date | None, str]:
    visit = place.joined.get("visit")
    if not visit or visit in counted:
        return place.last_visit, place.last_team
    told = place.joined.get("told")
    return (date.fromisoformat(told[0]), told[1]) if told else (None, "")


def agencies_kept_back(person: Person, agencies: Iterable[int], *, made_up: bool) -> frozenset[int]:
    """The agencies among some with a visit that a person does not find counted. One query."""
    rows = Visit.objects.filter(
        place__agency__in=set(agencies), inspection__is_made_up=made_up, ended_at__isnull=False
    )
    kept = rows.exclude(pk__in=visits_counted_for(person).order_by().values("pk"))
    return frozenset(kept.order_by().values_list("place__agency", flat=True))


def gets_folder(person: Person, inspection: Inspection) -> bool:
    """Whether a person takes the files of a draw now: they may, and its frame tells of no other visit that is
    kept from them. The frame is as it was sealed, so until then nothing of it is handed out."""
    if not may_take_folder(person, inspection):
        return False
    rows = visits_in_frame(inspection)
    return not rows.exclude(pk__in=visits_counted_for(person).order_by().values("pk")).exists()


def visits_in_frame(inspection: Inspection) -> QuerySet[Visit]:
    """The visits of other inspections of which the frame of a sealed draw may tell."""
    places = Place.objects.filter(inspection=inspection).order_by().values("agency")
    rows = Visit.objects.filter(
        place__agency__in=places, inspection__is_made_up=inspection.is_made_up, ended_at__isnull=False
    ).exclude(inspection=inspection)
    return rows if inspection.sealed_at is None else rows.filter(ended_at__lte=inspection.sealed_at)
