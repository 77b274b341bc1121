"""Second visits for tests: an opened inspection of a few wards, drawn from again by the services alone."""

from __future__ import annotations

from typing import Any

from chiso.inspection.checklists import checklist_of
from chiso.office.inspections.models import (
    Answer,
    Inspection,
    InspectionTeam,
    Place,
    Record,
    SecondDraw,
    Visit,
)
from chiso.office.inspections.services.second_visits import (
    SecondWanted,
    draw_second_visits,
    open_second_draw,
    seal_second_draw,
)
from tests.office.inspections.following.making import at, fresh, inspection_of, visited
from tests.office.inspections.making import LAST, City, on


def opened_city(
    city: City, *, places: int = 6, not_met: tuple[str, ...] = ("A1",), **changes: Any
) -> Inspection:
    """Each ward visited by the first team, its record signed and handed over, the draw opened."""
    inspection = inspection_of(
        city, plan={"strata": ["district"]}, opened_at=at(LAST), frame_sha256="0" * 64, **changes
    )
    for number in range(places):
        visit = visited(
            city, inspection, city.wards[number], code=f"P{number:02}", how="random", not_met=not_met
        )
        Place.objects.filter(pk=visit.place_id).update(district=f"Quận {number % 2 + 1}")
    # As if each record had been handed over: what that does is tested where it is done.
    Visit.objects.filter(inspection=inspection).update(handed_over_at=at(LAST))
    InspectionTeam.objects.filter(inspection=inspection).update(days=20)
    made: Inspection = fresh(inspection)
    return made


def sealed(city: City, inspection: Inspection, visits: int = 4) -> SecondDraw:
    with on(LAST):
        made = seal_second_draw(
            actor=city.coordinator, inspection=inspection, wanted=SecondWanted(visits, ()),
            expected_version=fresh(inspection).version,
        )  # fmt: skip
    return SecondDraw.objects.get(pk=made.pk)


def drawn(city: City, inspection: Inspection, visits: int = 4) -> list[Visit]:
    """The second visits, by place."""
    second = sealed(city, inspection, visits)
    with on(LAST):
        draw_second_visits(actor=city.coordinator, second=second, expected_version=second.version)
    rows = Visit.objects.filter(inspection=inspection, how="blind")
    return list(
        rows.select_related("place__agency", "team", "again_of", "inspection").order_by("place__code")
    )


def made(city: City, visit: Visit, *, breaches: tuple[str, ...] = (), hands_over: bool = True) -> Visit:
    """A second visit made by the second team: signed, every duty met but these; perhaps handed over."""
    person, moment = city.inspectors[2], at(LAST, 15)
    record = Record.objects.create(
        visit=visit, checklist=visit.inspection.checklist, state="signed", digest="cd" * 32, begun_at=moment,
        signed_at=moment,
    )  # fmt: skip
    checklist = checklist_of(visit.inspection.checklist)
    answers = []
    for code in checklist.items:
        breach = checklist.section_of(code).breach
        answer = breach if code in breaches else ("no" if breach == "yes" else "yes")
        answers.append(Answer(record=record, name=code, by=person, at=moment, answer=answer))
    Answer.objects.bulk_create(answers)
    now = moment if hands_over else None
    Visit.objects.filter(pk=visit.pk).update(begun_at=moment, ended_at=moment, handed_over_at=now)
    return Visit.objects.select_related("place__agency", "team", "again_of", "inspection").get(pk=visit.pk)


def opened(city: City, inspection: Inspection) -> SecondDraw:
    second = SecondDraw.objects.get(inspection=inspection)
    with on(LAST):
        return open_second_draw(actor=city.coordinator, second=second, expected_version=second.version)


__all__ = ["drawn", "made", "opened", "opened_city", "sealed"]
