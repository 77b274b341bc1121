"""The workbook in the hands of another program: LibreOffice opens, edits and saves it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django_scopes import scopes_disabled

from chiso.office.campaigns.answering.saving import save_answer
from chiso.office.campaigns.models import Answer
from chiso.office.errors import Incomplete
from tests.lanes import go_without
from tests.office.campaigns.making import Running, by_case, published, running
from tests.office.campaigns.workbooks.editing import Book
from tests.office.campaigns.workbooks.libreoffice import edit_in_libreoffice, has_calc
from tests.office.campaigns.workbooks.taking import accept, bring, comparison_of, take

pytestmark = [pytest.mark.django_db, pytest.mark.needs("soffice")]


@pytest.fixture(autouse=True)
def whole_city() -> Any:
    if not has_calc():
        go_without("LibreOffice Calc")
    with scopes_disabled():
        yield


@pytest.fixture
def made() -> Running:
    found = running("self_assessment")
    for node, given in (("6", published(note="Như biên bản\nsố 12")), ("1", by_case("-1", "0,5"))):
        save_answer(
            actor=found.people["officer"], campaign=found.campaign, unit=found.ba_dinh, node=node,
            given=given, expected_version=0,
        )  # fmt: skip
    return found


def test_opened_and_saved_by_libreoffice_it_still_says_nothing_new(made: Running, tmp_path: Path) -> None:
    saved = edit_in_libreoffice(take(made).content, tmp_path, "Tiêu chí", {})
    assert saved != take(made).content
    with pytest.raises(Incomplete) as refused:
        bring(made, Book(saved))
    assert [problem.code for problem in refused.value.problems] == ["CH-7844"]


def test_edited_in_libreoffice_beside_a_colleague_who_works_here(made: Running, tmp_path: Path) -> None:
    book = take(made)
    save_answer(
        actor=made.people["colleague"], campaign=made.campaign, unit=made.ba_dinh, node="6",
        given=published(posted="không"), expected_version=1,
    )  # fmt: skip
    saved = edit_in_libreoffice(
        book.content,
        tmp_path,
        "Tiêu chí",
        {
            book.cell("6", "value", 2): "không",
            book.cell("1", "value", 1): 0.75,
            book.cell("1", "case", 2): "HS-03",
            book.cell("1", "value", 2): "1.234,5",
            book.cell("5", "numerator", 0): 36.0,
            book.cell("5", "denominator", 0): 40.0,
            book.cell("5", "note"): "Theo thống kê\nquý IV",
        },
    )
    workbook = bring(made, Book(saved))
    comparison = comparison_of(made, workbook)
    assert [one.edited.leaf.code for one in comparison.of_kind("change")] == ["1", "5"]
    assert [one.edited.leaf.code for one in comparison.of_kind("conflict")] == ["6"]
    name = comparison.of_kind("conflict")[0].name.replace("-", "_")
    assert accept(made, workbook, **{name: "workbook"}) == (3, 0)
    kept = {answer.node: answer for answer in Answer.objects.all()}
    assert [row[2] for row in kept["6"].rows] == ["true", "true", "false"]
    assert sorted(row[2] for row in kept["1"].rows) == ["-1", "0.75", "1234.5"]
    assert ["days_beyond_limit", "HS-03", "1234.5", "", "", ""] in kept["1"].rows
    assert kept["5"].rows == [["whole_share", "", "", "36", "40", ""]]
    assert kept["5"].note == "Theo thống kê\nquý IV"
