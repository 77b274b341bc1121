"""Checklists: what is shipped, what is wrong with one, and the sample of dossiers."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiso.inspection.checklists import checklist_names, checklist_of, read_checklist
from chiso.inspection.dossiers import draw_dossiers, labels_in
from chiso.problems import BadInput

NAME = "one-stop-shop-duties@2018"
SMALL = """format: chiso-inspection-checklist/1
id: small
version: '1'
title: {vi: Nhỏ, en: Small}
note: {vi: Thử, en: A trial}
documents: []
valid_from: 2020-01-01
sections:
- code: A
  title: {vi: Một, en: One}
  kind: publication
  items:
  - {code: A1, title: {vi: Một, en: One}, check: observe}
"""


def codes(refused: pytest.ExceptionInfo[BadInput]) -> list[str]:
    return [one.code for one in refused.value.problems]


def test_the_duties_of_2018_are_shipped_with_the_articles_they_rest_on() -> None:
    assert checklist_names() == (NAME,)
    checklist = checklist_of(NAME)
    # 63 duties of the two documents (counted in the source of the list), 8 observations of our own.
    of_law = [one for one in checklist.items.values() if one.article]
    assert (len(of_law), len(checklist.items)) == (63, 71)
    assert {one.code[0] for one in checklist.items.values() if not one.article} == {"T"}
    assert all(one.article.startswith(("NĐ 61/2018, điều ", "TT 01/2018, điều ")) for one in of_law)
    counts = Counter(one.code[0] for one in of_law)
    assert dict(counts) == {"A": 6, "B": 9, "C": 9, "D": 10, "E": 10, "F": 7, "G": 8, "H": 4}


def test_it_says_that_its_law_was_replaced_and_what_is_not_known() -> None:
    checklist = checklist_of(NAME)
    assert (checklist.is_valid_on(date(2025, 6, 30)), checklist.is_valid_on(date(2025, 7, 1))) == (
        True,
        False,
    )
    assert checklist.superseded is not None
    assert checklist.superseded.by == "Nghị định 118/2025/NĐ-CP"
    assert "không phải văn bản chính thức" in checklist.note.vi


def test_a_forbidden_conduct_is_breached_by_yes_and_a_duty_by_no() -> None:
    checklist = checklist_of(NAME)
    told = [(code, answer) for code in ("A1", "G1") for answer in ("yes", "no", "not_applicable")]
    assert [checklist.is_breach(*one) for one in told] == [False, True, False, True, False, False]


def test_an_unknown_checklist_is_named() -> None:
    with pytest.raises(BadInput) as refused:
        checklist_of("../seed")
    assert codes(refused) == ["CH-8691"]


def test_every_fault_of_a_checklist_is_told_at_once() -> None:
    wrong = SMALL.replace("kind: publication", "kind: nonsense").replace(
        "check: observe", "check: guess, more: 1"
    )
    with pytest.raises(BadInput) as refused:
        read_checklist(wrong.encode())
    assert codes(refused) == ["CH-8690"] * 3
    twice = SMALL.replace("valid_from: 2020-01-01", "valid_from: 2020-01-01\nvalid_until: 2019-01-01")
    twice += "  - {code: A1, title: {vi: Hai, en: Two}, check: observe}\n"
    twice += "  - {code: B1, title: {vi: Ba, en: Three}, check: observe}\n"
    with pytest.raises(BadInput) as refused:
        read_checklist(twice.encode())
    assert [(one.code, one.found) for one in refused.value.problems] == [
        ("CH-8690", "A1"), ("CH-8690", "B1"), ("CH-8690", "2019-01-01"),
    ]  # fmt: skip


def test_dossiers_are_named_by_line_or_by_range_and_each_once() -> None:
    assert labels_in(" 3-5 \r\nHS 7\n\n4\n8..9") == ("3", "4", "5", "HS 7", "8", "9")


@pytest.mark.parametrize("written", ["", " \n", "5-3", "1-6000", "x" * 81])
def test_what_cannot_be_drawn_from_is_refused(written: str) -> None:
    with pytest.raises(BadInput) as refused:
        labels_in(written)
    assert codes(refused) == ["CH-8692"]


@pytest.mark.parametrize(("seed", "count"), [("0" * 31, 1), ("G" * 32, 1), ("0" * 32, 0), ("0" * 32, 4)])
def test_a_wrong_seed_or_size_is_refused(seed: str, count: int) -> None:
    with pytest.raises(BadInput) as refused:
        draw_dossiers(seed, ["1", "2", "3"], count)
    assert codes(refused) == ["CH-8692"]


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=9), min_size=1, unique=True))
def test_the_sample_is_the_first_of_the_numbers_whatever_the_order_of_the_list(labels: list[str]) -> None:
    seed = "ab" * 16
    numbers = {one: hashlib.sha256(f"{seed}\nfile\n{one}".encode()).hexdigest() for one in labels}
    drawn = draw_dossiers(seed, labels[::-1], len(labels))
    assert [numbers[one] for one in drawn] == sorted(numbers.values())


def test_each_pair_of_five_comes_out_equally_often() -> None:
    labels = ["1", "2", "3", "4", "5"]
    counts = Counter(frozenset(draw_dossiers(f"{number:032x}", labels, 2)) for number in range(5_000))
    # Each of the ten pairs: 500 expected, standard deviation 21.2; five of these either way.
    assert set(counts) == {frozenset(pair) for pair in combinations(labels, 2)}
    assert all(abs(count - 500) < 107 for count in counts.values())
