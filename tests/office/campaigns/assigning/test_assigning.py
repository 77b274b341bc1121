"""Who answers and who appraises: tables out and in, field by field, and what nobody may do to themselves."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scopes_disabled

from chiso.frameworks.library import load_framework
from chiso.frameworks.parts import AppliesTo
from chiso.language import Language
from chiso.office.campaigns.assigning.by_field import Fields, fields_of_assignments
from chiso.office.campaigns.assigning.services import assign_by_field, assign_league, take_over_assignments
from chiso.office.campaigns.assigning.tables import assignments_as_csv, assignments_as_workbook
from chiso.office.campaigns.models import Answer, Campaign
from chiso.office.campaigns.selectors import assignments_of
from chiso.office.errors import Incomplete
from chiso.office.organisation.models import Agency, Assignment
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from chiso.problems import BadInput
from tests.office.making import appoint, assign, make_agency, make_campaign, make_person

pytestmark = pytest.mark.django_db
# A set that is for communes.
COMMUNES = "resolution-57-commune@2026"


@pytest.fixture
def coordinator() -> Person:
    person = make_person("Điều phối")
    appoint(person, Role.COORDINATOR)
    return person


def rows(campaign: Campaign) -> set[tuple[str, str, str, str]]:
    found = Assignment.objects.filter(campaign=campaign)
    return {
        (row.unit.name, row.node, row.responsible.name, row.appraising.name if row.appraising else "")
        for row in found
    }


@pytest.mark.parametrize("written", [assignments_as_csv, assignments_as_workbook])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_table_that_went_out_comes_in_again_as_it_was(
    written: Callable[..., bytes], language: Language, coordinator: Person
) -> None:
    campaign = make_campaign("papi@2019")
    health, justice = make_agency("Sở Y tế, phòng “Một”"), make_agency("Sở Tư pháp")
    assign(campaign, health, "", health)
    # A code that a workbook would make a number, or a day.
    assign(campaign, health, "1.1", health, justice)
    before = rows(campaign)
    content = written(assignments_of(campaign), load_framework("papi@2019"), language)
    name = "bang.xlsx" if written is assignments_as_workbook else "bang.csv"
    assert take_over_assignments(actor=coordinator, campaign=campaign, content=content, name=name) == 2
    assert rows(campaign) == before


def test_in_the_citys_own_index_nobody_appraises_what_they_gather(coordinator: Person) -> None:
    campaign = make_campaign("papi@2019", kind="city")
    city, health, home = make_agency("Hà Nội"), make_agency("Sở Y tế"), make_agency("Sở Nội vụ")
    table = f"unit,node,responsible,appraising\n{city.uid},1,{health.uid},{health.uid}\n"
    with pytest.raises(BadInput) as refused:
        take_over_assignments(actor=coordinator, campaign=campaign, content=table.encode(), name="a.csv")
    assert [(one.code, one.where.field) for one in refused.value.problems] == [("CH-7214", "appraising")]
    table = table.replace(f"{health.uid},{health.uid}", f"{health.uid},{home.uid}")
    take_over_assignments(actor=coordinator, campaign=campaign, content=table.encode(), name="a.csv")
    assert rows(campaign) == {("Hà Nội", "1", "Sở Y tế", "Sở Nội vụ")}


def test_an_archive_that_is_no_workbook_is_told_apart(coordinator: Person) -> None:
    with pytest.raises(BadInput):
        take_over_assignments(
            actor=coordinator, campaign=make_campaign("papi@2019"), content=b"PK\x03\x04 x", name="a.xlsx"
        )


def league(campaign: Campaign, coordinator: Person) -> list[Agency]:
    communes = [make_agency(name, kind="phường", level="commune") for name in ("Ba Đình", "Hoàn Kiếm")]
    make_agency("Sở Y tế", kind="sở")
    members = AppliesTo(levels=("commune",))
    assert assign_league(actor=coordinator, campaign=campaign, members=members) == 2
    return communes


def test_each_unit_of_a_league_answers_for_itself(coordinator: Person) -> None:
    campaign = make_campaign(COMMUNES)
    league(campaign, coordinator)
    assert rows(campaign) == {("Ba Đình", "", "Ba Đình", ""), ("Hoàn Kiếm", "", "Hoàn Kiếm", "")}


def test_an_agency_appraises_a_field_of_all_units_but_of_itself(coordinator: Person) -> None:
    campaign = make_campaign(COMMUNES)
    ba_dinh, _ = league(campaign, coordinator)
    home, justice = make_agency("Sở Nội vụ"), make_agency("Sở Tư pháp")
    assign(campaign, home, "", home)
    fields = Fields({"I": home, "II": justice, "IV": None}, instead=justice)
    assign_by_field(actor=coordinator, campaign=campaign, fields=fields)
    assert {row for row in rows(campaign) if row[0] in ("Ba Đình", "Sở Nội vụ")} == {
        ("Ba Đình", "", "Ba Đình", ""),
        ("Ba Đình", "I", "Ba Đình", "Sở Nội vụ"),
        ("Ba Đình", "II", "Ba Đình", "Sở Tư pháp"),
        ("Sở Nội vụ", "", "Sở Nội vụ", ""),
        ("Sở Nội vụ", "I", "Sở Nội vụ", "Sở Tư pháp"),
        ("Sở Nội vụ", "II", "Sở Nội vụ", "Sở Tư pháp"),
    }
    assert ba_dinh.pk


def test_without_somebody_instead_nobody_appraises_the_appraiser(coordinator: Person) -> None:
    campaign, home = make_campaign("papi@2019"), make_agency("Sở Nội vụ")
    assign(campaign, home, "", home)
    assign_by_field(actor=coordinator, campaign=campaign, fields=Fields({"1": home}))
    assert rows(campaign) == {("Sở Nội vụ", "", "Sở Nội vụ", "")}


def test_a_campaign_without_units_has_nobody_to_appraise(coordinator: Person) -> None:
    with pytest.raises(Incomplete) as refused:
        assign_by_field(actor=coordinator, campaign=make_campaign("papi@2019"), fields=Fields({}))
    assert [one.code for one in refused.value.problems] == ["CH-7808"]


def test_what_is_answered_already_stays_with_who_answered(coordinator: Person) -> None:
    campaign = make_campaign("papi@2019", kind="city")
    city, health, home = make_agency("Hà Nội"), make_agency("Sở Y tế"), make_agency("Sở Nội vụ")
    assign(campaign, city, "1", health)
    with scopes_disabled():
        for layer in ("self_assessed", "appraised_1"):
            Answer.objects.create(
                campaign=campaign,
                unit=city,
                node="1.1",
                field="1",
                layer=layer,
                agency=health,
                status="given",
            )
    table = f"unit,node,responsible\n{city.uid},1,{home.uid}\n"
    with pytest.raises(Incomplete) as refused:
        take_over_assignments(actor=coordinator, campaign=campaign, content=table.encode(), name="a.csv")
    assert [(one.code, one.where.field) for one in refused.value.problems] == [("CH-7813", "Hà Nội, 1.1")]
    assert rows(campaign) == {("Hà Nội", "1", "Sở Y tế", "")}
    # Other parts may go to others, and so may who appraises.
    table = (
        "unit,node,responsible,appraising\n"
        f"{city.uid},1,{home.uid},\n"
        f"{city.uid},1.1,{health.uid},{home.uid}\n"
    )
    take_over_assignments(actor=coordinator, campaign=campaign, content=table.encode(), name="a.csv")
    assert rows(campaign) == {("Hà Nội", "1", "Sở Nội vụ", ""), ("Hà Nội", "1.1", "Sở Y tế", "Sở Nội vụ")}


def test_assigning_asks_the_same_questions_for_one_unit_and_for_three(coordinator: Person) -> None:
    counts = []
    for units in (1, 3):
        campaign, home = make_campaign("papi@2019"), make_agency()
        for _ in range(units):
            agency = make_agency()
            assign(campaign, agency, "", agency)
        with CaptureQueriesContext(connection) as queries:
            assign_by_field(actor=coordinator, campaign=campaign, fields=Fields({"1": home, "2": home}))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_who_appraises_all_units_in_a_field_stands_in_the_form_that_asks_for_it() -> None:
    campaign, home, justice = make_campaign("papi@2019"), make_agency(), make_agency()
    units = make_agency(), make_agency()
    for unit in units:
        assign(campaign, unit, "", unit, home)
        assign(campaign, unit, "2", unit, justice)
    assign(campaign, units[0], "3", units[0], justice)
    assign(campaign, units[1], "3", units[1], home)
    stands = fields_of_assignments(load_framework("papi@2019"), assignments_of(campaign))
    # One appraises everything else; in field 3 two do, so nobody is taken for both.
    assert {field: stands[field] for field in ("1", "2", "3")} == {"1": home, "2": justice, "3": None}
