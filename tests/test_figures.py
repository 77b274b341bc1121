"""Exact figures as text: what the program wrote it can read, however long; what people wrote has a bound."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chiso.figures import LONGEST_WRITTEN, NotANumber, parse_exact, parse_written, write_exact
from chiso.templating import make_environment

# A difference between two sums of shares that were weighted in millionths: 75 signs.
LONG = "3848278889379810131594694938749587380/1312878449543004844843676946411811383"


@given(some.fractions())
def test_what_was_written_exactly_reads_back(value: Fraction) -> None:
    assert parse_written(write_exact(value)) == value


def test_a_sum_of_a_hundred_weighted_shares_reads_back() -> None:
    total = sum((Fraction(1, 10**12 + number) for number in range(1, 201, 2)), Fraction(0))
    assert len(write_exact(total)) > 1_500
    assert parse_written(write_exact(total)) == total


@pytest.mark.parametrize(
    "written",
    ["", "1/0", "1/-2", "1/2/3", "/2", "1/", "1e3", "9" * (LONGEST_WRITTEN + 1), "1/" + "9" * 9_000],
)
def test_what_is_no_figure_is_refused(written: str) -> None:
    with pytest.raises(NotANumber):
        parse_written(written)


def test_people_write_no_figure_of_75_signs() -> None:
    with pytest.raises(NotANumber):
        parse_exact(LONG)


def test_a_page_shows_an_exact_figure_of_any_length(tmp_path: Path) -> None:
    (tmp_path / "page.j2").write_text("{{ long|figure(2) }}", encoding="utf-8")
    page = make_environment(tmp_path).get_template("page.j2")
    # 3848.27… / 1312.87…: by hand.
    assert page.render(long=LONG, page={"language": "en"}) == "2.93"
