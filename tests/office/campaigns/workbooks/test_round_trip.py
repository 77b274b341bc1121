"""A workbook goes out, is filled in, comes back: what changes is shown, and saved once somebody says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.answering.given import Given, InputRow
from chiso.office.campaigns.answering.saving import save_answer
from chiso.office.campaigns.models import Answer, Submission, Workbook
from chiso.office.campaigns.submitting.steps import approve, submit
from chiso.office.campaigns.workbooks.keeping import discard_old_workbooks
from chiso.office.campaigns.workbooks.services import accept_workbook, discard_workbook
from chiso.office.errors import Conflict, Incomplete, NoRight, NotNow
from chiso.office.ledger.models import Entry
from chiso.office.ledger.verifying import verify_ledger
from tests.office.campaigns.making import Running, by_case, published, running
from tests.office.campaigns.workbooks.editing import number, words
from tests.office.campaigns.workbooks.taking import accept, bring, comparison_of, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def whole_city() -> Any:
    with scopes_disabled():
        yield


@pytest.fixture
def made() -> Running:
    return running("self_assessment")


def save(made: Running, node: str, given: Given, version: int = 0) -> Answer:
    return save_answer(
        actor=made.people["officer"], campaign=made.campaign, unit=made.ba_dinh, node=node, given=given,
        expected_version=version,
    )  # fmt: skip


def rows(node: str) -> list[list[str]]:
    return Answer.objects.get(node=node).rows  # type: ignore[no-any-return]


def test_a_workbook_that_nobody_edited_says_nothing(made: Running) -> None:
    save(made, "6", published(note="Như biên bản"))
    save(made, "1", by_case("-1", "0,5", "2"))
    with pytest.raises(Incomplete) as refused:
        bring(made, take(made))
    assert [problem.code for problem in refused.value.problems] == ["CH-7844"]


def test_what_is_filled_in_is_shown_first_and_saved_when_it_is_accepted(made: Running) -> None:
    book = take(made)
    filled = book.type(
        {
            book.cell("6", "value", 0): words("có"),
            book.cell("6", "value", 1): words("không"),
            book.cell("6", "value", 2): words("có"),
            book.cell("6", "note"): words("Bảng niêm yết đang làm lại"),
            # 36 of 40 procedures as a whole, 40 of 40 at the reception.
            book.cell("5", "numerator", 0): number("36"),
            book.cell("5", "denominator", 0): number("40"),
            book.cell("5", "numerator", 1): number("40"),
            book.cell("5", "denominator", 1): number("40"),
            book.cell("1", "case", 0): words("HS-01"),
            book.cell("1", "value", 0): number("-1.5"),
            book.cell("1", "case", 1): words("HS-02"),
            book.cell("1", "value", 1): words("1.234,5"),
        }
    )
    workbook = bring(made, filled)
    assert not Answer.objects.exists()
    assert [one.edited.leaf.code for one in comparison_of(made, workbook).of_kind("change")] == [
        "1",
        "5",
        "6",
    ]
    assert accept(made, workbook) == (3, 0)
    assert rows("6") == [
        ["correct", "", "true", "", "", ""], ["posted", "", "false", "", "", ""],
        ["electronic", "", "true", "", "", ""],
    ]  # fmt: skip
    assert rows("5") == [["whole_share", "", "", "36", "40", ""], ["reception_share", "", "", "40", "40", ""]]
    assert [(case, value) for _, case, value, *_ in rows("1")] == [("HS-01", "-1.5"), ("HS-02", "1234.5")]
    assert Answer.objects.get(node="6").note == "Bảng niêm yết đang làm lại"
    # One step of the agency, however many leaves; and the kept copy of what people wrote is gone.
    assert Submission.objects.get().revision == 1
    assert Workbook.objects.get().leaves == []
    assert [entry.verb for entry in Entry.objects.filter(chain__name__contains="agency").order_by("pk")] == [
        "workbook_brought", "answer_saved", "answer_saved", "answer_saved", "workbook_accepted",
    ]  # fmt: skip
    assert not verify_ledger().problems


def test_states_are_chosen_from_the_list(made: Running) -> None:
    book = take(made)
    filled = book.type(
        {
            book.cell("8", "status"): words("không áp dụng"),
            book.cell("8", "note"): words("Không có phản ánh nào trong kỳ"),
        }
    )
    accept(made, bring(made, filled))
    answer = Answer.objects.get(node="8")
    assert (answer.status, answer.rows, answer.note) == (
        "not_applicable", [], "Không có phản ánh nào trong kỳ",
    )  # fmt: skip


def test_what_a_colleague_saved_meanwhile_is_a_conflict_and_somebody_chooses(made: Running) -> None:
    save(made, "6", published())
    save(made, "1", by_case("1"))
    book = take(made)
    save(made, "6", published(posted="không"), version=1)
    filled = book.type({book.cell("6", "value", 2): words("không"), book.cell("1", "value", 0): number("2")})
    workbook = bring(made, filled)
    comparison = comparison_of(made, workbook)
    assert [one.edited.leaf.code for one in comparison.of_kind("change")] == ["1"]
    assert [(one.edited.leaf.code, one.version) for one in comparison.of_kind("conflict")] == [("6", 2)]
    with pytest.raises(Incomplete) as refused:
        accept(made, workbook)
    assert [problem.code for problem in refused.value.problems] == ["CH-7844"]
    assert rows("1")[0][2] == "1"
    assert accept(made, workbook, leaf_1="standing") == (1, 1)
    assert [row[2] for row in rows("6")] == ["true", "false", "true"]
    assert rows("1")[0][2] == "2"


def test_the_workbook_is_taken_where_somebody_chooses_it(made: Running) -> None:
    save(made, "6", published())
    book = take(made)
    save(made, "6", published(posted="không"), version=1)
    workbook = bring(made, book.type({book.cell("6", "value", 2): words("không")}))
    assert accept(made, workbook, leaf_0="workbook") == (1, 0)
    assert [row[2] for row in rows("6")] == ["true", "true", "false"]
    assert Answer.objects.get().version == 3


def test_who_saves_between_the_page_and_the_button_is_not_overwritten(made: Running) -> None:
    book = take(made)
    workbook = bring(
        made, book.type({book.cell("1", "case"): words("A"), book.cell("1", "value"): number("1")})
    )
    save(made, "1", by_case("7"))
    with pytest.raises(Conflict):
        accept_workbook(
            actor=made.people["officer"], workbook=workbook, choices={}, expected_version=1,
            submission_version=0,
        )  # fmt: skip
    assert rows("1")[0][2] == "7"


def test_both_who_said_the_same_are_left_alone(made: Running) -> None:
    book = take(made)
    save(made, "6", published())
    cells = {book.cell("6", "value", nth): words("có") for nth in range(3)}
    workbook = bring(made, book.type(cells))
    assert [one.kind for one in comparison_of(made, workbook).differences] == ["same"]


def test_an_approval_falls_by_a_workbook_as_by_any_change(made: Running) -> None:
    save(made, "6", published(note="x"))
    book = take(made)
    found = Submission.objects.get()
    place = {"actor": made.people["head"], "campaign": made.campaign, "agency": made.ba_dinh}
    approve(**place, expected_version=found.version)  # type: ignore[arg-type]
    accept(made, bring(made, book.type({book.cell("6", "note"): words("y")})))
    assert Submission.objects.get().state == "drafting"


def test_nothing_is_taken_from_a_workbook_once_it_was_submitted(made: Running) -> None:
    save(made, "6", published(note="x"))
    book = take(made)
    workbook = bring(made, book.type({book.cell("6", "note"): words("y")}))
    place = {"actor": made.people["head"], "campaign": made.campaign, "agency": made.ba_dinh}
    approve(**place, expected_version=Submission.objects.get().version)  # type: ignore[arg-type]
    submit(**place, expected_version=Submission.objects.get().version, accepts_gaps=True)  # type: ignore[arg-type]
    with pytest.raises(NotNow):
        accept(made, workbook)
    assert Answer.objects.get().note == "x"
    assert Workbook.objects.get().accepted_at is None


@pytest.mark.parametrize("who", ["officer_2", "head_2", "appraiser", "coordinator"])
def test_only_people_of_the_agency_bring_and_accept(made: Running, who: str) -> None:
    book = take(made)
    filled = book.type({book.cell("6", "note"): words("y")})
    with pytest.raises(NoRight):
        bring(made, filled, who)
    workbook = bring(made, filled)
    with pytest.raises(NoRight):
        accept(made, workbook, who)


def test_a_workbook_is_not_brought_outside_its_phase(made: Running) -> None:
    book = take(made)
    filled = book.type({book.cell("6", "note"): words("y")})
    made.close("self_assessment")
    with pytest.raises(NotNow):
        bring(made, filled)


def test_parts_whose_phase_is_closed_are_left_and_named(made: Running) -> None:
    book = take(made)
    made.close("self_assessment")
    made.open("self_assessment", nodes=["6"])
    workbook = bring(
        made, book.type({book.cell("6", "note"): words("y"), book.cell("8", "note"): words("z")})
    )
    kinds = {one.edited.leaf.code: one.kind for one in comparison_of(made, workbook).differences}
    assert kinds == {"6": "change", "8": "closed"}
    assert accept(made, workbook) == (1, 0)
    assert [answer.node for answer in Answer.objects.all()] == ["6"]


def test_a_discarded_workbook_changes_nothing_and_is_decided(made: Running) -> None:
    book = take(made)
    workbook = bring(made, book.type({book.cell("6", "note"): words("y")}))
    discard_workbook(actor=made.people["officer"], workbook=workbook, expected_version=1)
    assert not Answer.objects.exists()
    workbook.refresh_from_db()
    with pytest.raises(Incomplete):
        accept(made, workbook)


def test_a_workbook_that_nobody_decides_on_is_done_without_after_a_month(made: Running) -> None:
    book = take(made)
    for days in (29, 31):
        workbook = bring(made, book.type({book.cell("6", "note"): words("y")}))
        Workbook.objects.filter(pk=workbook.pk).update(brought_at=timezone.now() - timedelta(days=days))
    assert (discard_old_workbooks(), discard_old_workbooks()) == (1, 0)
    kept, gone = Workbook.objects.order_by("-brought_at")
    assert (len(kept.leaves), kept.discarded_at) == (1, None)
    assert (gone.leaves, gone.discarded_at is None) == ([], False)
    assert not verify_ledger().problems


def test_what_the_rows_cannot_say_is_shown_and_locked(made: Running) -> None:
    note = "dài " * 900
    save(made, "6", Given((InputRow("correct", value="có"),), note=note))
    Answer.objects.update(origin="statistic")
    book = take(made)
    workbook = book.type({book.cell("6", "note"): words("thay"), book.cell("8", "note"): words("z")})
    assert [one.edited.leaf.code for one in comparison_of(made, bring(made, workbook)).differences] == ["8"]
