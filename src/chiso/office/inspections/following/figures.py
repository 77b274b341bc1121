"""What inspections found, in figures: from the rows of the office into `chiso.inspection.reporting`.

Examples are never counted together with what is real.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias, cast

from django.db.models import Min, QuerySet
from django.utils import timezone

from chiso.inspection.movement import Comparison, compare
from chiso.inspection.prevalence import Prevalence, Seen, estimate_prevalence
from chiso.inspection.report_period import ReportPeriod
from chiso.inspection.reporting import (
    By,
    Duty,
    FindingTold,
    Summary,
    VisitTold,
    VoiceTold,
    good_examples,
    most_frequent,
    summarise,
)
from chiso.inspection.severity import Severity
from chiso.language import Bilingual, Text
from chiso.office.inspections.content import USUAL
from chiso.office.inspections.following.counted import limits_of, visits_counted_for, visits_reckoned_with
from chiso.office.inspections.following.duties import Duties
from chiso.office.inspections.following.handled import HandledShown, handled_of
from chiso.office.inspections.models import Answer, Finding, Inspection, Visit, Voice
from chiso.office.people.models import Person

MapShows: TypeAlias = Literal["share", "open", "late"]


@dataclass(frozen=True, slots=True)
class ReportWanted:
    """Which visits a report is about, how they are grouped, and what its map shows.

    `inspection`: the number of one.
    """

    period: ReportPeriod | None = None
    kind: str = ""
    inspection: str = ""
    field: str = ""
    district: str = ""
    by: By = "agency"
    made_up: bool = False
    shows: MapShows = "share"

    @property
    def tells_people(self) -> bool:
        """Whether counts of people are told: what they said at the door, how they were handled, letters.

        Not from day to day: two stretches that differ by one day would tell of the people of one visit.
        """
        return self.period is None or self.period.calendar is not None


@dataclass(frozen=True, slots=True)
class ReportShown:
    """The tables of a report. `last_day`: of its visits, None where there is none. `limits`: what its reader
    does not find counted. `comparison`: with the period before, where there is one. `handled`: None where
    counts of people are not told. `titles`: of duties."""

    summary: Summary
    districts: Summary
    last_day: date | None
    duties: list[Duty]
    good: list[VisitTold]
    limits: Sequence[Text] = ()
    comparison: Comparison | None = None
    handled: HandledShown | None = None
    titles: Mapping[str, Bilingual] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choices:
    """By what a report can be narrowed: days of visits, fields, districts, inspections (number, title)."""

    days: list[date]
    fields: list[str]
    districts: list[str]
    inspections: list[tuple[str, str]]


def report_of(person: Person, wanted: ReportWanted, today: date) -> ReportShown:
    """A report of the visits that are counted for this person. Nine queries at most, and one for each
    checklist of the city's own."""
    rows = list(_visits(person, wanted).select_related("place__agency", "inspection").order_by("pk"))
    period = wanted.period
    wanted_rows = [one for one in rows if period is None or period.contains(day_of(one))]
    duties = Duties(one.inspection.checklist for one in rows)
    met = _met(wanted_rows, duties)
    all_visits = [_told(one, met.get(one.pk, {})) for one in rows]
    visits = [one for one in all_visits if int(one.key) in met]
    all_findings = _findings([one.pk for one in rows], duties)
    findings = [one for one in all_findings if int(one.visit) in met]
    voices = _voices(visits) if wanted.tells_people else None
    return ReportShown(
        summarise(visits, findings, voices, by=wanted.by, today=today),
        summarise(visits, findings, (), by="district", today=today),
        max((one.day for one in visits), default=None),
        most_frequent(visits, findings),
        good_examples(visits, findings),
        limits_of(person),
        compare(all_visits, all_findings, period, today) if period is not None else None,
        _handled(list(met), wanted) if wanted.tells_people else None,
        duties.titles(),
    )


def _handled(visits: Sequence[int], wanted: ReportWanted) -> HandledShown:
    return handled_of(
        visits, period=wanted.period, field=wanted.field, made_up=wanted.made_up,
        letters_of_findings=bool(wanted.kind or wanted.inspection or wanted.district),
    )  # fmt: skip


