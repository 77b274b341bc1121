"""The city as the one unit, whole: two departments gather its criteria, a third appraises them.

By Thông tư 01/2018/TT-VPCP each of the nine criteria gives two points at best, and a case on the day one
(13.1): the departments enter 18, the appraiser leaves 17; the target was 17,5.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from django_scopes import scopes_disabled

from chiso.office.campaigns.models import Answer, Campaign, Sheet, Submission, Target
from chiso.office.ledger.verifying import verify_ledger
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from chiso.verbs import verify
from tests.office.browsing import needs_browser
from tests.office.campaigns.making import FRAMEWORK
from tests.office.campaigns.publishing.steps import city_key
from tests.office.campaigns.walks.typed import TYPED
from tests.office.campaigns.walks.walking import (
    Walk,
    base_of,
    bring_into_force,
    calendar_fields,
    come_to,
    points_in,
    prepare,
    words_of_site,
)
from tests.office.making import appoint, make_agency, make_person

pytestmark = [
    needs_browser,
    pytest.mark.django_db(databases="__all__", transaction=True),
]

HEALTH = ("1", "2", "3", "4", "6", "7")
JUSTICE = ("8", "9")
ASSIGNMENTS = """unit,node,responsible,appraising
thanh-pho-ha-noi,,so-y-te,so-noi-vu
thanh-pho-ha-noi,8,so-tu-phap,so-noi-vu
thanh-pho-ha-noi,9,so-tu-phap,so-noi-vu
"""
SHEET = """unit,input,numerator,denominator
thanh-pho-ha-noi,whole_share,100,100
thanh-pho-ha-noi,reception_share,100,100
"""


@dataclass
class City:
    """The city, its departments, somebody in each role."""

    unit: Agency
    departments: dict[str, Agency]
    people: dict[str, Person]


def make_city() -> City:
    unit = make_agency("Thành phố Hà Nội", uid="thanh-pho-ha-noi", kind="thanh-pho", level="province")
    departments = {
        name: make_agency(title, uid=f"so-{uid}")
        for name, title, uid in (
            ("health", "Sở Y tế", "y-te"),
            ("justice", "Sở Tư pháp", "tu-phap"),
            ("home", "Sở Nội vụ", "noi-vu"),
        )
    }
    people = {}
    for who, name, role, department in (
        ("health", "Nguyễn Thị Minh Hà", Role.AGENCY_OFFICER, "health"),
        ("health_head", "Lê Quang Vinh", Role.AGENCY_HEAD, "health"),
        ("justice", "Phạm Thu Trang", Role.AGENCY_OFFICER, "justice"),
        ("justice_head", "Đỗ Hữu Tâm", Role.AGENCY_HEAD, "justice"),
        ("appraiser", "Vũ Thị Lan", Role.APPRAISER, "home"),
        ("coordinator", "Bùi Thị Phương", Role.COORDINATOR, None),
        ("statistician", "Mai Văn Khôi", Role.STATISTICIAN, None),
        ("leader", "Phan Văn Long", Role.CITY_LEADER, None),
    ):
        people[who] = make_person(name)
        appoint(people[who], role, departments[department] if department else None)
    return City(unit, departments, people)


def open_city(walk: Walk, city: City) -> Campaign:
    """The coordinator opens it, lays the calendar, assigns, and sets the target of the whole."""
    walk.sit(city.people["coordinator"])
    walk.open("/dot-danh-gia/mo/")
    walk.press(
        "Mở đợt", title="Một cửa của thành phố năm 2026", kind="city", period="2026", framework=FRAMEWORK,
        lateness="refused",
    )  # fmt: skip
    campaign = Campaign.objects.get()
    base = base_of(campaign)
    walk.open(f"{base}lich/")
    walk.press("Lưu", **calendar_fields())
    walk.open(f"{base}phan-cong/")
    walk.give_file("phan-cong.csv", ASSIGNMENTS.encode())
    walk.press("Thay bảng phân công")
    walk.open(f"{base}theo-doi/muc-tieu/{city.unit.key}/total/")
    walk.press("Lưu mục tiêu", points="17,5", source="Kế hoạch của thành phố")
    assert Target.objects.get().points == "17.5"
    return campaign


def bring_sheet(walk: Walk, city: City, campaign: Campaign) -> None:
    """Criterion 5 comes by a table; departments do not enter it."""
    walk.sit(city.people["statistician"])
    walk.open(f"{base_of(campaign)}so-lieu/5/")
    walk.give_file("so-lieu.csv", SHEET.encode())
    walk.press("Xem những gì sẽ thay đổi", origin="statistic", source="Báo cáo 12/BC-CTK ngày 15/01/2027")
    walk.press("Nhận bản 1")
    assert Sheet.objects.get().node == "5"


def gather(walk: Walk, city: City, campaign: Campaign, department: str, codes: tuple[str, ...]) -> None:
    """An officer enters the criteria of the department and no others; its head hands in."""
    agency, base = city.departments[department], base_of(campaign)
    walk.sit(city.people[department])
    for code in codes:
        walk.open(f"{base}tu-danh-gia/{agency.key}/{city.unit.key}/{code}/")
        walk.press("Lưu", **TYPED[code], note="Theo sổ theo dõi hồ sơ")
    strange = "8" if department == "health" else "1"
    assert walk.visitor.open(f"{base}tu-danh-gia/{agency.key}/{city.unit.key}/{strange}/") == 404
    walk.hand_in(f"{base}nop/{agency.key}/", city.people[f"{department}_head"])
    with scopes_disabled():
        assert Submission.objects.get(agency=agency).state == "submitted"


def appraise(walk: Walk, city: City, campaign: Campaign) -> None:
    """One case was on the day, not before it; all else stands."""
    walk.sit(city.people["appraiser"])
    for code in TYPED:
        walk.open(f"{base_of(campaign)}tham-dinh/{city.unit.key}/{code}/")
        if code == "1":
            reason = {"reason": "figure_differs", "words": "Sổ ghi đúng ngày"}
            walk.press("Lưu bản sửa, sang tiếp", **{"c-0-days_beyond_limit": "0"}, **reason)
        else:
            walk.press("Đồng ý, sang tiếp")
    with scopes_disabled():
        assert Answer.objects.filter(layer="appraised_1").count() == 9


def test_the_city_from_the_opening_of_a_campaign_to_its_publication(walk: Walk, tmp_path: Path) -> None:
    key, city = city_key(tmp_path), make_city()
    campaign = open_city(walk, city)
    come_to(campaign, "self_assessment")
    bring_sheet(walk, city, campaign)
    gather(walk, city, campaign, "health", HEALTH)
    gather(walk, city, campaign, "justice", JUSTICE)
    come_to(campaign, "appraisal_1")
    appraise(walk, city, campaign)
    come_to(campaign, "results")
    walk.sit(city.people["health_head"])
    walk.open(f"{base_of(campaign)}ket-qua/{city.departments['health'].key}/")
    assert "Sổ ghi đúng ngày" in walk.said()
    walk.sit(city.people["leader"])
    walk.open(f"{base_of(campaign)}theo-doi/muc-tieu/")
    assert ("17,5" in walk.said(), "17" in walk.said()) == (True, True)
    come_to(campaign, "decision")
    edition = prepare(walk, city.people["coordinator"], campaign)
    come_to(campaign, "publication")
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(bring_into_force(walk, edition, city.people, key, "12/QĐ-UBND"))
    assert verify(bundle, trusted=[key.with_suffix(".pub")]).differences == ()
    assert points_in(bundle) == {"Thành phố Hà Nội": "17"}
    assert "Thành phố Hà Nội" in words_of_site()
    assert verify_ledger().is_whole
