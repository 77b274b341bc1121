"""Asking agencies and the public about a draft, and answering them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from chiso.office.drafting.consulting import keeping
from chiso.office.drafting.consulting.limits import MOST_AN_HOUR, digest_of
from chiso.office.drafting.consulting.selectors import (
    opinion_for,
    opinions_for,
    text_laid_open,
    unanswered_of,
)
from chiso.office.drafting.consulting.services.consultations import (
    end_consultation,
    extend_consultation,
    open_consultation,
)
from chiso.office.drafting.consulting.services.opinions import (
    Sender,
    answer_opinions,
    change_opinion,
    erase_sender,
    give_opinion,
    receive_opinion,
    withdraw_opinion,
)
from chiso.office.drafting.models import Consultation, Draft, Opinion, OpinionAuthor, PublicPost
from chiso.office.drafting.services import save_node
from chiso.office.errors import Conflict, Incomplete, NoRight, NotFound
from chiso.office.ledger.models import Entry, Words
from chiso.office.ledger.verifying import verify_ledger
from chiso.office.notices.models import Notice
from chiso.office.ui.refusals import TooOften
from chiso.problems import BadInput
from tests.office.drafting.sets import (
    Cast,
    lay_open,
    let_time_pass,
    make_cast,
    make_draft,
    node_of,
    small_set,
)

pytestmark = pytest.mark.django_db

NOBODY = Sender("", "", "203.0.113.7")


def codes_of(error: pytest.ExceptionInfo[Incomplete]) -> list[str]:
    return [problem.code for problem in error.value.problems]


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def draft(cast: Cast) -> Draft:
    return make_draft(cast.coordinator)


def test_opening_keeps_the_text_as_it_was_laid_open_though_the_draft_goes_on(
    cast: Cast, draft: Draft
) -> None:
    consultation = lay_open(cast, draft)
    row = node_of(draft, "1.1")
    title = {"vi": "Kế hoạch được ban hành trước 31/12", "en": "Issued before 31 December"}
    save_node(
        actor=cast.statistician,
        node=row,
        content={**row.content, "title": title},
        expected_version=row.version,
    )
    shown = text_laid_open(Consultation.objects.get(pk=consultation.pk)).nodes_by_code["1.1"]
    assert shown.title.vi == "Ban hành kế hoạch"
    assert Draft.objects.get(pk=draft.pk).state == "consulting"


def test_a_draft_that_the_loader_refuses_is_not_laid_before_others(cast: Cast) -> None:
    broken = make_draft(cast.coordinator, small_set(index={"max_points": "11"}))
    with pytest.raises(BadInput) as refused:
        lay_open(cast, broken)
    assert [problem.code for problem in refused.value.problems] == ["CH-2041"]
    assert not Consultation.objects.exists()


def test_a_consultation_needs_a_time_to_come_and_somebody_who_is_asked(cast: Cast, draft: Draft) -> None:
    with pytest.raises(Incomplete) as refused:
        open_consultation(
            actor=cast.coordinator,
            draft=draft,
            title="x",
            words="",
            closes_at=timezone.now() - timedelta(minutes=1),
            agencies=[],
            is_public=False,
            expected_version=draft.version,
        )
    assert codes_of(refused) == ["CH-7741", "CH-7742"]


def test_only_one_consultation_runs_at_a_time(cast: Cast, draft: Draft) -> None:
    lay_open(cast, draft)
    with pytest.raises(Incomplete) as refused:
        lay_open(cast, draft)
    assert codes_of(refused) == ["CH-7740"]


def test_a_statistician_drafts_and_does_not_consult(cast: Cast, draft: Draft) -> None:
    with pytest.raises(NoRight):
        open_consultation(
            actor=cast.statistician,
            draft=draft,
            title="x",
            words="",
            closes_at=timezone.now() + timedelta(days=9),
            agencies=[cast.health],
            is_public=False,
            expected_version=draft.version,
        )


def test_those_who_speak_for_an_asked_agency_are_told(cast: Cast, draft: Draft) -> None:
    lay_open(cast, draft, agencies=[cast.health])
    told = set(Notice.objects.filter(kind="drafting.asked").values_list("person", flat=True))
    assert told == {cast.doctor.pk, cast.nurse.pk}


def test_a_whole_agency_sees_its_opinions_and_others_only_after_the_deadline(
    cast: Cast, draft: Draft
) -> None:
    consultation = lay_open(cast, draft)
    mine = give_opinion(
        actor=cast.doctor, consultation=consultation, agency=cast.health, node="1.1", words="Nên 5 điểm."
    )
    theirs = give_opinion(
        actor=cast.teacher, consultation=consultation, agency=cast.education, node="", words="Đồng ý."
    )
    public = receive_opinion(consultation=consultation, node="1.2", words="Nên rõ hơn.", sender=NOBODY)
    assert list(opinions_for(cast.nurse, consultation)) == [mine]
    assert list(opinions_for(cast.coordinator, consultation)) == [mine, theirs, public]
    with pytest.raises(NotFound):
        opinion_for(cast.nurse, theirs.key)
    let_time_pass(consultation)
    assert list(opinions_for(cast.nurse, consultation)) == [mine, theirs, public]
    assert mine.node == node_of(draft, "1.1").key


def test_an_agency_that_was_not_asked_says_nothing(cast: Cast, draft: Draft) -> None:
    consultation = lay_open(cast, draft, agencies=[cast.health])
    with pytest.raises(NotFound):
        give_opinion(
            actor=cast.teacher, consultation=consultation, agency=cast.education, node="", words="Một ý."
        )
    with pytest.raises(NoRight):
        give_opinion(
            actor=cast.teacher, consultation=consultation, agency=cast.health, node="", words="Một ý."
        )
    assert not Opinion.objects.exists()


def test_an_opinion_names_a_part_that_was_laid_open_and_says_something(cast: Cast, draft: Draft) -> None:
    consultation = lay_open(cast, draft)
    with pytest.raises(Incomplete) as refused:
        give_opinion(
            actor=cast.doctor, consultation=consultation, agency=cast.health, node="9.9", words="x" * 5001
        )
    assert codes_of(refused) == ["CH-7744", "CH-7745"]


def test_an_opinion_is_changed_and_withdrawn_by_its_agency_until_the_deadline(
    cast: Cast, draft: Draft
) -> None:
    consultation = lay_open(cast, draft)
    opinion = give_opinion(
        actor=cast.doctor, consultation=consultation, agency=cast.health, node="1.1", words="Nên 5 điểm."
    )
    changed = change_opinion(
        actor=cast.nurse, opinion=opinion, node="1.2", words="Nên 7 điểm.", expected_version=1
    )
    assert (changed.node_code, changed.words, changed.author) == ("1.2", "Nên 7 điểm.", cast.nurse)
    with pytest.raises(Conflict):
        change_opinion(actor=cast.doctor, opinion=opinion, node="", words="Khác.", expected_version=1)
    with pytest.raises(NoRight):
        withdraw_opinion(actor=cast.teacher, opinion=opinion, expected_version=2)
    let_time_pass(consultation)
    with pytest.raises(Incomplete) as refused:
        withdraw_opinion(actor=cast.nurse, opinion=opinion, expected_version=2)
    assert codes_of(refused) == ["CH-7743"]


def test_an_answer_falls_when_the_words_it_speaks_of_are_changed(cast: Cast, draft: Draft) -> None:
    consultation = lay_open(cast, draft)
    opinion = give_opinion(
        actor=cast.doctor, consultation=consultation, agency=cast.health, node="1.1", words="Nên 5 điểm."
    )
    answer_opinions(
        actor=cast.coordinator,
        consultation=consultation,
        chosen=[(opinion.key, 1)],
        decision="accepted",
        answer="",
    )
    change_opinion(actor=cast.doctor, opinion=opinion, node="1.1", words="Nên 9 điểm.", expected_version=2)
    assert unanswered_of(draft) == 1


def test_nothing_is_taken_from_the_minute_of_the_deadline_on(cast: Cast, draft: Draft) -> None:
    consultation = let_time_pass(lay_open(cast, draft))
    for take in (
        lambda: give_opinion(
            actor=cast.doctor, consultation=consultation, agency=cast.health, node="", words="Muộn."
        ),
        lambda: receive_opinion(consultation=consultation, node="", words="Muộn.", sender=NOBODY),
    ):
        with pytest.raises(Incomplete) as refused:
            take()
        assert codes_of(refused) == ["CH-7743"]


def test_a_deadline_is_put_off_and_never_brought_forward(cast: Cast, draft: Draft) -> None:
    consultation = lay_open(cast, draft, days=10)
    sooner = timezone.now() + timedelta(days=9)
    with pytest.raises(Incomplete) as refused:
        extend_consultation(
            actor=cast.coordinator, consultation=consultation, closes_at=sooner, expected_version=1
        )
    assert codes_of(refused) == ["CH-7747"]
    later = timezone.now() + timedelta(days=30)
    extend_consultation(
        actor=cast.coordinator, consultation=consultation, closes_at=later, expected_version=1
    )
    assert Consultation.objects.get().closes_at == later


def test_a_consultation_ends_after_its_time_and_the_draft_is_free_again(cast: Cast, draft: Draft) -> None:
    consultation = lay_open(cast, draft)
    with pytest.raises(Incomplete) as refused:
        end_consultation(actor=cast.coordinator, consultation=consultation, expected_version=1)
    assert codes_of(refused) == ["CH-7746"]
    let_time_pass(consultation)
    end_consultation(actor=cast.coordinator, consultation=consultation, expected_version=1)
    assert Draft.objects.get(pk=draft.pk).state == "drafting"
    with pytest.raises(Incomplete) as refused:
        end_consultation(actor=cast.coordinator, consultation=consultation, expected_version=2)
    assert codes_of(refused) == ["CH-7743"]


@pytest.mark.parametrize("decision", ["in_part", "declined"])
def test_an_opinion_is_not_declined_without_a_reason(cast: Cast, draft: Draft, decision: str) -> None:
    consultation = lay_open(cast, draft)
    opinion = receive_opinion(consultation=consultation, node="", words="Một ý.", sender=NOBODY)
    with pytest.raises(Incomplete) as refused:
        answer_opinions(
            actor=cast.coordinator,
            consultation=consultation,
            chosen=[(opinion.key, 1)],
            decision=decision,
            answer="  ",
        )
    assert codes_of(refused) == ["CH-7748"]
    assert unanswered_of(draft) == 1


def test_several_opinions_are_answered_at_once_or_none_of_them(cast: Cast, draft: Draft) -> None:
    consultation = lay_open(cast, draft)
    opinions = [
        receive_opinion(consultation=consultation, node="1.1", words=f"Ý {number}.", sender=NOBODY)
        for number in range(3)
    ]
    given = {
        "actor": cast.coordinator,
        "consultation": consultation,
        "decision": "declined",
        "answer": "Luật.",
    }
    with pytest.raises(Conflict):
        answer_opinions(chosen=[(opinions[0].key, 1), (opinions[1].key, 7)], **given)  # type: ignore[arg-type]
    assert unanswered_of(draft) == 3
    answer_opinions(chosen=[(one.key, 1) for one in opinions], **given)  # type: ignore[arg-type]
    assert unanswered_of(draft) == 0
    assert {one.answer for one in Opinion.objects.all()} == {"Luật."}


def test_an_address_may_send_ten_an_hour_and_is_kept_as_a_digest_only(cast: Cast, draft: Draft) -> None:
    consultation = lay_open(cast, draft)
    for number in range(MOST_AN_HOUR):
        receive_opinion(consultation=consultation, node="", words=f"Ý {number}.", sender=NOBODY)
    with pytest.raises(TooOften) as refused:
        receive_opinion(consultation=consultation, node="", words="Thêm.", sender=NOBODY)
    assert 1 <= refused.value.minutes <= 60
    elsewhere = Sender("", "", "203.0.113.8")
    receive_opinion(consultation=consultation, node="", words="Từ nơi khác.", sender=elsewhere)
    kept = PublicPost.objects.filter(address_digest=digest_of(consultation, NOBODY.address))
    assert kept.count() == MOST_AN_HOUR
    assert not any(NOBODY.address in str(row) for row in PublicPost.objects.values_list())


def test_an_hour_later_the_same_address_may_send_again(cast: Cast, draft: Draft) -> None:
    consultation = lay_open(cast, draft)
    for number in range(MOST_AN_HOUR):
        receive_opinion(consultation=consultation, node="", words=f"Ý {number}.", sender=NOBODY)
    PublicPost.objects.update(at=timezone.now() - timedelta(minutes=61))
    receive_opinion(consultation=consultation, node="", words="Sau một giờ.", sender=NOBODY)


def test_who_sent_an_opinion_is_in_no_entry_of_the_record_and_can_be_erased(cast: Cast, draft: Draft) -> None:
    consultation = lay_open(cast, draft)
    sender = Sender("Trần Thị Công Dân", "0912 345 678", "203.0.113.7")
    opinion = receive_opinion(consultation=consultation, node="1.1", words="Nên rõ hơn.", sender=sender)
    told = [
        *Words.objects.values_list("text", flat=True),
        *map(str, Entry.objects.values_list("facts", flat=True)),
    ]
    assert not any("Công Dân" in one or "0912" in one for one in told)
    with pytest.raises(Incomplete) as refused:
        erase_sender(actor=cast.coordinator, opinion=opinion, request=" ")
    assert codes_of(refused) == ["CH-7758"]
    erase_sender(actor=cast.coordinator, opinion=opinion, request="15/YC")
    author = OpinionAuthor.objects.get()
    assert (author.name, author.contact) == ("", "")
    assert Opinion.objects.get().words == "Nên rõ hơn."


def test_names_go_a_year_after_the_deadline_and_counts_after_a_day(cast: Cast, draft: Draft) -> None:
    consultation = lay_open(cast, draft)
    receive_opinion(
        consultation=consultation, node="", words="Một ý.", sender=Sender("Ông Hùng", "", "203.0.113.7")
    )
    assert (keeping.forget_senders(), keeping.forget_posts()) == (0, 0)
    past = timezone.now() - timedelta(days=366)
    Consultation.objects.update(opens_at=past - timedelta(days=20), closes_at=past)
    PublicPost.objects.update(at=timezone.now() - timedelta(hours=25))
    assert (keeping.forget_senders(), keeping.forget_posts()) == (1, 1)
    assert OpinionAuthor.objects.get().name == ""


def test_a_consultation_without_an_address_takes_nothing_from_the_public(cast: Cast, draft: Draft) -> None:
    consultation = lay_open(cast, draft, is_public=False)
    with pytest.raises(NotFound):
        receive_opinion(consultation=consultation, node="", words="Một ý.", sender=NOBODY)


def test_every_step_stands_in_the_chain_of_the_draft(cast: Cast, draft: Draft) -> None:
    consultation = lay_open(cast, draft)
    opinion = give_opinion(
        actor=cast.doctor, consultation=consultation, agency=cast.health, node="1.1", words="Nên 5 điểm."
    )
    answer_opinions(
        actor=cast.coordinator,
        consultation=consultation,
        chosen=[(opinion.key, 1)],
        decision="accepted",
        answer="",
    )
    end_consultation(actor=cast.coordinator, consultation=let_time_pass(consultation), expected_version=1)
    verbs = list(Entry.objects.filter(chain__name=f"drafting/{draft.pk}").values_list("verb", flat=True))
    assert verbs == ["consultation_opened", "opinion_given", "opinion_answered", "consultation_ended"]
    assert not verify_ledger().problems
