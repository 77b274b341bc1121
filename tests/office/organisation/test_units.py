"""A table of units is brought, compared, accepted: nothing is changed before, nothing is taken away."""

from __future__ import annotations

from datetime import date

import pytest

from chiso.language import sort_key, stored_sort_key
from chiso.office.errors import Conflict, Incomplete, NoRight
from chiso.office.ledger.models import Entry
from chiso.office.organisation.comparing import compare
from chiso.office.organisation.models import Agency, AgencyForm, Proposal
from chiso.office.organisation.selectors import Sought, agency_named, agency_page, forms_on
from chiso.office.organisation.services import (
    accept_units,
    discard_units,
    propose_units,
    registry_of,
)
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from chiso.problems import BadInput
from chiso.units import shipped_registry, write_units
from tests.office.making import appoint, make_person

pytestmark = pytest.mark.django_db

BEFORE = b"""uid,code,name,level,kind,parent,valid_from,valid_to
ha-noi,01,H\xc3\xa0 N\xe1\xbb\x99i,province,thanh-pho,,2008-08-01,2025-06-30
quan-dong-da,006,Qu\xe1\xba\xadn \xc4\x90\xe1\xbb\x91ng \xc4\x90a,district,quan,ha-noi,2013-12-28,2025-06-30
"""


@pytest.fixture
def coordinator() -> Person:
    person = make_person("Điều phối")
    appoint(person, Role.COORDINATOR)
    return person


def bring(actor: Person, table: bytes, regime: str = "") -> Proposal:
    return propose_units(actor=actor, table=table, name="units.csv", regime=regime)


def take_over(actor: Person, table: bytes) -> None:
    accept_units(actor=actor, proposal=bring(actor, table), expected_version=1)


def test_a_table_changes_nothing_before_it_is_accepted(coordinator: Person) -> None:
    proposal = bring(coordinator, BEFORE, "ba cấp")
    assert not Agency.objects.exists()
    differences = compare(registry_of(proposal), proposal.regime)
    assert [unit.uid for unit in differences.new] == ["ha-noi", "quan-dong-da"]
    accept_units(actor=coordinator, proposal=proposal, expected_version=1)
    district = AgencyForm.objects.get(agency__uid="quan-dong-da")
    assert (district.name, district.parent, district.regime) == (
        "Quận Đống Đa",
        Agency.objects.get(uid="ha-noi"),
        "ba cấp",
    )
    assert [entry.verb for entry in Entry.objects.order_by("pk")] == ["units_brought", "units_accepted"]


def test_the_same_table_again_changes_nothing(coordinator: Person) -> None:
    take_over(coordinator, BEFORE)
    differences = compare(registry_of(bring(coordinator, BEFORE)))
    assert (differences.is_empty, differences.same) == (True, 2)


def test_what_changed_is_named_field_by_field_and_what_is_not_named_stays(coordinator: Person) -> None:
    take_over(coordinator, BEFORE)
    table = BEFORE.splitlines()[0] + "\nha-noi,01,Thành phố Hà Nội,province,thanh-pho,,2008-08-01,\n".encode()
    differences = compare(registry_of(bring(coordinator, table)))
    [changed] = differences.changed
    assert [(one.field, one.before, one.after) for one in changed.changes] == [
        ("name", "Hà Nội", "Thành phố Hà Nội"),
        ("valid_to", "2025-06-30", ""),
    ]
    assert [agency.uid for agency in differences.not_named] == ["quan-dong-da"]
    take_over(coordinator, table)
    assert Agency.objects.get(uid="ha-noi").name == "Thành phố Hà Nội"
    assert Agency.objects.filter(uid="quan-dong-da").exists()


def test_hanoi_of_2020_and_of_2026_stand_side_by_side(coordinator: Person) -> None:
    registry = shipped_registry()
    take_over(coordinator, write_units(registry).encode())
    # 30 districts and 579 communes on 1 July 2020; 126 communes and wards and no district in 2026.
    counted = {
        day: {
            level: len([form for form in forms_on(day, Sought(level=level)) if _is_in_hanoi(form)])
            for level in ("district", "commune")
        }
        for day in (date(2020, 7, 1), date(2026, 7, 1))
    }
    assert counted[date(2020, 7, 1)] == {"district": 30, "commune": 579}
    assert counted[date(2026, 7, 1)] == {"district": 0, "commune": 126}
    # Code 00004 was Phường Trúc Bạch and is Phường Ba Đình: codes are used again.
    before, after = agency_named("00004", date(2020, 7, 1)), agency_named("00004", date(2026, 7, 1))
    assert (before and before.name, after and after.name) == ("Phường Trúc Bạch", "Phường Ba Đình")