def choices_of(person: Person, *, made_up: bool) -> Choices:
    """What the visits have that are counted for this person. Three queries at most."""
    rows = visits_counted_for(person).filter(inspection__is_made_up=made_up).order_by()
    told = rows.values_list(
        "begun_at", "ended_at", "place__field", "place__district", "inspection__number", "inspection__title"
    )
    found = list(told.distinct())
    return Choices(
        sorted({timezone.localdate(begun or ended) for begun, ended, *_ in found}),
        sorted({field for _, _, field, *_ in found if field}),
        sorted({district for _, _, _, district, *_ in found if district}),
        sorted({(number, title) for *_, number, title in found}, reverse=True),
    )


def _visits(person: Person, wanted: ReportWanted) -> QuerySet[Visit]:
    """The visits that are counted for this person and wanted, of any day."""
    rows = visits_counted_for(person).filter(inspection__is_made_up=wanted.made_up)
    if wanted.field:
        rows = rows.filter(place__field=wanted.field)
    if wanted.district:
        rows = rows.filter(place__district=wanted.district)
    if wanted.kind:
        rows = rows.filter(inspection__kind=wanted.kind)
    if wanted.inspection:
        rows = rows.filter(inspection__number=wanted.inspection)
    return rows


def _met(found: Sequence[Visit], duties: Duties) -> dict[int, dict[str, bool]]:
    """Of each visit: whether each duty that was looked at was met. One query."""
    met: dict[int, dict[str, bool]] = {one.pk: {} for one in found}
    checklists = {one.pk: duties.list_of(one.inspection.checklist) for one in found}
    answers = Answer.objects.filter(record__visit__in=met, is_removed=False, answer__in=("yes", "no"))
    for visit, code, answer in answers.order_by().values_list("record__visit", "name", "answer"):
        if code in checklists[visit].items:
            checklist = checklists[visit]
            met[visit][duties.key(checklist.name, code)] = not checklist.is_breach(code, answer)
    return met


def _told(visit: Visit, met: Mapping[str, bool]) -> VisitTold:
    place = visit.place
    return VisitTold(
        str(visit.pk), place.name or place.code, place.agency.name, place.field, place.district,
        day_of(visit), met, visit.again_of_id is not None,
    )  # fmt: skip


def day_of(visit: Visit) -> date:
    """The day of a visit that is over."""
    at = visit.begun_at or visit.ended_at
    assert at is not None, "a visit that is over has an hour"
    return timezone.localdate(at)


def _findings(visits: Sequence[int], duties: Duties) -> list[FindingTold]:
    rows = Finding.objects.filter(visit__in=visits, withdrawn_at=None).order_by("pk")
    rows = rows.select_related("inspection")
    return [
        FindingTold(
            str(one.visit_id), duties.key(one.inspection.checklist, one.duty),
            cast("Severity", one.severity), one.is_repeated, one.due, one.mended_on,
        )
        for one in rows.annotate(due=Min("recommendations__deadline"))
    ]  # fmt: skip


def _voices(visits: Sequence[VisitTold]) -> list[VoiceTold]:
    rows = Voice.objects.filter(record__visit__in=[int(one.key) for one in visits], is_removed=False)
    told = rows.exclude(attitude="").order_by().values_list("record__visit", "attitude")
    return [VoiceTold(str(visit), attitude == "good") for visit, attitude in told]


def prevalence_of(person: Person, inspection: Inspection, *, duty: str, by: str) -> list[Prevalence]:
    """How common findings (of one duty, or any) are among all places of the frame of a draw, and by domain.

    Only first visits count: a further one goes where something was found. A visit that may not be told to
    this person counts as one that chance left out, whatever led there. Five queries at most.
    """
    strata = (USUAL | inspection.plan)["strata"]
    rows = visits_reckoned_with(person).filter(inspection=inspection, again_of=None)
    visits = {one.place_id: one for one in rows}
    found = Finding.objects.filter(inspection=inspection, withdrawn_at=None, visit__again_of=None)
    if duty:
        found = found.filter(duty=duty)
    with_finding = set(found.order_by().values_list("visit", flat=True))
    seen = []
    for place in inspection.places.select_related("agency").order_by("code"):
        visit = visits.get(place.pk)
        is_certain = visit is not None and visit.how in ("demanded", "risk")
        is_over = visit is not None and visit.ended_at is not None
        values = {"agency": place.agency_words, "field": place.field, "district": place.district,
                  "kind": place.kind}  # fmt: skip
        seen.append(
            Seen(
                place=place.code,
                stratum=None if is_certain else " / ".join(values[column] for column in strata),
                domain=values.get(by, ""),
                found=visit.pk in with_finding if visit is not None and is_over else None,
            )
        )
    domains = sorted({one.domain for one in seen}) if by else []
    return estimate_prevalence(seen, [None, *domains])
