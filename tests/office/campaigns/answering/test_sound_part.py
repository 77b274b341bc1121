"""What can be read of what was typed is saved, and the rest is said and not lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django_scopes import scopes_disabled

from chiso.office.campaigns.answering.given import Given, InputRow
from chiso.office.campaigns.answering.saving import Saved, save_answer, save_what_is_sound
from chiso.office.campaigns.models import Answer, Submission
from chiso.office.errors import Conflict, Incomplete, NotNow
from chiso.office.ledger.models import Entry
from tests.office.campaigns.making import Running, by_case, published, running

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def whole_city() -> Iterator[None]:
    with scopes_disabled():
        yield


@pytest.fixture
def made() -> Running:
    return running("self_assessment")


def save(made: Running, given: Given, expected_version: int = 0, node: str = "6", **more: Any) -> Saved:
    return save_what_is_sound(
        actor=made.people["officer"], campaign=made.campaign, unit=made.ba_dinh, node=node, given=given,
        expected_version=expected_version, **more,
    )  # fmt: skip


def test_good_inputs_are_saved_beside_a_bad_one(made: Running) -> None:
    saved = save(made, published(posted="chắc vậy", note="Giữ lời này"))
    answer = Answer.objects.get()
    assert [row[0] for row in answer.rows] == ["correct", "electronic"]
    assert (answer.note, answer.status, answer.lacking) == ("Giữ lời này", "given", 1)
    assert [(one.row, one.problem.code) for one in saved.problems] == [(1, "CH-1133")]


def test_a_bad_input_keeps_what_stood_there(made: Running) -> None:
    save(made, published(posted="có"))
    save(made, published(posted="chắc vậy", electronic="không"), 1)
    answer = Answer.objects.get()
    assert [row[2] for row in answer.rows] == ["true", "true", "false"]
    assert (answer.version, answer.lacking) == (2, 0)


def test_words_alone_are_kept_and_the_figures_are_still_to_come(made: Running) -> None:
    save(made, Given(note="Đang chờ số liệu của Sở Tài chính"))
    answer = Answer.objects.get()
    assert (answer.status, answer.rows, answer.lacking) == ("missing", [], 3)
    assert answer.note == "Đang chờ số liệu của Sở Tài chính"


def test_an_agency_may_say_that_there_are_no_figures(made: Running) -> None:
    save(made, Given(status="missing", note="Không theo dõi"))
    assert (Answer.objects.get().status, Answer.objects.get().lacking) == ("missing", 0)


def test_not_applicable_needs_its_reason_and_until_then_changes_nothing(made: Running) -> None:
    save(made, published())
    saved = save(made, Given(status="not_applicable"), 1)
    assert [one.problem.code for one in saved.problems] == ["CH-7816"]
    assert (Answer.objects.get().status, Answer.objects.get().version) == ("given", 1)
    save(made, Given(status="not_applicable", note="Không có bộ phận một cửa"), 1)
    assert Answer.objects.get().status == "not_applicable"
    with pytest.raises(Incomplete) as refused:
        save_answer(
            actor=made.people["officer"], campaign=made.campaign, unit=made.ba_dinh, node="1",
            given=Given(status="not_applicable"), expected_version=0,
        )  # fmt: skip
    assert [one.code for one in refused.value.problems] == ["CH-7816"]


def test_nothing_is_written_where_nothing_changes(made: Running) -> None:
    save(made, published())
    entries = Entry.objects.count()
    again = save(made, published(), 1)
    assert not again.is_new
    assert again.answer is not None
    assert again.answer.version == 1
    # Somebody's page was older, but says the same: nothing to choose between.
    assert not save(made, published(), 0).is_new
    assert Entry.objects.count() == entries
    assert Submission.objects.get().revision == 1


def test_nothing_at_all_makes_no_answer(made: Running) -> None:
    assert save(made, Given()).answer is None
    assert not Answer.objects.exists()


def test_another_version_meanwhile_is_a_conflict_even_for_a_part(made: Running) -> None:
    save(made, published())
    with pytest.raises(Conflict):
        save(made, published(posted="không", correct="?"), 0)


def test_a_bad_case_leaves_the_others(made: Running) -> None:
    saved = save(made, by_case("-1", "nhiều", "2"), node="1")
    assert [row[1] for row in Answer.objects.get().rows] == ["HS-1", "HS-3"]
    assert [one.row for one in saved.problems] == [1]


def test_a_case_that_is_named_twice_is_said_and_the_first_is_kept_out_too(made: Running) -> None:
    rows = (InputRow("days_beyond_limit", "HS-1", "1"), InputRow("days_beyond_limit", "HS-1", "2"))
    saved = save(made, Given((*rows, InputRow("days_beyond_limit", "HS-2", "0"))), node="1")
    assert [one.problem.code for one in saved.problems] == ["CH-1135"]
    assert [row[1] for row in Answer.objects.get().rows] == ["HS-2"]


def test_figures_from_elsewhere_are_not_written_over(made: Running) -> None:
    save(made, published())
    Answer.objects.update(origin="statistic")
    with pytest.raises(Incomplete) as refused:
        save(made, published(posted="không"), 1)
    assert [one.code for one in refused.value.problems] == ["CH-7815"]
    with pytest.raises(Incomplete):
        save_answer(
            actor=made.people["officer"], campaign=made.campaign, unit=made.ba_dinh, node="6",
            given=published(posted="không"), expected_version=1,
        )  # fmt: skip


def test_what_was_handed_in_is_not_changed(made: Running) -> None:
    save(made, published())
    Submission.objects.update(state="submitted")
    with pytest.raises(NotNow):
        save(made, published(posted="không"), 1)


def test_an_explanation_is_a_layer_of_its_own(made: Running) -> None:
    save(made, published(posted="không"))
    made.only("explanation")
    save(made, published(note="Đã đăng ngày 3/1"), layer="explained")
    layers = {one.layer: one.rows[1][2] for one in Answer.objects.all()}
    assert layers == {"self_assessed": "false", "explained": "true"}
