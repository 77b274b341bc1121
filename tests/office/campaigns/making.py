"""A campaign that runs: two districts that assess themselves, the department that appraises them, a council.

The set is the one-stop shop's of 2018 (in the library, as a decree states it); everything else is made up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from chiso.office.campaigns.answering.given import Given, InputRow
from chiso.office.campaigns.models import Campaign, Phase
from chiso.office.campaigns.participants import Participants, participants_of
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from tests.office.making import appoint, assign, make_agency, make_person

FRAMEWORK = "one-stop-shop@2018"


def published(correct: str = "có", posted: str = "có", electronic: str = "có", note: str = "") -> Given:
    """An answer to leaf 6, of three inputs of yes and no: 2 points as it stands."""
    rows = (
        InputRow("correct", value=correct),
        InputRow("posted", value=posted),
        InputRow("electronic", value=electronic),
    )
    return Given(rows, note=note)


def by_case(*days: str) -> Given:
    """An answer to leaf 1, scored case by case: days beyond the limit of each file."""
    return Given(
        tuple(InputRow("days_beyond_limit", f"HS-{number}", day) for number, day in enumerate(days, 1))
    )


@dataclass
class Running:
    """A campaign with its people; `open` and `close` move its phases about the present."""

    campaign: Campaign
    ba_dinh: Agency
    hoan_kiem: Agency
    home_affairs: Agency
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def participants(self) -> Participants:
        """Asked anew each time."""
        return participants_of(self.campaign)

    def open(self, kind: str, *, hours: float = 1, nodes: list[str] | None = None) -> Phase:
        """Open a phase from an hour ago on, for some hours."""
        now = timezone.now()
        return self.phase(kind, now - timedelta(hours=1), now + timedelta(hours=hours), nodes)

    def phase(self, kind: str, opens: datetime, closes: datetime, nodes: list[str] | None = None) -> Phase:
        """A phase between two times."""
        return Phase.objects.create(
            campaign=self.campaign, kind=kind, opens_at=opens, closes_at=closes, nodes=nodes or []
        )

    def close(self, kind: str) -> None:
        """Let a phase be over since a minute."""
        Phase.objects.filter(campaign=self.campaign, kind=kind).update(
            closes_at=timezone.now() - timedelta(minutes=1)
        )

    def only(self, kind: str) -> Phase:
        """Close whatever is open, then open this one."""
        now = timezone.now()
        Phase.objects.filter(
            campaign=self.campaign, closes_at__gt=now, opens_at__lt=now - timedelta(minutes=1)
        ).update(closes_at=now - timedelta(minutes=1))
        return self.open(kind)


def running(*phases: str, framework: str = FRAMEWORK) -> Running:
    """Such a campaign with these phases open. `people`: by role, and officer_2, head_2, appraiser_2."""
    ba_dinh = make_agency("Quận Ba Đình", uid="quan-ba-dinh", kind="quan", level="district")
    hoan_kiem = make_agency("Quận Hoàn Kiếm", uid="quan-hoan-kiem", kind="quan", level="district")
    home_affairs = make_agency("Sở Nội vụ", uid="so-noi-vu", kind="so")
    campaign = Campaign.objects.create(
        kind="units", title="Một cửa các quận năm 2020", period="2020", framework=framework, is_sample=True
    )
    made = Running(campaign, ba_dinh, hoan_kiem, home_affairs)
    for unit in (ba_dinh, hoan_kiem):
        assign(campaign, unit, "", unit, home_affairs)
    _people(made)
    for kind in phases:
        made.open(kind)
    return made


def _people(made: Running) -> None:
    places: dict[str, tuple[str, Role, Agency | None]] = {
        "officer": ("Nguyễn Thị Minh Hà", Role.AGENCY_OFFICER, made.ba_dinh),
        "colleague": ("Trần Văn Bình", Role.AGENCY_OFFICER, made.ba_dinh),
        "head": ("Lê Quang Vinh", Role.AGENCY_HEAD, made.ba_dinh),
        "officer_2": ("Phạm Thu Trang", Role.AGENCY_OFFICER, made.hoan_kiem),
        "head_2": ("Đỗ Hữu Tâm", Role.AGENCY_HEAD, made.hoan_kiem),
        "appraiser": ("Vũ Thị Lan", Role.APPRAISER, made.home_affairs),
        "appraiser_2": ("Hoàng Văn Nam", Role.APPRAISER, made.home_affairs),
        "coordinator": ("Bùi Thị Phương", Role.COORDINATOR, None),
        "secretary": ("Ngô Minh Đức", Role.COUNCIL_SECRETARY, None),
        "member": ("Đặng Thị Yến", Role.COUNCIL_MEMBER, None),
        "leader": ("Phan Văn Long", Role.CITY_LEADER, None),
        "auditor": ("Lý Thị Hạnh", Role.AUDITOR, None),
        "statistician": ("Mai Văn Khôi", Role.STATISTICIAN, None),
    }
    for key, (name, role, agency) in places.items():
        person = make_person(name)
        appoint(person, role, agency)
        made.people[key] = person
