"""A campaign from that of another year, and a rehearsal of one."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.calendar.copying import LEFT_OUT, copy_campaign, former_codes, plan_copy
from chiso.office.campaigns.calendar.rehearsing import rehearse
from chiso.office.campaigns.models import Answer, Campaign, Phase
from chiso.office.errors import Incomplete, NoRight
from chiso.office.ledger.models import Entry
from chiso.office.notices.models import Notice
from chiso.office.organisation.models import Agency, AgencyForm, Assignment
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from tests.office.making import appoint, assign, make_agency, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator() -> Person:
    person = make_person("Điều phối")
    appoint(person, Role.COORDINATOR)
    return person


@pytest.fixture
def source() -> Campaign:
    return Campaign.objects.create(
        kind="units", title="Đánh giá 2025", period="2025", framework="papi@2016", twice=10,
        lateness="marked", is_sample=True, remark="Số liệu minh hoạ",
    )  # fmt: skip


def at(day: int, month: int, year: int, hour: int) -> datetime:
    return timezone.make_aware(datetime(year, month, day, hour))


def rows(campaign: Campaign) -> set[tuple[str, str, str | None]]:
    found = Assignment.objects.filter(campaign=campaign)
    return {(row.unit.name, row.node, row.appraising.name if row.appraising else None) for row in found}


def test_an_assignment_goes_where_the_newer_set_measures_the_same(
    coordinator: Person, source: Campaign
) -> None:
    # `chiso frameworks diff papi@2016 papi@2018`: 2.1 moved to 2.2, 2.2 to 2.3; 3.3 was removed, and what
    # stands under 3.3 now is another criterion.
    health, finance = make_agency("Sở Y tế"), make_agency("Sở Tài chính")
    for node in ("", "2.1", "2.2"):
        assign(source, health, node, health, finance)
    copy = copy_campaign(
        actor=coordinator, source=source, title="Đánh giá 2026", period="2026", framework="papi@2018"
    )
    assert rows(copy) == {
        ("Sở Y tế", "", "Sở Tài chính"),
        ("Sở Y tế", "2.2", "Sở Tài chính"),
        ("Sở Y tế", "2.3", "Sở Tài chính"),
    }
    assert former_codes(copy)["2.3"] == "2.2"
    assert "3.3" not in former_codes(copy)
    assert (copy.copied_from, copy.lateness, copy.twice) == (source, "marked", 10)
    # That last year's inputs were made up says nothing of this year's.
    assert (copy.is_sample, copy.remark) == (False, "")


def test_what_the_newer_set_does_not_have_is_asked_and_nothing_is_guessed(
    coordinator: Person, source: Campaign
) -> None:
    health, finance = make_agency("Sở Y tế"), make_agency("Sở Tài chính")
    assign(source, health, "3.3", health, finance)
    plan = plan_copy(source, period="2026", framework="papi@2018")
    assert plan.asked == ("3.3",)
    given = {
        "actor": coordinator, "source": source, "title": "x", "period": "2026", "framework": "papi@2018"
    }  # fmt: skip
    for moves in ({}, {"3.3": "99"}):
        with pytest.raises(Incomplete) as refused:
            copy_campaign(**given, moves=moves)  # type: ignore[arg-type]
        assert [(one.code, one.where.field) for one in refused.value.problems] == [("CH-7812", "move_3.3")]
    assert Campaign.objects.count() == 1
    left = copy_campaign(**given, moves={"3.3": LEFT_OUT})  # type: ignore[arg-type]
    moved = copy_campaign(**given, moves={"3.3": "7.1"})  # type: ignore[arg-type]
    assert (rows(left), rows(moved)) == (set(), {("Sở Y tế", "7.1", "Sở Tài chính")})


def test_parts_that_nobody_would_answer_for_are_listed(source: Campaign) -> None:
    health = make_agency("Sở Y tế")
    for node in ("1", "2", "3", "4", "5", "6"):
        assign(source, health, node, health)
    assert plan_copy(source, period="2026", framework="papi@2018").uncovered == ("7", "8")


def test_an_agency_that_stands_no_more_is_left_out_and_named(coordinator: Person, source: Campaign) -> None:
    ward, health, tax = make_agency("Phường Cũ"), make_agency("Sở Y tế"), make_agency("Cục Thuế cũ")
    assign(source, ward, "", ward, health)
    assign(source, health, "1", health, tax)
    for gone in (ward, tax):
        AgencyForm.objects.filter(agency=gone).update(valid_to=date(2025, 12, 30))
    plan = plan_copy(source, period="2026", framework="papi@2018")
    assert [one.name for one in plan.agencies_gone] == ["Cục Thuế cũ", "Phường Cũ"]
    copy = copy_campaign(actor=coordinator, source=source, title="x", period="2026", framework="papi@2018")
    # The unit remains, and who appraises it is open.
    assert rows(copy) == {("Sở Y tế", "1", None)}


def phase(campaign: Campaign, kind: str, opens: datetime, closes: datetime) -> None:
    Phase.objects.create(campaign=campaign, kind=kind, opens_at=opens, closes_at=closes)


def test_phases_move_by_a_year_to_working_days_and_do_not_meet(coordinator: Person, source: Campaign) -> None:
    phase(source, "self_assessment", at(1, 12, 2025, 8), at(13, 12, 2025, 17))
    phase(source, "completeness", at(13, 12, 2025, 17), at(20, 12, 2025, 17))
    copy = copy_campaign(actor=coordinator, source=source, title="x", period="2026", framework="papi@2018")
    # 13/12/2026 is a Sunday, 20/12/2026 too: Mondays follow.
    assert [(one.opens_at, one.closes_at) for one in copy.phases.all()] == [
        (at(1, 12, 2026, 8), at(14, 12, 2026, 17)),
        (at(14, 12, 2026, 17), at(21, 12, 2026, 17)),
    ]


def test_a_phase_of_29_february_is_one_of_the_28th(coordinator: Person) -> None:
    leap = Campaign.objects.create(kind="units", title="x", period="2024", framework="papi@2018")
    phase(leap, "council", at(29, 2, 2024, 8), at(8, 3, 2024, 17))
    copy = copy_campaign(actor=coordinator, source=leap, title="x", period="2025", framework="papi@2018")
    assert copy.phases.get().opens_at == at(28, 2, 2025, 8)


def test_phases_stay_behind_where_nobody_wants_them(coordinator: Person, source: Campaign) -> None:
    phase(source, "council", at(1, 12, 2025, 8), at(13, 12, 2025, 17))
    copy = copy_campaign(
        actor=coordinator, source=source, title="x", period="2026", framework="papi@2018",
        with_phases=False,
    )  # fmt: skip
    assert not copy.phases.exists()


def with_answers(source: Campaign) -> Agency:
    health = make_agency("Sở Y tế")
    assign(source, health, "", health)
    with scopes_disabled():
        for layer in ("self_assessed", "appraised_1"):
            Answer.objects.create(
                campaign=source, unit=health, node="1.1.1", field="1", layer=layer, agency=health,
                status="given", rows=[["", "", "2", "", "", ""]], evidence=3, version=4,
            )  # fmt: skip
    return health


def test_a_rehearsal_takes_every_layer_along_and_is_no_campaign_of_the_city(
    coordinator: Person, source: Campaign
) -> None:
    with_answers(source)
    phase(source, "council", at(1, 12, 2025, 8), at(13, 12, 2025, 17))
    made = rehearse(actor=coordinator, campaign=source, title="Chạy thử", with_answers=True)
    assert made.rehearsal_of == source
    assert (made.phases.count(), rows(made)) == (1, {("Sở Y tế", "", None)})
    with scopes_disabled():
        copies = Answer.objects.filter(campaign=made).order_by("layer")
        assert [(one.layer, one.rows, one.evidence, one.version) for one in copies] == [
            ("appraised_1", [["", "", "2", "", "", ""]], 0, 1),
            ("self_assessed", [["", "", "2", "", "", ""]], 0, 1),
        ]
        assert Answer.objects.filter(campaign=source, version=4, evidence=3).count() == 2
    assert Entry.objects.get(verb="rehearsal_begun").facts["answers"] == 2
    assert not Notice.objects.exists()
    with pytest.raises(Incomplete) as refused:
        rehearse(actor=coordinator, campaign=made, title="x")
    assert [one.code for one in refused.value.problems] == ["CH-7812"]


def test_a_rehearsal_may_begin_empty(coordinator: Person, source: Campaign) -> None:
    with_answers(source)
    made = rehearse(actor=coordinator, campaign=source, title="Chạy thử")
    with scopes_disabled():
        assert not Answer.objects.filter(campaign=made).exists()


@pytest.mark.parametrize("role", [Role.CITY_LEADER, Role.AUDITOR, Role.COUNCIL_SECRETARY])
def test_only_a_coordinator_copies_and_rehearses(role: Role, source: Campaign) -> None:
    person = make_person()
    appoint(person, role)
    with pytest.raises(NoRight):
        rehearse(actor=person, campaign=source, title="x")
    with pytest.raises(NoRight):
        copy_campaign(actor=person, source=source, title="x", period="2026", framework="papi@2018")
