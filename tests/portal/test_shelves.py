"""Figures on a shelf: what left memory comes back as it was, and a site never tells whether it did."""

from __future__ import annotations

import errno
import tempfile
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from chiso.frameworks.rules.base import Outcome
from chiso.frameworks.values import Circumstances, Ratio
from chiso.language import Bilingual, text
from chiso.portal import collecting
from chiso.portal.kept_results import ByUnit
from chiso.portal.shelves import Shelf
from chiso.problems import CannotWrite
from chiso.scoring.answers import Answer
from chiso.scoring.unit_scores import UnitScores
from tests.portal.building_sites import contents_of
from tests.portal.test_incremental import City


def figures_of(number: int) -> UnitScores:
    """One of every kind of value that a unit's figures may hold."""
    values: dict[str, Any] = {
        "points": Fraction(number, 7),
        "ratio": Ratio(Fraction(number), Fraction(3)),
        "label": "đạt",
        "labels": ("a", "b"),
        "tally": {"a": Fraction(2)},
        "is_open": True,
        "day": date(2026, 10, 10),
    }
    return UnitScores(
        answers={"1.1": Answer(values=values, cases=({"x": Fraction(1)},), case_names=("một",))},
        circumstances={
            1: Circumstances("commune", "xa", 2026, {"k": Fraction(5)}, (Fraction(0), Fraction(9)))
        },
        points=[Fraction(number, 3), None],
        statuses=["scored", "missing"],
        maxima=[Fraction(10), None],
        outcomes={
            1: Outcome(Fraction(1), "step", open_point=text("At most {count}", count=3)),
            2: Outcome(None, open_point=Bilingual(vi="khoảng trống", en="a hole")),
        },
        deferred={1: Fraction(10)},
        treatments={1: "rescale_parent"},
    )


def test_what_left_memory_comes_back_equal() -> None:
    shelf: Shelf[UnitScores] = Shelf(2_500)
    numbers = [shelf.put(figures_of(number), 1_000) for number in range(9)]
    # Back and forth, so that each of them leaves memory more than once.
    for number in (*numbers, *reversed(numbers)):
        assert shelf.get(number) == figures_of(number)


def test_only_what_does_not_fit_reaches_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[None] = []
    real = tempfile.TemporaryFile

    def counted(*given: Any, **named: Any) -> Any:
        opened.append(None)
        return real(*given, **named)

    monkeypatch.setattr(tempfile, "TemporaryFile", counted)
    shelf: Shelf[str] = Shelf(3_000)
    for word in ("one", "two", "three"):
        shelf.put(word, 1_000)
    assert not opened
    shelf.put("four", 1_000)
    assert len(opened) == 1
    assert [shelf.get(number) for number in range(4)] == ["one", "two", "three", "four"]


def test_a_full_disk_is_a_problem_with_a_code(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: Any, **_named: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    shelf: Shelf[str] = Shelf(1_000)
    shelf.put("one", 1_000)
    with pytest.raises(CannotWrite) as refused:
        shelf.put("two", 1_000)
    assert [problem.code for problem in refused.value.problems] == ["CH-5005"]


def test_values_by_unit_are_of_those_that_have_one() -> None:
    ranks = ByUnit({"a": 0, "b": 1, "c": 2}, [2, 0, 1], absent=0)
    assert dict(ranks) == {"a": 2, "c": 1}
    assert (len(ranks), ranks.get("b"), ranks.get("d"), "b" in ranks) == (2, None, None, False)


def test_a_site_whose_figures_were_on_disk_has_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = City(tmp_path)
    city.build(tmp_path / "in-memory")
    monkeypatch.setattr(collecting, "MOST_BYTES", 1)
    city.build(tmp_path / "on-disk")
    assert contents_of(tmp_path / "on-disk") == contents_of(tmp_path / "in-memory")
    # And what was kept in memory by the one build is kept by the other.
    assert city.build(tmp_path / "in-memory").drawn == 0
