"""Sections of an agency: who belongs to them, and who may say so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.errors import Conflict, Incomplete, NoRight
from chiso.office.ledger.erasing import erase_person
from chiso.office.ledger.models import Entry
from chiso.office.organisation.models import Section
from chiso.office.organisation.services import save_section
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from tests.office.campaigns.making import Running, running
from tests.office.making import appoint, make_person
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def whole_city() -> Iterator[None]:
    with scopes_disabled():
        yield


@pytest.fixture
def made() -> Running:
    return running("self_assessment")


def people_of(section: Section) -> set[Person]:
    return set(section.people.all())


def test_whoever_keeps_the_agency_says_who_belongs_to_a_section_and_the_record_tells(made: Running) -> None:
    head, officer, colleague = (made.people[name] for name in ("head", "officer", "colleague"))
    section = save_section(actor=head, agency=made.ba_dinh, name="Phòng Nội vụ", people=[officer, colleague])
    assert people_of(section) == {officer, colleague}
    entry = Entry.objects.get(verb="section_added")
    assert entry.facts == {"section": "Phòng Nội vụ", "people": sorted([officer.pk, colleague.pk])}
    save_section(
        actor=officer, agency=made.ba_dinh, name="Phòng Nội vụ", people=[colleague], section=section,
        expected_version=1,
    )  # fmt: skip
    assert people_of(section) == {colleague}
    with pytest.raises(Conflict):
        save_section(
            actor=head, agency=made.ba_dinh, name="Phòng Nội vụ", people=[officer], section=section,
            expected_version=1,
        )  # fmt: skip
    assert people_of(section) == {colleague}
    with pytest.raises(NoRight):
        save_section(actor=made.people["officer_2"], agency=made.ba_dinh, name="Văn phòng", people=[])


def test_who_works_elsewhere_or_has_left_cannot_belong_to_it(made: Running) -> None:
    ended = appoint(make_person("Đã chuyển đi"), Role.AGENCY_OFFICER, made.ba_dinh)
    ended.valid_to = ended.valid_from
    ended.ended_at = ended.changed_at
    ended.save()
    others = [made.people["officer_2"], made.people["coordinator"], ended.person]
    with pytest.raises(Incomplete) as refused:
        save_section(
            actor=made.people["head"], agency=made.ba_dinh, name="Phòng Nội vụ",
            people=[made.people["officer"], *others],
        )  # fmt: skip
    assert [(one.code, one.found) for one in refused.value.problems] == [
        ("CH-8270", one.full_name) for one in others
    ]
    assert not Section.objects.exists()


def test_who_is_erased_belongs_to_no_section_any_more(made: Running) -> None:
    officer, colleague = made.people["officer"], made.people["colleague"]
    section = save_section(
        actor=made.people["head"], agency=made.ba_dinh, name="Phòng Nội vụ", people=[officer, colleague]
    )
    officer.left_at, officer.is_active = timezone.now(), False
    officer.save()
    administrator = appoint(make_person("Quản trị"), Role.ACCOUNT_ADMINISTRATOR).person
    erase_person(actor=administrator, person=officer, request="3/PYC", expected_version=officer.version)
    assert people_of(section) == {colleague}


def test_the_page_offers_the_people_of_the_agency_and_keeps_those_who_were_chosen(made: Running) -> None:
    client, officer = sign_in(made.people["head"]), made.people["officer"]
    page = client.get(f"/co-quan/{made.ba_dinh.key}/them-bo-phan/").content.decode()
    assert officer.full_name in page
    assert made.people["officer_2"].full_name not in page
    given = {"name": "Phòng Nội vụ", "people": [officer.key], "expected_version": "0"}
    assert client.post(f"/co-quan/{made.ba_dinh.key}/them-bo-phan/", given).status_code == 303
    section = Section.objects.get()
    assert people_of(section) == {officer}
    address = f"/co-quan/bo-phan/{section.key}/"
    assert f'value="{officer.key}" checked' in client.get(address).content.decode()
    forged = {**given, "people": [made.people["officer_2"].key], "expected_version": "1"}
    assert client.post(address, forged).status_code == 422
    assert people_of(section) == {officer}
    assert (
        f"Phòng Nội vụ</a>: {officer.full_name}"
        in client.get(f"/co-quan/{made.ba_dinh.key}/").content.decode()
    )
    # Who does not keep the agency reads the name of the section alone.
    other = sign_in(made.people["officer_2"]).get(f"/co-quan/{made.ba_dinh.key}/").content.decode()
    assert "Phòng Nội vụ" in other
    assert officer.full_name not in other
