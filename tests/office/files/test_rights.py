"""Who reads and writes evidence; to everybody else a key leads to nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from chiso.office.errors import Incomplete, NoRight, NotFound, NotNow
from chiso.office.files.access import document_for
from chiso.office.files.models import Document, DocumentUse
from chiso.office.files.selectors import Sought, documents_for
from chiso.office.files.services.uses import link_document, unlink_document
from chiso.office.ledger.models import Entry
from chiso.office.people.models import Person
from chiso.office.people.roles import IN_AN_AGENCY, Role
from tests.office.files.conftest import City
from tests.office.files.honest import pdf
from tests.office.files.sending import make_document
from tests.office.making import appoint, make_person, open_phase
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db


def put(city: City, document: Document, node: str) -> DocumentUse:
    return link_document(
        actor=city.officer, document=document, campaign=city.campaign, unit=city.health, node=node
    )


def may_read(person: Person, document: Document) -> bool:
    """By its key, and in the list: both must say the same."""
    try:
        document_for(person, document.key)
        by_key = True
    except NotFound:
        by_key = False
    in_list = document in documents_for(person, Sought())
    assert by_key == in_list
    return by_key


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reads_what_is_its_own_or_what_it_reads_for_the_city(city: City, role: Role) -> None:
    document = make_document(city.officer, city.health)
    held_here, held_elsewhere = make_person(), make_person()
    appoint(held_here, role, city.health if role in IN_AN_AGENCY else None)
    appoint(held_elsewhere, role, city.other if role in IN_AN_AGENCY else None)
    of_the_city = {Role.COORDINATOR, Role.AUDITOR, Role.CITY_LEADER}
    own = {Role.AGENCY_OFFICER, Role.AGENCY_HEAD}
    assert may_read(held_here, document) == (role in of_the_city | own)
    assert may_read(held_elsewhere, document) == (role in of_the_city)


def test_an_appraiser_reads_what_proves_an_assigned_part_while_a_phase_is_open(city: City) -> None:
    document, unlinked = (make_document(city.officer, city.health) for _ in range(2))
    gathering = open_phase(city.campaign, "self_assessment")
    use = put(city, document, "2.1")
    assert not may_read(city.appraiser, document)
    phase = open_phase(city.campaign, "appraisal_1", nodes=["2"])
    assert may_read(city.appraiser, document)
    assert not may_read(city.appraiser, unlinked)
    # Another field of the same unit is another appraiser's.
    elsewhere = make_document(city.officer, city.health)
    put(city, elsewhere, "3.1")
    assert not may_read(city.appraiser, elsewhere)
    unlink_document(actor=city.officer, use=use, reason="nhầm tiêu chí")
    assert not may_read(city.appraiser, document)
    put(city, document, "2.2")
    assert may_read(city.appraiser, document)
    phase.closes_at = timezone.now() - timedelta(seconds=1)
    phase.opens_at = phase.closes_at - timedelta(days=1)
    phase.save()
    assert not may_read(city.appraiser, document)
    assert gathering.kind == "self_assessment"


def test_nobody_reads_as_appraiser_what_their_own_agency_handed_in(city: City) -> None:
    justice = city.appraiser.appointments.get().agency
    assert justice is not None
    officer = make_person()
    appoint(officer, Role.AGENCY_OFFICER, justice)
    document = make_document(officer, justice)
    # Their own agency's officers read it; the appraiser's role gives nothing.
    open_phase(city.campaign, "appraisal_1")
    assert not may_read(city.appraiser, document)
    assert may_read(officer, document)


def test_one_document_serves_many_criteria_and_each_use_is_recorded(city: City) -> None:
    document = make_document(city.officer, city.health)
    with pytest.raises(NotNow):
        put(city, document, "1.1")
    open_phase(city.campaign, "self_assessment")
    for node in ("1.1", "2.1", "7"):
        link_document(
            actor=city.officer, document=document, campaign=city.campaign, unit=city.health, node=node,
            page="3", note="dòng 4",
        )  # fmt: skip
    assert list(document.uses.values_list("node", flat=True)) == ["1.1", "2.1", "7"]
    with pytest.raises(Incomplete) as refused:
        put(city, document, "7")
    assert refused.value.problems[0].code == "CH-7439"
    with pytest.raises(Incomplete) as refused:
        link_document(
            actor=city.officer, document=document, campaign=city.campaign, unit=city.other, node="1"
        )
    assert refused.value.problems[0].code == "CH-7438"
    with pytest.raises(NoRight):
        link_document(
            actor=city.stranger, document=document, campaign=city.campaign, unit=city.other, node="1"
        )
    entries = Entry.objects.filter(verb="evidence_linked")
    assert entries.count() == 3
    chain = f"campaign/{city.campaign.pk}/agency/{city.health.pk}"
    assert set(entries.values_list("chain__name", flat=True)) == {chain}


def test_a_key_of_another_agency_leads_to_nothing_on_every_address(city: City) -> None:
    document = make_document(city.officer, city.health, file=("a.pdf", pdf()))
    open_phase(city.campaign, "self_assessment")
    use = put(city, document, "2.1")
    revision = document.revisions.get()
    addresses = [
        f"/tai-lieu/{document.key}/", f"/tai-lieu/{document.key}/sua/", f"/tai-lieu/{document.key}/ban-moi/",
        f"/tai-lieu/{document.key}/gan/", f"/tai-lieu/ban/{revision.key}/tai-ve/",
        f"/tai-lieu/ban/{revision.key}/xem/", f"/tai-lieu/ban/{revision.key}/trang/1.png",
        f"/tai-lieu/gan/{use.key}/go/",
    ]  # fmt: skip
    owner, stranger = sign_in(city.officer), sign_in(city.stranger)
    for address in addresses:
        seen = owner.get(address)
        seen.getvalue()  # type: ignore[attr-defined]
        assert seen.status_code == 200, address
        hidden, absent = stranger.get(address), stranger.get(address.replace(document.key, "2" * 12))
        assert (hidden.status_code, absent.status_code) == (404, 404), address
        assert stranger.post(address).status_code in (404, 405), address
        assert document.title not in hidden.content.decode()


def test_who_reads_for_the_city_changes_nothing(city: City) -> None:
    document = make_document(city.officer, city.health, file=("a.pdf", pdf()))
    auditor = make_person()
    appoint(auditor, Role.AUDITOR)
    client = sign_in(auditor)
    page = client.get(f"/tai-lieu/{document.key}/")
    assert page.status_code == 200
    assert "/sua/" not in page.content.decode()
    for verb in ("sua", "ban-moi", "gan"):
        assert client.get(f"/tai-lieu/{document.key}/{verb}/").status_code == 403
    handed_out = client.get(f"/tai-lieu/ban/{document.revisions.get().key}/tai-ve/")
    assert handed_out.getvalue() == pdf()  # type: ignore[attr-defined]
