"""Reading counts of dossiers: the intakes, what stands of each agency's months, answers that follow.

Of an agency's month stands what came last and was not withdrawn.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from chiso.language import sort_key
from chiso.office.dossiers.counting import read_counts, unit_of
from chiso.office.dossiers.models import AgencyMonth, AgencyTally, Intake, PlaceCounts
from chiso.periods import parse_period
from chiso.procedures.answering import Lacking, Line, answers_of
from chiso.procedures.feeding import Feeding
from chiso.procedures.shapes import COUNTED
from chiso.procedures.tallies import Counts, add_up, over_months


@dataclass(slots=True)
class OfAgency:
    """What stands of an agency: its months in their order, the counts of each counter and field in each.

    A place without counts in a month: none there where the agency's dossiers were counted here; where counts
    were brought it is not known.
    """

    months: list[int] = field(default_factory=list)
    shapes: dict[int, str] = field(default_factory=dict)
    places: dict[tuple[str, str], dict[int, Counts]] = field(default_factory=dict)

    def of_place(self, place: tuple[str, str]) -> Counts:
        """The counts of a counter and field over the agency's months."""
        told = self.places[place]
        return over_months([told.get(month) or self._where_none(month) for month in self.months])

    def total(self) -> Counts:
        """The counts of the agency over its months."""
        return over_months([add_up(self._of_month(month)) for month in self.months])

    def _of_month(self, month: int) -> list[Counts]:
        return [told.get(month) or self._where_none(month) for told in self.places.values()]

    def _where_none(self, month: int) -> Counts:
        return dict.fromkeys(COUNTED, 0 if self.shapes[month] == "dossiers" else None)


def standing_months(*, made_up: bool) -> QuerySet[AgencyMonth]:
    """The months of agencies whose counts stand."""
    return AgencyMonth.objects.filter(replaced_by=None, intake__withdrawn_at=None, intake__is_made_up=made_up)


def counts_standing(
    first: int, last: int, *, made_up: bool, agencies: Collection[int] | None = None
) -> dict[int, OfAgency]:
    """What stands of each agency from a month to a month (since the year 0). Two queries."""
    rows = standing_months(made_up=made_up).filter(month__gte=first, month__lte=last)
    if agencies is not None:
        rows = rows.filter(agency__in=agencies)
    found: dict[int, OfAgency] = {}
    months: dict[int, tuple[int, int]] = {}
    told = rows.order_by("month").values_list("pk", "agency", "month", "intake__shape")
    for key, agency, month, shape in told:
        months[key] = agency, month
        of_agency = found.setdefault(agency, OfAgency())
        of_agency.months.append(month)
        of_agency.shapes[month] = shape
    counted = PlaceCounts.objects.filter(of__in=rows.order_by().values("pk")).order_by(
        "of", "counter", "field"
    )
    for of, counter, of_field, kept in counted.values_list("of", "counter", "field", "counts"):
        if of in months:
            agency, month = months[of]
            found[agency].places.setdefault((counter, of_field), {})[month] = read_counts(kept)
    return found


@dataclass(frozen=True, slots=True)
class ListedIntake:
    """An intake with the agencies it tells of, their months, and how many of these still stand."""

    intake: Intake
    agencies: int
    months: int
    standing: int


def with_counts(rows: Collection[Intake]) -> list[ListedIntake]:
    """Those of one page with their counts. One query."""
    counted: dict[int, Any] = {
        row["intake"]: row
        for row in AgencyMonth.objects.filter(intake__in=[one.pk for one in rows])
        .order_by()
        .values("intake")
        .annotate(
            agencies=Count("agency", distinct=True), n=Count("pk"),
            standing=Count("pk", filter=Q(replaced_by=None)),
        )
    }  # fmt: skip
    nothing = {"agencies": 0, "n": 0, "standing": 0}
    return [
        ListedIntake(one, row["agencies"], row["n"], row["standing"] if one.withdrawn_at is None else 0)
        for one in rows
        for row in [counted.get(one.pk, nothing)]
    ]


@dataclass(frozen=True, slots=True)
class PlaceTold:
    """A counter and field of an agency with what an intake counted there over its months."""

    agency: str
    counter: str
    field: str
    counts: Counts


def places_of(intake: Intake) -> list[PlaceTold]:
    """What an intake counted, by agency, counter and field, whether it stands or not. Two queries."""
    rows = intake.agency_months.order_by("agency__sort_key", "agency", "month")
    months = {
        key: (agency, name, month)
        for key, agency, name, month in rows.values_list("pk", "agency", "agency__name", "month")
    }
    of_agencies: dict[int, OfAgency] = {}
    names: dict[int, str] = {}
    for agency, name, month in months.values():
        names[agency] = name
        of_agency = of_agencies.setdefault(agency, OfAgency())
        of_agency.months.append(month)
        of_agency.shapes[month] = intake.shape
    counted = PlaceCounts.objects.filter(of__intake=intake).order_by("of", "counter", "field")
    for of, counter, of_field, kept in counted.values_list("of", "counter", "field", "counts"):
        agency, _, month = months[of]
        of_agencies[agency].places.setdefault((counter, of_field), {})[month] = read_counts(kept)
    return [
        PlaceTold(names[agency], *place, of_agencies[agency].of_place(place))
        for agency in of_agencies
        for place in sorted(of_agencies[agency].places, key=lambda one: (sort_key(one[0]), sort_key(one[1])))
    ]


def answers_from(intake: Intake, framework: str) -> tuple[list[Line], list[Lacking]]:
    """The answers of agencies to a framework that follow from the dossiers of an intake. Two queries.

    Of agencies all of whose months still stand: others were told anew since.
    """
    stale = set(intake.agency_months.exclude(replaced_by=None).order_by().values_list("agency", flat=True))
    feeding = Feeding(parse_period(intake.period), framework)
    rows = AgencyTally.objects.filter(intake=intake).exclude(agency__in=stale).order_by("agency__uid")
    feeding.put({uid: unit_of(tally) for uid, tally in rows.values_list("agency__uid", "tally")})
    return answers_of(feeding)


def months_standing(*, made_up: bool) -> Mapping[int, int]:
    """How many agencies have counts that stand, by month. One query."""
    rows = standing_months(made_up=made_up).order_by("month").values("month").annotate(n=Count("agency"))
    return {row["month"]: row["n"] for row in rows}
