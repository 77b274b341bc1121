"""Layers of a leaf: who may write them, what is refused, what is recorded, which points follow."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from chiso.office.campaigns.answering.given import Given, InputRow, given_of, read_given
from chiso.office.campaigns.answering.saving import save_answer
from chiso.office.campaigns.models import Answer, PhaseException, Submission
from chiso.office.campaigns.scoring import points_at_once, result_of
from chiso.office.errors import Conflict, Incomplete, NoRight, NotFound, NotNow
from chiso.office.ledger.models import Entry
from chiso.office.ledger.verifying import verify_ledger
from tests.office.campaigns.answering.staged import address_of
from tests.office.campaigns.making import Running, by_case, published, running
from tests.office.signing import sign_in

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def whole_city() -> Any:
    with scopes_disabled():
        yield


@pytest.fixture
def made() -> Running:
    return running("self_assessment")


def save(
    made: Running, who: str = "officer", node: str = "6", given: Given | None = None, **more: Any
) -> Answer:
    options = {"unit": made.ba_dinh, "expected_version": 0} | more
    return save_answer(
        actor=made.people[who], campaign=made.campaign, node=node, given=given or published(), **options
    )


def test_an_answer_is_kept_in_one_notation_and_told_in_the_record(made: Running) -> None:
    answer = save(made, given=published(electronic="không", note="Bảng điện tử đang sửa"))
    assert answer.rows == [
        ["correct", "", "true", "", "", ""],
        ["posted", "", "true", "", "", ""],
        ["electronic", "", "false", "", "", ""],
    ]
    entry = Entry.objects.get(verb="answer_saved")
    assert entry.facts["rows"] == answer.rows
    assert entry.chain.name == f"campaign/{made.campaign.pk}/agency/{made.ba_dinh.pk}"
    assert Submission.objects.get(agency=made.ba_dinh).revision == 1


def test_points_follow_from_what_is_kept(made: Running) -> None:
    save(made, given=published(electronic="không"))
    save(made, node="1", given=by_case("-1", "0", "2"))
    result = result_of(made.participants)
    assert result.node("quan-ba-dinh", "6").points == Fraction(1)
    # (2 + 1 + 0) / 3 = 1.
    assert result.node("quan-ba-dinh", "1").points == Fraction(1)
    assert not result.is_complete("quan-ba-dinh")


def test_points_at_once_are_those_that_would_be_kept(made: Running) -> None:
    read = read_given(made.participants, made.ba_dinh.pk, "6", published(posted="không", electronic="không"))
    node = points_at_once(made.participants, made.ba_dinh.pk, "6", read)
    assert node.points is None
    assert node.status == "open"
    assert not Answer.objects.exists()


def test_every_bad_cell_is_named_by_its_input(made: Running) -> None:
    with pytest.raises(Incomplete) as refused:
        save(made, given=published(correct="chắc vậy", posted="2"))
    assert [(one.code, one.where.field) for one in refused.value.problems] == [
        ("CH-1133", "correct.value"),
        ("CH-1133", "posted.value"),
    ]
    assert not Answer.objects.exists()
    assert not Submission.objects.exists()


def test_two_officers_on_one_leaf_see_each_other(made: Running) -> None:
    save(made, given=published(posted="không"))
    with pytest.raises(Conflict) as refused:
        save(made, "colleague", given=published())
    assert refused.value.version == 1
    assert given_of(Answer.objects.get()).rows[1] == InputRow("posted", value="false")
    assert save(made, "colleague", given=published(), expected_version=1).version == 2


@pytest.mark.parametrize("who", ["officer_2", "head_2", "appraiser", "coordinator", "leader", "auditor"])
def test_nobody_else_writes_what_an_agency_says(made: Running, who: str) -> None:
    with pytest.raises(NoRight):
        save(made, who)
    assert not Answer.objects.exists()


def test_a_leaf_that_is_not_there_is_not_found(made: Running) -> None:
    with pytest.raises(NotFound):
        save(made, node="99")


def test_after_the_phase_nothing_is_saved_but_where_it_was_extended(made: Running) -> None:
    made.close("self_assessment")
    with pytest.raises(NotNow):
        save(made)
    now = timezone.now()
    PhaseException.objects.create(
        campaign=made.campaign, kind="extension", phase="self_assessment", agency=made.ba_dinh, node="6",
        opens_at=now - timedelta(minutes=1), closes_at=now + timedelta(hours=1), reason="Mất điện",
        granted_by=made.people["coordinator"],
    )  # fmt: skip
    assert save(made).version == 1
    with pytest.raises(NotNow):
        save(made, node="1", given=by_case("0"))
    with pytest.raises(NotNow):
        save(made, "officer_2", unit=made.hoan_kiem)


def test_what_is_late_is_taken_where_the_campaign_says_so(made: Running) -> None:
    made.close("self_assessment")
    made.campaign.phases.update(late_until=timezone.now() + timedelta(hours=1))
    with pytest.raises(NotNow):
        save(made)
    made.campaign.lateness = "marked"
    made.campaign.save()
    assert save(made).version == 1


def test_an_approval_falls_when_an_answer_changes(made: Running) -> None:
    save(made)
    Submission.objects.update(state="approved", approved_revision=1, approved_by=made.people["head"])
    save(made, given=published(posted="không"), expected_version=1)
    fallen = Submission.objects.get()
    assert (fallen.state, fallen.approved_revision, fallen.revision) == ("drafting", None, 2)
    assert Entry.objects.filter(verb="approval_fell").count() == 1


def test_of_another_agency_there_is_nothing_to_see(made: Running) -> None:
    save(made)
    with scope(agency=[made.hoan_kiem.pk]):
        assert not Answer.objects.exists()


def test_the_chain_verifies(made: Running) -> None:
    save(made)
    save(made, given=published(posted="không"), expected_version=1)
    assert not verify_ledger().problems


def test_a_save_of_a_page_asks_the_database_no_more_than_it_needs(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """In the last hour a whole city saves at once; counted by hand."""
    made = running("self_assessment")
    client, address = sign_in(made.people["officer"]), address_of(made, "6")
    form = {f"i-{name}": "true" for name in ("correct", "posted", "electronic")}
    for version in (0, 1):
        client.post(address, form | {"note": f"Lần {version}", "expected_version": str(version)})
    # Who it is and what they hold: session, person, appointments, stand-ins, teams. What the address leads
    # to: assignments, the unit's form, what is open, layers. The right afresh: appointments, assignments,
    # what is open. The write: begin, chain, answer, submission, end; the entry with its words and the
    # chain's head is one statement on PostgreSQL.
    entry = 1 if connection.vendor == "postgresql" else 3
    with django_assert_num_queries(5 + 4 + 3 + 5 + entry):
        answer = client.post(address, form | {"note": "Lần 2", "expected_version": "2"})
    assert answer.status_code == 303
    assert Answer.objects.get().version == 3
