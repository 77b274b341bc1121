"""Every type of input in a workbook: typed there it is the answer that a page would keep, and back again."""

from __future__ import annotations

from typing import Any

import pytest
from django_scopes import scopes_disabled

from chiso.office.campaigns.answering.given import Given, InputRow
from chiso.office.campaigns.answering.saving import save_answer
from chiso.office.campaigns.models import Answer
from chiso.office.errors import Incomplete
from tests.office.campaigns.making import Running, running
from tests.office.campaigns.workbooks.editing import number, words
from tests.office.campaigns.workbooks.taking import accept, bring, comparison_of, take

pytestmark = pytest.mark.django_db

# Criterion of the set that has every rule → what its answer is, as scoring keeps it.
ANSWERS: dict[str, list[list[str]]] = {
    "A.1": [["reports", "", "", "", "", "late"], ["reports", "", "", "", "", "on_time"]],  # several labels
    "A.2": [["share", "", "", "845", "1000", ""]],  # counted
    "A.5": [["online", "", "0.85", "", "", ""]],  # a printed share
    "A.6": [["score", "", "84.64", "", "", ""]],
    "A.7": [["exist", "", "true", "", "", ""]],
    "A.8": [["initiatives", "", "1240", "", "", ""]],
    "B.1": [["missed_days", "", "3", "", "", ""], ["late_reports", "", "", "", "", "some"]],
    "B.2": [["due", "", "2026-12-05", "", "", ""], ["finished", "", "2026-12-01", "", "", ""]],
    "B.3": [["returned", "HS-01", "", "", "", "early"], ["returned", "HS-02", "", "", "", "late"]],
    "C.1": [["answers", "", "7", "", "", "neutral"], ["answers", "", "12", "", "", "satisfied"]],
}


@pytest.fixture(autouse=True)
def whole_city() -> Any:
    with scopes_disabled():
        yield


@pytest.fixture
def made() -> Running:
    return running("self_assessment", framework="example-every-rule@1")


def kept() -> dict[str, list[list[str]]]:
    return {answer.node: sorted(answer.rows) for answer in Answer.objects.all()}


def test_what_stands_goes_out_and_comes_back_as_nothing_new(made: Running) -> None:
    for node, rows in ANSWERS.items():
        save_answer(
            actor=made.people["officer"], campaign=made.campaign, unit=made.ba_dinh, node=node,
            given=Given(tuple(InputRow(*(cell.replace(".", ",") for cell in row)) for row in rows)),
            expected_version=0,
        )  # fmt: skip
    assert kept() == {node: sorted(rows) for node, rows in ANSWERS.items()}
    with pytest.raises(Incomplete) as refused:
        bring(made, take(made))
    assert [problem.code for problem in refused.value.problems] == ["CH-7844"]


def test_typed_into_cells_it_is_the_answer_that_a_page_would_keep(made: Running) -> None:
    book = take(made)
    in_a, in_b, in_c = ("Lĩnh vực A", 1), ("Lĩnh vực B", 2), ("Lĩnh vực C", 3)

    def cell(sheet: tuple[str, int], code: str, column: str, nth: int = 0) -> str:
        return book.cell(code, column, nth, sheet[0])

    typed = {
        in_a: {
            # The labels in their order: on time, late, never.
            cell(in_a, "A.1", "value", 0): words("có"),
            cell(in_a, "A.1", "value", 1): words("x"),
            cell(in_a, "A.1", "value", 2): words("Không"),
            cell(in_a, "A.2", "numerator"): number("845"),
            cell(in_a, "A.2", "denominator"): words("1 000"),
            cell(in_a, "A.5", "value"): words("85 %"),
            cell(in_a, "A.6", "value"): words("84,64"),
            cell(in_a, "A.7", "value"): words("CÓ"),
            cell(in_a, "A.8", "value"): number("1240"),
        },
        in_b: {
            cell(in_b, "B.1", "value", 0): number("3"),
            cell(in_b, "B.1", "label", 1): words("some"),
            cell(in_b, "B.2", "value", 0): words("05/12/2026"),
            cell(in_b, "B.2", "value", 1): words("2026-12-01"),
            cell(in_b, "B.3", "case", 0): words("HS-01"),
            cell(in_b, "B.3", "label", 0): words("early"),
            cell(in_b, "B.3", "case", 4): words("HS-02"),
            cell(in_b, "B.3", "label", 4): words("late"),
        },
        in_c: {
            # satisfied, neutral, dissatisfied, no answer
            cell(in_c, "C.1", "value", 0): number("12"),
            cell(in_c, "C.1", "value", 1): number("7"),
        },
    }
    for (_title, place), cells in typed.items():
        book = book.type(cells, f"xl/worksheets/sheet{place}.xml")
    workbook = bring(made, book)
    assert {one.kind for one in comparison_of(made, workbook).differences} == {"change"}
    accept(made, workbook)
    assert kept() == {node: sorted(rows) for node, rows in ANSWERS.items()}
