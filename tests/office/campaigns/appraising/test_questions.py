"""Asking for an explanation: within its phase, answered by the agency, heard by the appraiser."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.appraising.questions import (
    ask_question,
    close_question,
    reply_as_agency,
    reply_as_appraiser,
    usual_deadline,
)
from chiso.office.campaigns.appraising.rounds import calendar_of
from chiso.office.campaigns.appraising.telling import tasks_of_appraising
from chiso.office.campaigns.models import Question
from chiso.office.errors import Conflict, Incomplete, NoRight, NotNow
from chiso.office.notices.models import Notice
from chiso.office.people.holdings import holdings
from chiso.office.people.models import Person
from chiso.office.ui.reader import Reader
from tests.office.campaigns.appraising.stage import NODE, appraise, later, say, share
from tests.office.campaigns.making import Running, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Running:
    found = running("appraisal_1")
    found.phase("explanation", later(2), later(16))
    say(found, found.ba_dinh, share(4, 4))
    return found


def ask(
    made: Running, until: datetime | None = None, *, words: str = "Hai thủ tục còn lại ở đâu?"
) -> Question:
    with scopes_disabled():
        return ask_question(
            actor=made.people["appraiser"],
            campaign=made.campaign,
            unit=made.ba_dinh,
            node=NODE,
            words=words,
            answer_until=until or later(12),
        )


def refused_codes(made: Running, until: datetime | None = None, **given: str) -> list[str]:
    with pytest.raises(Incomplete) as refused:
        ask(made, until, **given)
    return [problem.code for problem in refused.value.problems]


def tasks(person: Person) -> list[str]:
    with scopes_disabled():
        reader = Reader(person, holdings(person), timezone.now())
        return [str(task.title) for task in tasks_of_appraising(reader)]


def test_a_question_lies_within_the_phase_of_explanation(made: Running) -> None:
    assert refused_codes(made, later(1)) == ["CH-7851"]
    assert refused_codes(made, later(17)) == ["CH-7851"]
    assert refused_codes(made, later(2) + timedelta(minutes=5)) == ["CH-7852"]
    assert refused_codes(made, words=" ") == ["CH-7853"]
    with scopes_disabled():
        assert not Question.objects.exists()
    assert ask(made).agency == made.ba_dinh


def test_without_a_phase_of_explanation_nothing_can_be_asked(made: Running) -> None:
    made.campaign.phases.filter(kind="explanation").delete()
    assert refused_codes(made) == ["CH-7850"]


def test_the_proposed_deadline_is_three_working_days_at_five_within_the_phase() -> None:
    made = running()
    # Monday 7 December 2026, 08:00, in the city.
    begins = timezone.make_aware(datetime(2026, 12, 7, 8))
    made.phase("explanation", begins, begins + timedelta(days=14))
    [leaf, *_] = [one for one in made.participants.leaves if one.unit == made.ba_dinh.pk]
    calendar = calendar_of(made.campaign, begins - timedelta(days=3))
    assert usual_deadline(calendar, leaf) == timezone.make_aware(datetime(2026, 12, 10, 17))
    # Friday to the end of the phase: the phase is shorter than three working days.
    late = calendar_of(made.campaign, begins + timedelta(days=13))
    assert usual_deadline(late, leaf) == begins + timedelta(days=14)


def test_the_agency_is_told_and_answers_in_its_phase_only(made: Running) -> None:
    question = ask(made)
    told = set(Notice.objects.values_list("person", flat=True))
    assert told == {made.people[who].pk for who in ("officer", "colleague", "head")}
    with scopes_disabled():
        with pytest.raises(NotNow):
            reply_as_agency(actor=made.people["officer"], question=question, words="Gửi sau.")
        made.only("explanation")
        with pytest.raises(NoRight):
            reply_as_agency(actor=made.people["officer_2"], question=question, words="Không phải việc mình.")
        reply_as_agency(actor=made.people["officer"], question=question, words="Ở bộ phận một cửa phường.")
        reply_as_appraiser(actor=made.people["appraiser"], question=question, words="Phường nào?")
        replies = [(one.is_appraiser, one.words) for one in question.replies.all()]
    assert replies == [(False, "Ở bộ phận một cửa phường."), (True, "Phường nào?")]
    assert Notice.objects.filter(person=made.people["appraiser"]).count() == 1


def test_the_appraiser_hears_the_answer_once(made: Running) -> None:
    question = ask(made)
    made.only("explanation")
    with scopes_disabled():
        reply_as_agency(actor=made.people["officer"], question=question, words="Có bốn.")
        closed = close_question(
            actor=made.people["appraiser"], question=question, accepted=True, expected_version=1
        )
        assert (closed.accepted, closed.version) == (True, 2)
        with pytest.raises(Conflict):
            close_question(
                actor=made.people["appraiser_2"], question=question, accepted=False, expected_version=1
            )
        with pytest.raises(Incomplete) as refused:
            reply_as_agency(actor=made.people["officer"], question=question, words="Còn nữa.")
    assert [problem.code for problem in refused.value.problems] == ["CH-7854"]


def test_an_answer_can_still_be_heard_in_the_second_round(made: Running) -> None:
    question = ask(made)
    made.only("appraisal_2")
    with scopes_disabled():
        assert not close_question(
            actor=made.people["appraiser"], question=question, accepted=False, expected_version=1
        ).accepted
        with pytest.raises(NoRight):
            close_question(actor=made.people["officer"], question=question, accepted=True, expected_version=2)


def test_tasks_follow_the_thread_and_the_round(made: Running) -> None:
    appraiser, officer, other = (made.people[who] for who in ("appraiser", "officer", "officer_2"))
    assert [len(tasks(one)) for one in (appraiser, officer, other)] == [1, 0, 0]
    appraise(made, made.ba_dinh)
    assert tasks(appraiser) == []
    question = ask(made)
    assert [len(tasks(one)) for one in (appraiser, officer, other)] == [0, 1, 0]
    made.only("explanation")
    with scopes_disabled():
        reply_as_agency(actor=officer, question=question, words="Có bốn.")
    assert [len(tasks(one)) for one in (appraiser, officer, other)] == [1, 0, 0]
    with scopes_disabled():
        close_question(actor=appraiser, question=question, accepted=True, expected_version=1)
    assert [len(tasks(one)) for one in (appraiser, officer, other)] == [0, 0, 0]
