"""One maker for each kind of row; what a test does not say is filled in."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count

from django.utils import timezone

from chiso.language import stored_sort_key
from chiso.office.campaigns.models import Campaign, Phase
from chiso.office.organisation.models import Agency, AgencyForm, Assignment
from chiso.office.people.models import Appointment, Person, StandIn
from chiso.office.people.roles import Role

_numbers = count(1)
PASSWORD = "một mật khẩu dài để thử"


def make_agency(name: str = "", *, uid: str = "", kind: str = "sở", level: str = "office") -> Agency:
    number = next(_numbers)
    name = name or f"Sở số {number}"
    agency = Agency.objects.create(uid=uid or f"so-{number}", name=name, sort_key=stored_sort_key(name))
    AgencyForm.objects.create(agency=agency, code=f"S{number}", name=name, level=level, kind=kind)
    return agency


def make_person(full_name: str = "", *, username: str = "", **fields: object) -> Person:
    number = next(_numbers)
    return Person.objects.create_user(
        username or f"person{number}", PASSWORD, full_name=full_name or f"Nguyễn Văn Số {number}", **fields
    )


def appoint(
    person: Person,
    role: Role,
    agency: Agency | None = None,
    *,
    nodes: list[str] | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Appointment:
    return Appointment.objects.create(
        person=person,
        role=role,
        agency=agency,
        nodes=nodes or [],
        valid_from=valid_from or timezone.localdate() - timedelta(days=30),
        valid_to=valid_to,
    )


def make_campaign(framework: str = "par-index@2026", *, kind: str = "units") -> Campaign:
    return Campaign.objects.create(kind=kind, title="Đánh giá 2026", period="2026", framework=framework)


def open_phase(campaign: Campaign, kind: str, *, nodes: list[str] | None = None) -> Phase:
    now = timezone.now()
    return Phase.objects.create(
        campaign=campaign,
        kind=kind,
        nodes=nodes or [],
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(hours=1),
    )


def assign(
    campaign: Campaign, unit: Agency, node: str, responsible: Agency, appraising: Agency | None = None
) -> Assignment:
    return Assignment.objects.create(
        campaign=campaign, unit=unit, node=node, responsible=responsible, appraising=appraising
    )


def stand_in(appointment: Appointment, deputy: Person, *, until: datetime | None = None) -> StandIn:
    now = timezone.now()
    return StandIn.objects.create(
        appointment=appointment,
        deputy=deputy,
        starts_at=now - timedelta(hours=1),
        ends_at=until or now + timedelta(days=1),
        document="Giấy uỷ quyền 12/UQ",
        given_by=appointment.person,
    )
