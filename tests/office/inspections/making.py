"""Inspections for tests: a small city, a day that stands still, any step by services alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils import timezone

from chiso.office.inspections.content import files_of
from chiso.office.inspections.models import Inspection, Visit
from chiso.office.inspections.services.drawing import draw, open_draw
from chiso.office.inspections.services.framing import take_frame
from chiso.office.inspections.services.preparing import (
    DrawSettings,
    InspectionFacts,
    begin_inspection,
    change_settings,
)
from chiso.office.inspections.services.sealing import approve, seal
from chiso.office.inspections.services.teams import set_teams
from chiso.office.inspections.services.visits import Move, announce_visits, move_visit, plan_days
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person, Team, TeamAgency, TeamMember
from chiso.office.people.roles import Role
from tests.office.making import appoint, make_agency, make_person
from tests.office.tasks.making import on

# A Monday; no holiday falls into the month after it.
TODAY = date(2026, 6, 1)
FIRST, LAST = date(2026, 6, 8), date(2026, 6, 30)

__all__ = ["FIRST", "LAST", "TODAY", "City", "make_city", "on"]


@dataclass(frozen=True)
class City:
    """Bodies that lead, agencies that are visited, two teams, people in the roles that have to do with it."""

    home_affairs: Agency
    environment: Agency
    wards: list[Agency]
    coordinator: Person
    second_coordinator: Person
    leader: Person
    auditor: Person
    statistician: Person
    ward_head: Person
    ward_officer: Person
    other_officer: Person
    inspectors: list[Person]
    teams: list[Team]

    @property
    def team(self) -> Team:
        """The first team."""
        return self.teams[0]


def make_city(wards: int = 12) -> City:
    """Wards in two districts; two teams of two inspectors; head and officer in the first ward."""
    long_ago = date(2019, 1, 1)
    leading = [make_agency("Sở Nội vụ"), make_agency("Sở Tài nguyên và Môi trường")]
    visited = [
        make_agency(f"Phường {number:02}", kind="phuong", level="commune") for number in range(1, wards + 1)
    ]
    roles: dict[str, tuple[Role, Agency | None]] = {
        "coordinator": (Role.COORDINATOR, None),
        "second_coordinator": (Role.COORDINATOR, None),
        "leader": (Role.CITY_LEADER, None),
        "auditor": (Role.AUDITOR, None),
        "statistician": (Role.STATISTICIAN, None),
        "ward_head": (Role.AGENCY_HEAD, visited[0]),
        "ward_officer": (Role.AGENCY_OFFICER, visited[0]),
        "other_officer": (Role.AGENCY_OFFICER, visited[1]),
    }
    made: dict[str, Any] = {}
    for name, (role, agency) in roles.items():
        made[name] = make_person(f"Người {name}")
        appoint(made[name], role, agency, valid_from=long_ago)
    inspectors = [make_person(f"Thành viên {number}") for number in range(1, 5)]
    teams = []
    for number in (1, 2):
        team = Team.objects.create(name=f"Đoàn {number}", role=Role.INSPECTOR, valid_from=long_ago)
        TeamAgency.objects.create(team=team, agency=leading[0], leads=True)
        for place, person in enumerate(inspectors[2 * number - 2 : 2 * number]):
            TeamMember.objects.create(team=team, person=person, leads=place == 0)
        teams.append(team)
    return City(leading[0], leading[1], visited, inspectors=inspectors, teams=teams, **made)


def facts(city: City, **changes: Any) -> InspectionFacts:
    given: dict[str, Any] = {
        "kind": "check", "title": "Kiểm tra bộ phận một cửa", "opens_on": FIRST, "closes_on": LAST,
        "led_by": city.home_affairs, "led_with": city.environment, "focus": "Đất đai, môi trường",
    }  # fmt: skip
    return InspectionFacts(**given | changes)


def table_of(city: City, *, must: int = 1) -> bytes:
    """A place in each ward: two districts in turn, risks that fall, the first `must` demanded."""
    lines = ["place,name,agency,field,district,kind,must,risk,days,last_visit,last_team,complaints"]
    for number, ward in enumerate(city.wards, start=1):
        demanded = "Chỉ thị của Chủ tịch" if number <= must else ""
        risk = f"0.{95 - number}"
        lines.append(
            f"P{number:02},Một cửa {ward.name},{ward.name},Đất đai,Quận {number % 2 + 1},một cửa,{demanded},"
            f"{risk},1,,,{number}"
        )
    return ("\n".join(lines) + "\n").encode()


# As many days as both teams have: three visits each.
SETTINGS = DrawSettings(
    visits=6, days=Fraction(6), random_share=Fraction(2, 5), unannounced_share=Fraction(1, 2)
)


def fresh(inspection: Inspection) -> Inspection:
    """The inspection as the database has it."""
    return Inspection.objects.select_related("led_by", "led_with", "approved_by").get(pk=inspection.pk)


def begun(city: City, **changes: Any) -> Inspection:
    """Begun by the coordinator on `TODAY`."""
    with on(TODAY):
        return fresh(begin_inspection(actor=city.coordinator, facts=facts(city, **changes)))


def prepared(
    city: City,
    *,
    settings: DrawSettings = SETTINGS,
    must: int = 1,
    teams_days: Decimal = Decimal(3),
    **changes: Any,
) -> Inspection:
    """With frame, plan of the draw and both teams."""
    made = begun(city, **changes)
    with on(TODAY):
        take_frame(
            actor=city.coordinator, inspection=made, content=table_of(city, must=must), name="khung.csv",
            expected_version=fresh(made).version,
        )  # fmt: skip
        change_settings(
            actor=city.coordinator, inspection=made, settings=settings, expected_version=fresh(made).version
        )
        set_teams(
            actor=city.coordinator, inspection=made, teams=[(team, teams_days) for team in city.teams],
            expected_version=fresh(made).version,
        )  # fmt: skip
    return fresh(made)


def sealed(city: City, **changes: Any) -> Inspection:
    """The seed sealed, waiting for the leader."""
    return _sealed(city, prepared(city, **changes))


def _sealed(city: City, made: Inspection) -> Inspection:
    with on(TODAY):
        seal(actor=city.coordinator, inspection=made, expected_version=made.version)
    return fresh(made)


def approved(city: City, **changes: Any) -> Inspection:
    """Approved by the leader."""
    return _approved(city, sealed(city, **changes))


def _approved(city: City, made: Inspection) -> Inspection:
    seen = files_of(made).sha256
    with on(TODAY):
        approve(actor=city.leader, inspection=made, seen_sha256=seen, expected_version=made.version)
    return fresh(made)


def drawn(city: City, **changes: Any) -> Inspection:
    """The visits drawn."""
    return _drawn(city, approved(city, **changes))


def _drawn(city: City, made: Inspection) -> Inspection:
    with on(TODAY):
        draw(actor=city.coordinator, inspection=made, expected_version=made.version)
    return fresh(made)


def planned(city: City, **changes: Any) -> Inspection:
    """Every visit with a day."""
    return _planned(city, drawn(city, **changes))


def _planned(city: City, made: Inspection) -> Inspection:
    with on(TODAY):
        plan_days(actor=city.coordinator, inspection=made, expected_version=made.version)
    return fresh(made)


def announced(city: City, **changes: Any) -> Inspection:
    """Every visit that is to be announced, announced."""
    return announced_from(city, prepared(city, **changes))


def announced_from(city: City, prepared_one: Inspection) -> Inspection:
    """The same from one that is prepared."""
    return _announced(city, _planned(city, _drawn(city, _approved(city, _sealed(city, prepared_one)))))


def _announced(city: City, made: Inspection) -> Inspection:
    with on(TODAY):
        announce_visits(
            actor=city.coordinator, inspection=made, visits=list(made.visits.all()),
            expected_version=made.version,
        )  # fmt: skip
    return fresh(made)


def made_visits(inspection: Inspection) -> None:
    """As if each visit had been made: what a record does is tested where it is written."""
    now = timezone.now()
    Visit.objects.filter(inspection=inspection).update(begun_at=now, ended_at=now)


def opened(city: City, **changes: Any) -> Inspection:
    """All visits over, the seed opened."""
    return opened_from(city, sealed(city, **changes))


def opened_from(city: City, sealed_one: Inspection) -> Inspection:
    """The same from one whose seed is sealed."""
    made = _announced(city, _planned(city, _drawn(city, _approved(city, sealed_one))))
    with on(LAST):
        made_visits(made)
        open_draw(actor=city.coordinator, inspection=made, expected_version=made.version)
    return fresh(made)


def visit_of(inspection: Inspection, **sought: Any) -> Visit:
    """The first visit that is as sought."""
    rows = Visit.objects.select_related("inspection", "place__agency", "team", "again_of")
    found = rows.filter(inspection=inspection, **sought).order_by("pk").first()
    assert found is not None
    return found


def moved(city: City, visit: Visit, **changes: Any) -> Visit:
    """Moved by the coordinator."""
    given: dict[str, Any] = {"team": visit.team, "planned_on": visit.planned_on, "reason": "Đổi lịch"}
    return move_visit(
        actor=city.coordinator, visit=visit, move=Move(**given | changes), expected_version=visit.version
    )
