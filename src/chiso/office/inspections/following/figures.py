"""What inspections found, in figures: from the rows of the office into `chiso.inspection.reporting`.

Examples are never counted together with what is real.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias, cast

from django.db.models import Min
from django.utils import timezone

from chiso.inspection.checklists import checklist_of
from chiso.inspection.prevalence import Prevalence, Seen, estimate_prevalence
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
from chiso.office.inspections.content import USUAL
from chiso.office.inspections.models import Answer, Finding, Inspection, Visit, Voice

MapShows: TypeAlias = Literal["share", "open", "late"]


@dataclass(frozen=True, slots=True)
class ReportWanted:
    """Which visits a report is about, how they are grouped, and what its map shows."""

    year: int | None = None
    field: str = ""
    district: str = ""
    by: By = "agency"
    made_up: bool = False
    shows: MapShows = "share"


@dataclass(frozen=True, slots=True)
class ReportShown:
    """The tables of a report. `last_day`: of its visits, None where there is none."""

    summary: Summary
    districts: Summary
    last_day: date | None
    duties: list[Duty]
    good: list[VisitTold]


def report_of(wanted: ReportWanted, today: date) -> ReportShown:
    """A report. Four queries."""
    visits = _visits(wanted)
    findings, voices = _findings([int(one.key) for one in visits]), _voices(visits)
    return ReportShown(
        summarise(visits, findings, voices, by=wanted.by, today=today),
        summarise(visits, findings, (), by="district", today=today),
        max((one.day for one in visits), default=None),
        most_frequent(visits, findings),
        good_examples(visits, findings),
    )


def choices_of(*, made_up: bool) -> tuple[list[int], list[str], list[str]]:
    """Years, fields and districts of visits that are over. One query."""
    rows = Visit.objects.filter(ended_at__isnull=False, inspection__is_made_up=made_up).order_by()
    told = list(rows.values_list("ended_at", "place__field", "place__district").distinct())
    return (
        sorted({timezone.localdate(at).year for at, _, _ in told}, reverse=True),
        sorted({field for _, field, _ in told if field}),
        sorted({district for _, _, district in told if district}),
    )


def _visits(wanted: ReportWanted) -> list[VisitTold]:
    rows = Visit.objects.filter(ended_at__isnull=False, inspection__is_made_up=wanted.made_up)
    if wanted.field:
        rows = rows.filter(place__field=wanted.field)
    if wanted.district:
        rows = rows.filter(place__district=wanted.district)
    found = list(rows.select_related("place__agency", "inspection").order_by("pk"))
    if wanted.year is not None:
        found = [one for one in found if day_of(one).year == wanted.year]
    met: dict[int, dict[str, bool]] = {one.pk: {} for one in found}
    checklists = {one.pk: checklist_of(one.inspection.checklist) for one in found}
    answers = Answer.objects.filter(record__visit__in=met, is_removed=False, answer__in=("yes", "no"))
    for visit, code, answer in answers.order_by().values_list("record__visit", "name", "answer"):
        if code in checklists[visit].items:
            met[visit][code] = not checklists[visit].is_breach(code, answer)
    return [
        VisitTold(
            str(one.pk), one.place.name or one.place.code, one.place.agency.name, one.place.field,
            one.place.district, day_of(one), met[one.pk], one.again_of_id is not None,
        )
        for one in found
    ]  # fmt: skip


def day_of(visit: Visit) -> date:
    """The day of a visit that is over."""
    at = visit.begun_at or visit.ended_at
    assert at is not None, "a visit that is over has an hour"
    return timezone.localdate(at)


def _findings(visits: Sequence[int]) -> list[FindingTold]:
    rows = Finding.objects.filter(visit__in=visits, withdrawn_at=None).order_by("pk")
    return [
        FindingTold(
            str(one.visit_id), one.duty, cast("Severity", one.severity), one.is_repeated, one.due,
            one.mended_on,
        )
        for one in rows.annotate(due=Min("recommendations__deadline"))
    ]  # fmt: skip


def _voices(visits: Sequence[VisitTold]) -> list[VoiceTold]:
    rows = Voice.objects.filter(record__visit__in=[int(one.key) for one in visits], is_removed=False)
    told = rows.exclude(attitude="").order_by().values_list("record__visit", "attitude")
    return [VoiceTold(str(visit), attitude == "good") for visit, attitude in told]


def prevalence_of(inspection: Inspection, *, duty: str, by: str) -> list[Prevalence]:
    """How common findings (of one duty, or any) are among all places of the frame of a draw, and by domain.

    Only first visits count: a further one goes where something was found. Three queries.
    """
    strata = (USUAL | inspection.plan)["strata"]
    visits = {one.place_id: one for one in Visit.objects.filter(inspection=inspection, again_of=None)}
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
