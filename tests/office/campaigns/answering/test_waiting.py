"""What waits for officers on their own page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.answering.giving import give_leaves
from chiso.office.campaigns.answering.saving import save_answer
from chiso.office.campaigns.answering.waiting import tasks_of_answering
from chiso.office.campaigns.models import PhaseException, Submission
from chiso.office.organisation.services import save_section
from chiso.office.people.holdings import holdings
from chiso.office.ui.reader import Reader
from chiso.office.ui.tasks import Task
from tests.office.campaigns.answering.staged import address_of, leaf_of
from tests.office.campaigns.making import Running, published, running
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def whole_city() -> Iterator[None]:
    with scopes_disabled():
        yield


@pytest.fixture
def made() -> Running:
    return running("self_assessment")


def tasks(made: Running, who: str = "officer") -> list[Task]:
    person = made.people[who]
    return list(tasks_of_answering(Reader(person, holdings(person), timezone.now())))


def test_an_open_self_assessment_waits_for_the_officers_of_the_agency(made: Running) -> None:
    (task,) = tasks(made)
    assert task.address == address_of(made)
    assert task.deadline == made.campaign.phases.get().closes_at
    for who in ("head", "appraiser", "coordinator", "leader"):
        assert tasks(made, who) == []


def test_it_waits_no_more_once_it_was_handed_in_or_the_phase_is_over(made: Running) -> None:
    Submission.objects.create(campaign=made.campaign, agency=made.ba_dinh, state="submitted")
    assert tasks(made) == []
    assert len(tasks(made, "officer_2")) == 1
    made.close("self_assessment")
    assert tasks(made, "officer_2") == []


def test_an_extension_moves_the_deadline_of_that_agency_alone(made: Running) -> None:
    made.close("self_assessment")
    now = timezone.now()
    PhaseException.objects.create(
        campaign=made.campaign, kind="extension", phase="self_assessment", agency=made.ba_dinh,
        opens_at=now - timedelta(minutes=1), closes_at=now + timedelta(hours=5), reason="Mất điện",
        granted_by=made.people["coordinator"],
    )  # fmt: skip
    assert [task.deadline for task in tasks(made)] == [now + timedelta(hours=5)]
    assert tasks(made, "officer_2") == []


def test_leaves_that_were_given_wait_until_they_are_done(made: Running) -> None:
    due = timezone.localdate() + timedelta(days=3)
    give_leaves(
        actor=made.people["head"], campaign=made.campaign, agency=made.ba_dinh,
        leaves=[leaf_of(made, "6"), leaf_of(made, "7")], officer=made.people["officer"], due_on=due,
    )  # fmt: skip
    given = tasks(made)[1]
    assert (given.deadline, given.address) == (due, f"{address_of(made)}?xem=cua-toi")
    assert "2" in given.title.in_language("en")  # type: ignore[union-attr]
    assert len(tasks(made, "colleague")) == 1
    save_answer(
        actor=made.people["officer"], campaign=made.campaign, unit=made.ba_dinh, node="6",
        given=published(note="Theo sổ"), expected_version=0,
    )  # fmt: skip
    assert "One" in tasks(made)[1].title.in_language("en")  # type: ignore[union-attr]


def test_leaves_of_a_section_wait_for_its_people_and_for_nobody_else(made: Running) -> None:
    section = save_section(
        actor=made.people["head"], agency=made.ba_dinh, name="Phòng Nội vụ",
        people=[made.people["officer"], made.people["head"]],
    )  # fmt: skip
    give_leaves(
        actor=made.people["head"], campaign=made.campaign, agency=made.ba_dinh,
        leaves=[leaf_of(made, "6"), leaf_of(made, "7")], section=section,
    )  # fmt: skip
    give_leaves(
        actor=made.people["head"], campaign=made.campaign, agency=made.ba_dinh,
        leaves=[leaf_of(made, "1")], officer=made.people["officer"],
    )  # fmt: skip
    given = tasks(made)[1]
    assert given.address == f"{address_of(made)}?xem=cua-toi"
    assert given.title.in_language("en").startswith("3 criteria")  # type: ignore[union-attr]
    assert len(tasks(made, "colleague")) == 1
    # A head may belong to a section too.
    assert [one.title.in_language("en")[:10] for one in tasks(made, "head")] == ["2 criteria"]  # type: ignore[union-attr]
    page = sign_in(made.people["officer"]).get(given.address).content.decode()
    assert [f"/{code}/" in page for code in ("1", "6", "7")] == [True, True, True]
    colleague = sign_in(made.people["colleague"]).get(given.address).content.decode()
    assert f"{address_of(made, '6')}" not in colleague
    # Who is taken out of the section has them no more.
    save_section(
        actor=made.people["head"], agency=made.ba_dinh, name="Phòng Nội vụ", people=[], section=section,
        expected_version=1,
    )  # fmt: skip
    assert "One" in tasks(made)[1].title.in_language("en")  # type: ignore[union-attr]


def test_the_number_of_queries_does_not_grow_with_the_leaves(made: Running) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            tasks(made)
        return len(found)

    def give(*codes: str) -> None:
        give_leaves(
            actor=made.people["head"], campaign=made.campaign, agency=made.ba_dinh,
            leaves=[leaf_of(made, code) for code in codes], officer=made.people["officer"],
        )  # fmt: skip

    give("6")
    few = asked()
    give("1", "2", "3")
    assert asked() == few
