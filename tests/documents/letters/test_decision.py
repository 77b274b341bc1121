"""A decision's words: what is said with which facts, and what is left out."""

from dataclasses import replace
from fractions import Fraction

import pytest

from chiso.documents.letters import (
    Article,
    LeafPoints,
    LeagueResults,
    Table,
    UnitLeaves,
    UnitResult,
    decision_letter,
)
from tests.documents.letters.examples import DIGEST, decision


def articles(facts):
    return [part for part in decision_letter(facts).body if isinstance(part, Article)]


def columns(annex):
    (table,) = annex.blocks
    assert isinstance(table, Table)
    return [column.title for column in table.columns]


def test_grounds_end_in_semicolons_and_the_last_in_a_full_stop():
    facts = replace(
        decision(3), grounds=("Căn cứ Luật A;", "Căn cứ Nghị định B."), proposer="Giám đốc Sở Nội vụ"
    )
    assert decision_letter(facts).grounds == (
        "Căn cứ Luật A;",
        "Căn cứ Nghị định B;",
        "Theo đề nghị của Giám đốc Sở Nội vụ.",
    )


def test_a_decision_without_published_data_has_two_articles():
    made = articles(replace(decision(3), address="", content_hash="", carried_out_by=""))
    assert [article.number for article in made] == [1, 2]
    assert made[1].paragraphs == ("Quyết định này có hiệu lực kể từ ngày ký./.",)


def test_only_the_last_article_ends_the_document():
    made = articles(decision(3, with_leaves=1))
    assert [paragraph.endswith("./.") for article in made for paragraph in article.paragraphs] == [
        *(False,) * 7,
        True,
    ]
    assert DIGEST in made[1].paragraphs


def test_the_units_of_all_leagues_are_counted():
    (first, *_) = articles(decision(126))
    assert "của 126 cơ quan, đơn vị theo Phụ lục kèm theo" in first.paragraphs[0]


def test_columns_that_nobody_fills_are_left_out():
    units = (UnitResult("Sở Nội vụ", 1, final=Fraction(84)),)
    letter = decision_letter(replace(decision(), leagues=(LeagueResults("Sở", units),)))
    assert columns(letter.annexes[0]) == ["Hạng", "Cơ quan, đơn vị", "Điểm quyết định"]


def test_leaves_without_notes_have_no_column_of_notes():
    leaves = (UnitLeaves("Sở Nội vụ", (LeafPoints("1.1", "Kế hoạch", Fraction(2), final=Fraction(1)),)),)
    letter = decision_letter(replace(decision(3), leaves=leaves))
    assert columns(letter.annexes[1]) == ["Mã", "Tiêu chí", "Điểm tối đa", "Điểm quyết định"]


def test_a_subject_of_ones_own_takes_the_place_of_the_usual_one():
    assert decision_letter(replace(decision(3), subject="Công bố kết quả")).subject == "Công bố kết quả"
    assert decision_letter(decision(3)).subject.startswith("Phê duyệt kết quả “Đánh giá, xếp loại")


def test_a_time_of_making_without_zone_is_refused():
    facts = decision(3)
    with pytest.raises(ValueError, match="no time zone"):
        decision_letter(replace(facts, created=facts.created.replace(tzinfo=None)))