def _is_in_hanoi(form: AgencyForm) -> bool:
    above = form.parent
    return above is not None and (above.uid == "ha-noi" or above.forms.first().parent.uid == "ha-noi")  # type: ignore[union-attr]


def test_words_are_found_without_their_marks(coordinator: Person) -> None:
    take_over(coordinator, BEFORE)
    day = date(2020, 7, 1)
    assert [form.name for form in forms_on(day, Sought("dong da"))] == ["Quận Đống Đa"]
    assert [form.name for form in forms_on(day, Sought("006"))] == ["Quận Đống Đa"]
    assert forms_on(day, Sought("hai ba trung")) == []
    assert forms_on(date(2026, 1, 1)) == []


def test_a_form_on_days_of_another_form_is_refused_with_both_named(coordinator: Person) -> None:
    take_over(coordinator, BEFORE)
    table = (
        BEFORE.splitlines()[0]
        + b"\nquan-dong-da,006,Qu\xe1\xba\xadn m\xe1\xbb\x9bi,district,quan,,2020-01-01,\n"
    )
    proposal = bring(coordinator, table)
    with pytest.raises(Incomplete) as refused:
        accept_units(actor=coordinator, proposal=proposal, expected_version=1)
    assert [problem.code for problem in refused.value.problems] == ["CH-7202"]
    assert AgencyForm.objects.filter(agency__uid="quan-dong-da").count() == 1


def test_a_lost_unit_above_is_refused(coordinator: Person) -> None:
    proposal = bring(coordinator, b"uid,code,name,parent\nso-a,A,So A,nowhere\n")
    with pytest.raises(Incomplete) as refused:
        accept_units(actor=coordinator, proposal=proposal, expected_version=1)
    assert [(one.code, one.found) for one in refused.value.problems] == [("CH-7201", "nowhere")]
    assert not Agency.objects.exists()


def test_a_broken_table_is_refused_with_all_its_problems(coordinator: Person) -> None:
    with pytest.raises(BadInput) as refused:
        bring(coordinator, b"code,name,valid_from\n,A,2020-01-01\nB,,nonsense\n")
    assert [problem.code for problem in refused.value.problems] == ["CH-1201", "CH-1202", "CH-1305"]
    assert not Proposal.objects.exists()


def test_a_decided_table_is_not_decided_again_and_a_changed_one_conflicts(coordinator: Person) -> None:
    proposal = bring(coordinator, BEFORE)
    discard_units(actor=coordinator, proposal=proposal, expected_version=1)
    with pytest.raises(Conflict):
        accept_units(actor=coordinator, proposal=proposal, expected_version=1)
    with pytest.raises(Incomplete) as refused:
        accept_units(actor=coordinator, proposal=proposal, expected_version=2)
    assert [problem.code for problem in refused.value.problems] == ["CH-7203"]


def test_only_a_coordinator_brings_tables() -> None:
    officer = make_person()
    appoint(officer, Role.AUDITOR)
    with pytest.raises(NoRight):
        bring(officer, BEFORE)


def test_the_stored_key_sorts_as_vietnamese_readers_expect() -> None:
    names = [form.name for form in shipped_registry()] + [
        "Phường 2",
        "Phường 10",
        "Phường",
        "An",
        "Ân",
        "Ăn",
        "",
    ]
    assert sorted(set(names), key=stored_sort_key) == sorted(set(names), key=sort_key)
    assert all(set(stored_sort_key(name)) <= set("0123456789abcdef") for name in names)


def test_the_page_of_an_agency_costs_the_same_with_one_part_and_with_many(
    coordinator: Person, django_assert_num_queries: object
) -> None:
    take_over(coordinator, BEFORE)
    city = Agency.objects.get(uid="ha-noi")
    with django_assert_num_queries(7):  # type: ignore[operator]
        assert len(agency_page(city, date(2020, 7, 1)).parts) == 1
    take_over(coordinator, write_units(shipped_registry()).encode())
    with django_assert_num_queries(7):  # type: ignore[operator]
        assert len(agency_page(city, date(2026, 7, 1)).parts) == 142
