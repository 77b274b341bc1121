"""What follows a visit, for tests: visits with signed records, then any step by the services alone."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from chiso.inspection.checklists import checklist_of
from chiso.office.inspections.following import services
from chiso.office.inspections.following.services import FindingGiven, RecommendationGiven
from chiso.office.inspections.models import (
    Answer,
    Conclusion,
    Finding,
    HandingOver,
    Inspection,
    InspectionTeam,
    Objection,
    Place,
    Recommendation,
    Record,
    Remediation,
    Visit,
    Voice,
)
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from tests.office.inspections.making import FIRST, LAST, City, on

# The day of the visits, a Tuesday; the term of five working days to object ends a week later.
VISIT_DAY = date(2026, 6, 9)
LAST_DAY = date(2026, 6, 16)
AFTERWARDS = date(2026, 6, 17)
DEADLINE = date(2026, 7, 31)


def at(day: date, hour: int = 9) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def inspection_of(city: City, number: str = "KT-2026-001", **changes: Any) -> Inspection:
    """An inspection that was drawn, without its frame: rows straight from the test."""
    made = Inspection.objects.create(
        number=number, kind="check", title="Kiểm tra bộ phận một cửa", opens_on=FIRST, closes_on=LAST,
        led_by=city.home_affairs, prepared_by=city.coordinator, drawn_at=at(FIRST), **changes,
    )  # fmt: skip
    for team in city.teams:
        InspectionTeam.objects.create(inspection=made, team=team, days=3)
    return made


def visited(
    city: City,
    inspection: Inspection,
    agency: Agency | None = None,
    *,
    code: str = "P01",
    day: date = VISIT_DAY,
    not_met: tuple[str, ...] = ("A1", "D2"),
    team: int = 0,
    again_of: Visit | None = None,
    how: str = "demanded",
) -> Visit:
    """A visit that is over, with a signed record: every duty met but these."""
    agency = agency or city.wards[0]
    place, _ = Place.objects.get_or_create(
        inspection=inspection, code=code,
        defaults={"name": f"Một cửa {agency.name}", "agency": agency, "agency_words": agency.name,
                  "field": "Đất đai", "district": "Quận 1"},
    )  # fmt: skip
    visit = Visit.objects.create(
        inspection=inspection, place=place, how="again" if again_of else how, team=city.teams[team],
        planned_on=day, begun_at=at(day, 8), ended_at=at(day, 11), again_of=again_of, is_announced=False,
    )  # fmt: skip
    person = city.inspectors[2 * team]
    record = Record.objects.create(
        visit=visit, checklist=inspection.checklist, state="signed", digest="ab" * 32, begun_at=at(day),
        signed_at=at(day, 11),
    )  # fmt: skip
    checklist = checklist_of(inspection.checklist)
    Answer.objects.bulk_create(
        Answer(record=record, name=code, by=person, at=at(day), answer=_answer(checklist, code, not_met))
        for code in checklist.items
    )
    return visit


def _answer(checklist: Any, code: str, not_met: tuple[str, ...]) -> str:
    breach = checklist.section_of(code).breach
    other = "no" if breach == "yes" else "yes"
    return str(breach if code in not_met else other)


def voices(visit: Visit, good: int, poor: int, said: str = "") -> None:
    """People at the door."""
    for number in range(good + poor):
        Voice.objects.create(
            record=visit.record, name=f"v{number}", by=visit.team.members.first(), at=visit.ended_at,  # type: ignore[union-attr, misc]
            attitude="good" if number < good else "poor", said=said,
        )  # fmt: skip


def fresh(row: Any) -> Any:
    """A row as the database has it."""
    return type(row).objects.get(pk=row.pk)


def handed(city: City, visit: Visit, day: date = VISIT_DAY) -> HandingOver:
    """The record handed over by the team."""
    with on(day, 14):
        return services.hand_over_record(
            actor=city.inspectors[0], visit=fresh(visit), expected_version=fresh(visit).version
        )


def found(city: City, visit: Visit, *, actor: Person | None = None, **changes: Any) -> Finding:
    """A finding of the visit, by the team."""
    given = FindingGiven(
        **{"words": "Bảng niêm yết thiếu phí", "duty": "A1", "position": "Trưởng bộ phận"} | changes
    )
    with on(VISIT_DAY, 15):
        return services.enter_finding(actor=actor or city.inspectors[0], visit=visit, given=given)


def concluded(city: City, visit: Visit, *, words: str = "Cơ bản thực hiện đúng") -> Conclusion:
    """The conclusion, with what is concluded, not handed in."""
    with on(AFTERWARDS):
        made = services.begin_conclusion(
            actor=city.coordinator, inspection=visit.inspection, agency=visit.place.agency
        )
        return services.change_conclusion(
            actor=city.coordinator, conclusion=made, words=words, expected_version=made.version
        )


def recommended(
    city: City, conclusion: Conclusion, findings: list[Finding], **changes: Any
) -> Recommendation:
    """A recommendation about findings."""
    given: dict[str, Any] = {
        "words": "Niêm yết đủ phí, lệ phí", "owner": conclusion.agency, "deadline": DEADLINE,
        "findings": findings,
    }  # fmt: skip
    with on(AFTERWARDS):
        return services.recommend(
            actor=city.coordinator, conclusion=conclusion, given=RecommendationGiven(**given | changes),
            expected_version=fresh(conclusion).version,
        )  # fmt: skip


def handed_in(city: City, conclusion: Conclusion) -> Conclusion:
    with on(AFTERWARDS):
        return services.hand_in_conclusion(
            actor=city.coordinator, conclusion=conclusion, expected_version=fresh(conclusion).version
        )


def approved(city: City, conclusion: Conclusion) -> Conclusion:
    handed_in(city, conclusion)
    with on(AFTERWARDS):
        return services.approve_conclusion(
            actor=city.leader, conclusion=conclusion, expected_version=fresh(conclusion).version
        )


def issued(city: City, conclusion: Conclusion) -> Conclusion:
    approved(city, conclusion)
    with on(AFTERWARDS):
        return services.issue_conclusion(
            actor=city.coordinator, conclusion=conclusion, number="12/KL-SNV", issued_on=AFTERWARDS,
            expected_version=fresh(conclusion).version,
        )  # fmt: skip


def remedied(city: City, recommendation: Recommendation, **changes: Any) -> Remediation:
    with on(date(2026, 7, 1)):
        return services.report_remediation(
            actor=changes.pop("actor", city.ward_officer), recommendation=recommendation,
            words="Đã niêm yết đủ", expected_version=fresh(recommendation).version, **changes,
        )  # fmt: skip


def objected(city: City, handing_over: HandingOver, day: date = VISIT_DAY) -> Objection:
    with on(day, 16):
        return services.object_to_record(
            actor=city.ward_head, handing_over=handing_over, words="Đã niêm yết từ tháng 5",
            expected_version=fresh(handing_over).version,
        )  # fmt: skip


def whole_way(city: City) -> tuple[Visit, Finding, Conclusion, Recommendation]:
    """From the visit to the issued conclusion, with one finding and one recommendation."""
    visit = visited(city, inspection_of(city))
    handed(city, visit)
    finding = found(city, visit, effect="burden")
    conclusion = concluded(city, visit)
    recommendation = recommended(city, conclusion, [finding])
    issued(city, conclusion)
    return visit, fresh(finding), fresh(conclusion), fresh(recommendation)
