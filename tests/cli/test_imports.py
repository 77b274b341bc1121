"""An annex read into a draft and a report, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chiso.frameworks.document import read_document
from chiso.problems import Report
from tests.cli.calling import call
from tests.frameworks.importers.tables import HEADINGS, in_pdf, in_sheets, in_word

ROWS = [
    HEADINGS,
    ["1", "Kế hoạch", "3", "", ""],
    ["1.1", "Ban hành kế hoạch\n- Kịp thời: 1 điểm\n- Không kịp thời: 0 điểm", "1", "", "Kế hoạch"],
    ["1.2", "Thực hiện", "2", "", "Báo cáo"],
    ["", "Tổng cộng", "3", "", ""],
]


@pytest.fixture
def annex(tmp_path: Path) -> Path:
    path = tmp_path / "phụ lục.docx"
    path.write_bytes(in_word(ROWS))
    return path


def imported(annex: Path, *more: str | Path) -> tuple[Path, Path, object]:
    draft, report = annex.parent / "draft.yaml", annex.parent / "report.html"
    return draft, report, call("frameworks", "import", annex, "--out", draft, "--report", report, *more)


@pytest.mark.parametrize(("suffix", "write"), [("docx", in_word), ("xlsx", in_sheets), ("pdf", in_pdf)])
def test_a_draft_that_passes_the_check_and_a_report_are_written(tmp_path, suffix, write):
    annex = tmp_path / f"annex.{suffix}"
    annex.write_bytes(write(ROWS))
    draft, report, answered = imported(annex, "--as", "par-index@2026")
    assert (answered.exit, answered.err) == (0, "")
    assert answered.out == (
        "Criteria: 2. Rules read: 50\u00a0%.\n"
        "Questions: 3. They stand in the report.\n"
        f"Written: {draft}\nWritten: {report}\n"
    )
    assert call("frameworks", "check", draft).out == "Sound: par-index@2026.\n"


def test_the_draft_as_written_is_what_was_read(annex):
    draft, _, answered = imported(annex)
    assert answered.exit == 0
    met = Report()
    tree = read_document(draft.read_bytes(), "draft.yaml", met).tree
    met.stop_if_any()
    first, second = tree["nodes"][0]["nodes"]
    assert (first["max_points"], first["evidence"]) == ("1", {"vi": "Kế hoạch"})
    assert second["rule"] == {"kind": "not_stated@1"}
    assert tree["status"] == "draft"


def test_questions_come_as_json_with_their_places(annex):
    _, _, answered = imported(annex, "--json")
    given = json.loads(answered.out)
    assert given["counts"]["leaves"] == 2
    asked = {question["code"]: question for question in given["questions"]}
    assert asked["CH-2640"]["place"] is None
    assert [one["node"] for one in given["questions"] if one["place"]] == ["1.2"]
    place = next(one["place"] for one in given["questions"] if one["place"])
    assert place == {"page": None, "sheet": "", "table": 1, "row": 4, "column": 2}


def test_nothing_is_written_over_without_force(annex):
    draft, report, _ = imported(annex)
    before = draft.read_bytes()
    _, _, answered = imported(annex)
    assert (answered.exit, draft.read_bytes()) == (2, before)
    report.unlink()
    _, _, answered = imported(annex, "--force")
    assert answered.exit == 0
    assert report.exists()


def test_a_report_that_cannot_be_written_leaves_no_draft(annex):
    draft = annex.parent / "draft.yaml"
    answered = call(
        "frameworks", "import", annex, "--out", draft, "--report", annex.parent / "none" / "r.html"
    )
    assert answered.exit == 5
    assert not draft.exists()


def test_a_file_that_is_no_annex_is_bad_input(tmp_path):
    annex = tmp_path / "annex.docx"
    annex.write_bytes(b"x")
    draft, _, answered = imported(annex)
    assert (answered.exit, answered.codes) == (4, ["CH-2601"])
    assert not draft.exists()


def test_a_file_that_is_not_there_is_bad_input(tmp_path):
    _, _, answered = imported(tmp_path / "none.docx")
    assert (answered.exit, answered.codes) == (4, ["CH-2600"])


def test_a_name_that_is_none_is_a_wrong_call(annex):
    _, _, answered = imported(annex, "--as", "PAR index")
    assert (answered.exit, answered.codes) == (2, ["CH-2613"])
