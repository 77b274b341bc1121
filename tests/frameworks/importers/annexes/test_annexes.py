"""Twelve annexes against their known answers: nothing is read wrong without a question beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from chiso.frameworks.importers.parts import Question
from chiso.frameworks.loader import framework_from_tree
from tests.frameworks.importers.annexes.comparing import known_tree, tree_of, verdicts
from tests.frameworks.importers.annexes.content import Annex
from tests.frameworks.importers.annexes.notation import shown
from tests.frameworks.importers.annexes.sets import ANNEXES
from tests.frameworks.importers.annexes.share import reading_of, stated, table

each_annex = pytest.mark.parametrize("annex", ANNEXES, ids=lambda annex: annex.file_name)


def questions_of(annex: Annex) -> tuple[Question, ...]:
    return reading_of(annex).questions


@each_annex
def test_the_hierarchy_and_the_maxima_are_those_of_the_annex(annex: Annex) -> None:
    assert tree_of(reading_of(annex)) == known_tree(annex)


@each_annex
def test_no_rule_is_read_wrong_without_a_question(annex: Annex) -> None:
    wrong = [v for v in verdicts(annex, reading_of(annex)) if not v.is_right and not v.asked]
    assert [(v.item.known_code, v.read, v.item.known) for v in wrong] == []


@each_annex
def test_what_the_law_leaves_open_is_asked_for(annex: Annex) -> None:
    for verdict in verdicts(annex, reading_of(annex)):
        if "?" in verdict.item.known or not verdict.is_read_right:
            assert verdict.asked, (verdict.item.known_code, verdict.read)


@each_annex
def test_the_faults_of_the_annex_are_asked_for(annex: Annex) -> None:
    asked = {(question.code, question.node) for question in questions_of(annex)}
    assert set(annex.faults) <= asked


@each_annex
def test_every_question_about_a_criterion_says_where_it_stands(annex: Annex) -> None:
    for question in questions_of(annex):
        if question.node:
            assert question.place is not None
            assert question.place.row > 0
            assert (question.place.page is not None) == (annex.suffix == "pdf")


@each_annex
def test_the_draft_loads(annex: Annex) -> None:
    framework = framework_from_tree(reading_of(annex).document, name=annex.file_name)
    assert [leaf.code for leaf in framework.leaves] == [item.known_code for item in annex.leaves]


def test_there_are_twelve_annexes_and_one_of_a_hundred_over_forty_pages() -> None:
    assert len(ANNEXES) == 12
    assert {annex.suffix for annex in ANNEXES} == {"docx", "xlsx", "pdf"}
    long = next(annex for annex in ANNEXES if len(annex.leaves) == 100)
    pages = reading_of(long).counts.pages
    assert pages is not None
    assert pages >= 40


def test_at_least_85_per_cent_of_the_rules_are_read_right() -> None:
    found = stated()
    assert sum(verdict.is_read_right for verdict in found) >= len(found) * 85 / 100


def test_the_shares_are_those_that_the_documentation_states() -> None:
    page = Path(__file__).parents[4] / "docs" / "reference" / "measurements.md"
    assert "\n".join(table()) in page.read_text("utf-8")


def test_the_notation_of_the_known_answers_tells_rules_apart() -> None:
    # The known answers are words; two rules must never be the same words.
    steps = {
        "kind": "steps@1",
        "steps": [{"at_least": "0.9", "points": "2"}, {"below": "0.9", "points": "0"}],
    }
    other = {"kind": "steps@1", "steps": [{"above": "0.9", "points": "2"}, {"at_most": "0.9", "points": "0"}]}
    share = {"share": {"type": "ratio"}}
    assert shown(steps, share, None) == "share [0.9, …) 2; (…, 0.9) 0"
    assert shown(other, share, None) == "share (0.9, …) 2; (…, 0.9] 0"
    assert shown(steps, {"number": {"type": "count"}}, None) == "count [0.9, …) 2; (…, 0.9) 0"
