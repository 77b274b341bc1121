"""Plans for tests: the city's, on the figures of PAPI 2019 as they were published, and sub-plans below it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Any

from django.utils import timezone

from chiso.office.drafting.trying.given import Given, example_tables
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from chiso.office.plans.basis import Started, start_from_table
from chiso.office.plans.models import Line, Plan, PlanTarget, PlanVersion
from chiso.office.plans.services.contents import save_line, save_target
from chiso.office.plans.services.deciding import approve, hand_in
from chiso.office.plans.services.given import LineGiven, TargetGiven
from chiso.office.plans.services.plans import ask_for_parts, open_plan
from tests.office.making import appoint, make_agency, make_person

SOURCE = "PAPI 2019, UNDP, CECODES, RTA"
TITLE = "Kế hoạch nâng cao chỉ số PAPI năm 2020"


@cache
def papi() -> Started:
    """The 63 provinces of PAPI 2019; the plan is about Hà Nội."""
    answers, units = example_tables("papi")
    given = Given("papi@2019", "2019", answers, "papi.csv", "file", units, "units.csv")
    return start_from_table(given, unit="Hà Nội", source=SOURCE)


@dataclass
class Staff:
    """Two departments with their people, and those of the city."""

    inspectorate: Agency
    environment: Agency
    people: dict[str, Person] = field(default_factory=dict)


def staff() -> Staff:
    made = Staff(
        make_agency("Thanh tra Thành phố", uid="thanh-tra-ha-noi"),
        make_agency("Sở Tài nguyên và Môi trường", uid="so-tai-nguyen-ha-noi"),
    )
    places: dict[str, tuple[str, Role, Agency | None]] = {
        "coordinator": ("Đỗ Hải Yến", Role.COORDINATOR, None),
        "coordinator_2": ("Bùi Thị Phương", Role.COORDINATOR, None),
        "leader": ("Phan Văn Long", Role.CITY_LEADER, None),
        "auditor": ("Lý Thị Hạnh", Role.AUDITOR, None),
        "officer": ("Nguyễn Thị Minh Hà", Role.AGENCY_OFFICER, made.inspectorate),
        "head": ("Lê Quang Vinh", Role.AGENCY_HEAD, made.inspectorate),
        "officer_2": ("Phạm Thu Trang", Role.AGENCY_OFFICER, made.environment),
        "head_2": ("Đỗ Hữu Tâm", Role.AGENCY_HEAD, made.environment),
        "statistician": ("Mai Văn Khôi", Role.STATISTICIAN, None),
    }
    for key, (name, role, agency) in places.items():
        person = make_person(name)
        appoint(person, role, agency)
        made.people[key] = person
    return made


def opened(
    made: Staff, *, by: str = "coordinator", is_made_up: bool = False, title: str = TITLE
) -> PlanVersion:
    """A plan without targets and lines."""
    return open_plan(actor=made.people[by], title=title, period="2020", started=papi(), is_made_up=is_made_up)


def again(version: PlanVersion) -> PlanVersion:
    """As it stands now."""
    return PlanVersion.objects.select_related("plan__agency", "plan__city_plan").get(pk=version.pk)


def with_target(
    made: Staff,
    version: PlanVersion,
    node: str,
    points: str,
    owner: Agency | None,
    *,
    by: str = "coordinator",
) -> PlanTarget:
    now = again(version)
    return save_target(
        actor=made.people[by], version=now, given=TargetGiven(node, Fraction(points), owner),
        expected_version=now.version,
    )  # fmt: skip


def line_given(node: str, words: str, owner: Agency | None, **more: Any) -> LineGiven:
    options: dict[str, Any] = {"deadline": date(2020, 9, 30), **more}
    return LineGiven(node=node, words=words, owner=owner, **options)


def with_line(
    made: Staff,
    version: PlanVersion,
    node: str,
    words: str,
    owner: Agency | None,
    *,
    by: str = "coordinator",
    **more: Any,
) -> Line:
    now = again(version)
    return save_line(
        actor=made.people[by], version=now, given=line_given(node, words, owner, **more),
        expected_version=now.version,
    )  # fmt: skip


def filled(made: Staff, **more: Any) -> PlanVersion:
    """A plan as on the mock-up: dimensions 2 and 4 with the inspectorate, 7 with the environment."""
    version = opened(made, **more)
    with_target(made, version, "2", "5.40", made.inspectorate)
    with_target(made, version, "7", "3.20", made.environment)
    with_target(made, version, "total", "43.5", made.inspectorate)
    with_line(
        made, version, "2.1", "Công khai danh sách hộ nghèo ở nhà văn hoá", made.inspectorate,
        effort=Fraction(90), points=Fraction("2.0"), cost=Fraction(120), partners=(made.environment,),
        product="Danh sách được niêm yết ở mọi xã, phường", source="NQ 17/2019/NQ-HĐND",
    )  # fmt: skip
    with_line(
        made, version, "7.2", "Đo và công bố chất lượng không khí hằng ngày", made.environment, deadline=None,
        quarter="2020-Q3", effort=Fraction(430), points=Fraction("2.2"),
    )  # fmt: skip
    return again(version)


def handed_in(made: Staff, version: PlanVersion, *, by: str = "coordinator") -> PlanVersion:
    now = again(version)
    hand_in(actor=made.people[by], version=now, expected_version=now.version)
    return again(version)


def approved(made: Staff, version: PlanVersion, *, by: str = "leader") -> PlanVersion:
    now = again(version)
    approve(actor=made.people[by], version=now, expected_version=now.version)
    return again(version)


def in_force(made: Staff, **more: Any) -> PlanVersion:
    """The city's plan, approved."""
    return approved(made, handed_in(made, filled(made, **more)))


def part_of(made: Staff, version: PlanVersion, agency: Agency) -> PlanVersion:
    """The sub-plan of an agency, just asked for."""
    plan = Plan.objects.get(pk=version.plan_id)
    due = timezone.localdate() + timedelta(days=20)
    parts = ask_for_parts(
        actor=made.people["coordinator"], plan=plan, agencies=[agency], due=due, expected_version=plan.version
    )
    return again(parts[0])
