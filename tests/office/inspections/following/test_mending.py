"""What is mended counts once another visit saw it; what is not weighs more. How violations were handled."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from chiso.office.errors import Conflict, Incomplete, NoRight, NotFound
from chiso.office.inspections.following import services
from chiso.office.inspections.following.content import sha256_of
from chiso.office.inspections.following.sealing import Named
from chiso.office.inspections.models import Finding, HandledPerson, Handling, Record, Remediation, Visit
from chiso.office.ledger.models import Entry, Words
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from tests.office.inspections.following.making import (
    concluded,
    found,
    fresh,
    handed,
    inspection_of,
    issued,
    recommended,
    remedied,
    visited,
    whole_way,
)
from tests.office.inspections.making import City, make_city
from tests.office.making import appoint
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db

AGAIN = date(2026, 7, 14)


@pytest.fixture
def city() -> City:
    return make_city(2)


def codes(refused: pytest.ExceptionInfo[Incomplete]) -> list[str]:
    return sorted(one.code for one in refused.value.problems)


def looked(
    city: City,
    said: Remediation,
    revisit: Visit,
    decision: str,
    answer: str = "",
    actor: Person | None = None,
) -> Remediation:
    return services.check_remediation(
        actor=actor or city.inspectors[0], remediation=said, revisit=revisit, decision=decision,
        answer=answer, expected_version=fresh(said).version,
    )  # fmt: skip


def revisit(city: City, visit: Visit) -> Visit:
    return visited(city, visit.inspection, day=AGAIN, again_of=visit, not_met=())


def test_mended_is_what_another_visit_saw_on_its_day(city: City) -> None:
    visit, finding, _, recommendation = whole_way(city)
    said = remedied(city, recommendation)
    assert fresh(finding).state == "open"
    looked(city, said, revisit(city, visit), "mended")
    assert (fresh(finding).state, fresh(finding).mended_on) == ("mended", AGAIN)
    with pytest.raises(Incomplete) as refused:
        remedied(city, recommendation)
    assert codes(refused) == ["CH-8743"]


def test_not_mended_it_weighs_a_step_more_and_the_agency_may_say_again(city: City) -> None:
    visit, finding, _, recommendation = whole_way(city)
    conclusion = recommendation.conclusion
    assert finding.severity == "to_mend"
    said, again = remedied(city, recommendation), revisit(city, visit)
    with pytest.raises(Incomplete) as refused:
        looked(city, said, again, "not_mended")
    assert codes(refused) == ["CH-8722"]
    looked(city, said, again, "not_mended", "Vẫn thiếu phí")
    now = fresh(finding)
    assert (now.state, now.severity, now.not_mended_on, now.is_repeated) == ("open", "grave", AGAIN, True)
    # What was concluded on stays as it was approved: the paper and its hash tell the severity of then.
    assert now.concluded_severity == "to_mend"
    assert sha256_of(conclusion) == fresh(conclusion).approved_sha256
    with pytest.raises(Incomplete) as refused:
        looked(city, said, again, "mended")
    assert codes(refused) == ["CH-8727"]
    second = remedied(city, recommendation)
    looked(city, second, visited(city, visit.inspection, day=date(2026, 8, 4), again_of=visit), "mended")
    assert fresh(finding).mended_on == date(2026, 8, 4)


def test_a_severity_that_somebody_set_higher_is_not_lowered(city: City) -> None:
    visit, finding, _, recommendation = whole_way(city)
    Finding.objects.filter(pk=finding.pk).update(
        severity="grave", severity_reason="Nhiều người bị", effect="none", by_rule="reminder"
    )
    looked(city, remedied(city, recommendation), revisit(city, visit), "not_mended", "Chưa")
    now = fresh(finding)
    assert (now.by_rule, now.severity, now.severity_reason) == ("to_mend", "grave", "Nhiều người bị")


def test_only_a_further_signed_visit_of_the_place_counts(city: City) -> None:
    visit, _, _, recommendation = whole_way(city)
    said = remedied(city, recommendation)
    elsewhere = visited(city, visit.inspection, city.wards[1], code="P02")
    other_place = visited(city, visit.inspection, city.wards[1], code="P02", day=AGAIN, again_of=elsewhere)
    unsigned = revisit(city, visit)
    Record.objects.filter(visit=unsigned).update(state="open")
    for wrong in (visit, other_place, fresh(unsigned)):
        with pytest.raises(Incomplete) as refused:
            looked(city, said, wrong, "mended", actor=city.coordinator)
        assert codes(refused) == ["CH-8744"]


def test_a_visit_says_once_what_it_saw_and_not_of_what_was_seen_after_it(city: City) -> None:
    visit, _, _, recommendation = whole_way(city)
    said, again = remedied(city, recommendation), revisit(city, visit)
    earlier = visited(city, visit.inspection, day=date(2026, 6, 8), again_of=visit)
    between = visited(city, visit.inspection, day=date(2026, 7, 7), again_of=visit)
    with pytest.raises(Incomplete) as refused:
        looked(city, said, earlier, "mended")
    assert codes(refused) == ["CH-8744"]
    looked(city, said, again, "not_mended", "Vẫn thiếu phí")
    second = remedied(city, recommendation)
    for wrong in (again, between):
        with pytest.raises(Incomplete) as refused:
            looked(city, second, wrong, "mended")
        assert codes(refused) == ["CH-8744"]


def test_another_owner_neither_checks_itself_nor_is_sent_to_a_page_it_does_not_see(city: City) -> None:
    visit = visited(city, inspection_of(city))
    handed(city, visit)
    conclusion, owner = concluded(city, visit), city.wards[1]
    recommendation = recommended(city, conclusion, [found(city, visit)], owner=owner)
    issued(city, conclusion)
    client = sign_in(city.other_officer)
    answer = client.post(
        reverse("inspections:remedy", args=[recommendation.key]),
        {"words": "Đã làm", "expected_version": fresh(recommendation).version}, follow=True,
    )  # fmt: skip
    assert answer.status_code == 200, answer.redirect_chain
    assert answer.redirect_chain
    appoint(city.inspectors[0], Role.AGENCY_OFFICER, agency=owner)
    with pytest.raises(NoRight):
        looked(city, Remediation.objects.get(), revisit(city, visit), "mended")


def test_the_agency_does_not_check_itself_and_another_team_does_not_find_the_visit(city: City) -> None:
    visit, _, _, recommendation = whole_way(city)
    said, again = remedied(city, recommendation), revisit(city, visit)
    for person in (city.ward_head, city.ward_officer, city.leader):
        with pytest.raises(NoRight):
            looked(city, said, again, "mended", actor=person)
    with pytest.raises(NotFound):
        looked(city, said, again, "mended", actor=city.inspectors[2])


def test_only_the_owner_says_what_is_mended_one_thing_at_a_time(city: City) -> None:
    _, _, _, recommendation = whole_way(city)
    for person in (city.other_officer, city.coordinator):
        with pytest.raises(NoRight):
            remedied(city, recommendation, actor=person)
    remedied(city, recommendation)
    with pytest.raises(Incomplete) as refused:
        remedied(city, recommendation)
    assert codes(refused) == ["CH-8726"]
    with pytest.raises(Conflict):
        services.report_remediation(
            actor=city.ward_head, recommendation=recommendation, words="Xong", expected_version=1
        )


def handled(city: City, finding: Finding, name: str = "", actor: Person | None = None) -> Handling:
    return services.record_handling(
        actor=actor or city.coordinator, finding=finding, kind="reprimand", decided_on=date(2026, 7, 1),
        agency=city.wards[0], document_number="5/QĐ", named=Named(name, "công chức một cửa"),
    )  # fmt: skip


def test_a_violation_is_handled_by_type_and_the_name_stands_apart_encrypted(city: City) -> None:
    visit = visited(city, inspection_of(city))
    finding = found(city, visit, duty="G1")
    made = handled(city, finding, "Đinh Hữu Phạm")
    apart = HandledPerson.objects.get(handling=made)
    assert "Đinh" not in apart.sealed
    assert services.read_handled(actor=city.leader, handling=made) == Named(
        "Đinh Hữu Phạm", "công chức một cửa"
    )
    # Who read it stands in the record; whom it was about does not.
    entry = Entry.objects.get(verb="handled_read")
    assert entry.actor == city.leader.pk
    assert not any("Đinh" in str(one.facts) for one in Entry.objects.all())
    assert not Words.objects.filter(text__contains="Đinh").exists()


def test_names_are_read_by_few_and_erased_under_a_request(city: City) -> None:
    visit = visited(city, inspection_of(city))
    made = handled(city, found(city, visit, duty="G1"), "Đinh Hữu Phạm")
    for person in (city.auditor, city.inspectors[0], city.statistician, city.ward_head):
        with pytest.raises(NoRight):
            services.read_handled(actor=person, handling=made)
    with pytest.raises(Incomplete) as refused:
        services.erase_handled(actor=city.coordinator, handling=made, request="")
    assert codes(refused) == ["CH-8750"]
    services.erase_handled(actor=city.coordinator, handling=made, request="YC-12")
    assert services.read_handled(actor=city.leader, handling=made) == Named()
    apart = HandledPerson.objects.get(handling=made)
    assert (apart.sealed, apart.erased_by_request) == ("", "YC-12")


def test_what_is_wrong_with_a_handling_is_said_at_once(city: City) -> None:
    finding = found(city, visited(city, inspection_of(city)), duty="G1")
    Finding.objects.update(withdrawn_at="2026-06-10T00:00:00Z")
    with pytest.raises(Incomplete) as refused:
        services.record_handling(
            actor=city.coordinator, finding=fresh(finding), kind="shouted_at", decided_on=date(2099, 1, 1),
            agency=city.wards[0],
        )  # fmt: skip
    assert codes(refused) == ["CH-8729", "CH-8734", "CH-8742"]
    with pytest.raises(NoRight):
        handled(city, finding, actor=city.other_officer)
