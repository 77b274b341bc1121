"""A period that is over, in another order: how much earlier, and what of it is the inspectors'."""

from __future__ import annotations

import gzip
import json
from datetime import date, timedelta
from itertools import pairwise, permutations
from pathlib import Path

import numpy as np
import pytest

from chiso.inspection.risk.replay import Asked, measure_order, replay
from tests.cli.calling import Answered, call

ASKED = Asked("found", "day", "who", "split")
CALL = ("--outcome", "found", "--date", "day", "--inspector", "who", "--split", "split")


def run(*arguments: str | Path, code: int = 0) -> Answered:
    done = call("inspection", "replay", *arguments)
    assert done.exit == code, done.out + done.err
    return done


def test_days_earlier_are_counted_in_the_same_slots() -> None:
    # By hand: slots on the days 1, 1, 4, 10. The finding of day 10 comes into a slot of day 1, that of day 4
    # stays behind it in the other: (10 - 1 + 4 - 1) / 2. Before the day with half of all there is no day.
    order = measure_order(
        np.array([1.0, 1.0, 4.0, 10.0]), np.array([0.1, 0.2, 0.8, 0.9]), np.array([0.0, 0.0, 1.0, 1.0])
    )
    assert (order.days_earlier, order.auc) == (6.0, 1.0)
    assert order.found_in_first_half == 0.0
    later = measure_order(
        np.array([1.0, 4.0, 10.0, 11.0, 12.0]), np.array([5.0, 4, 3, 2, 1]), np.array([1.0, 0, 0, 0, 1])
    )
    assert (later.days_earlier, later.found_in_first_half) == (0.0, 0.5)


def test_visits_of_equal_risk_count_with_the_mean_of_every_order_of_them() -> None:
    random = np.random.default_rng(2)
    for _ in range(20):
        days = random.integers(0, 9, 6).astype(float)
        scores = random.integers(0, 3, 6).astype(float)
        found = np.append(1.0, random.integers(0, 2, 5))
        slots = np.sort(days)
        half = np.array([np.sum(slots <= day) < 3 for day in slots])
        earlier, first = [], []
        for order in permutations(range(6)):
            if all(scores[one] >= scores[other] for one, other in pairwise(order)):
                place = np.argsort(order)
                earlier.append(np.mean((days - slots[place])[found > 0]))
                first.append(np.mean(half[place][found > 0]))
        told = measure_order(days, scores, found)
        assert told.days_earlier == pytest.approx(np.mean(earlier), abs=1e-12)
        assert told.found_in_first_half == pytest.approx(np.mean(first), abs=1e-12)


def a_period(*, effect: float, signal: float = 0.0, visits: int = 1_600) -> str:
    """Visits of 600 days, the last quarter as test; `effect`: of the strict half, `signal`: of x."""
    random = np.random.default_rng(12)
    who, x = random.integers(0, 4, visits), random.normal(0, 1, visits)
    chances = 1 / (1 + np.exp(-(-1.2 + effect * (who > 1) + signal * x)))
    found = random.random(visits) < chances
    days = [
        (date(2024, 1, 1) + timedelta(days=number * 600 // visits)).isoformat() for number in range(visits)
    ]
    rows = [
        f"P{number % 200},{days[number]},I{who[number]},{x[number]:.3f},{'có' if found[number] else 'không'},"
        f"{'test' if number >= visits * 3 // 4 else 'train'}\n"
        for number in range(visits)
    ]
    return "place_id,day,who,x,found,split\n" + "".join(rows)


def written(folder: Path, content: str) -> Path:
    (folder / "data.csv").write_text(content, encoding="utf-8")
    return folder / "data.csv"


def test_a_gain_that_is_the_inspectors_is_told_as_theirs(tmp_path: Path) -> None:
    told = replay(written(tmp_path, a_period(effect=2.5)), ASKED)
    # In closed form: the strict half of the visits finds 79 %, the other 23 %. With all of the strict first
    # the mean day of a finding in 150 is (0.79 · 37.5 + 0.23 · 112.5) / 1.02 = 54.4; before it was 75. The
    # mean day of two hundred findings has an error of 150 / √12 / √200 = 3 days.
    assert told.own.days_earlier == pytest.approx(0.0, abs=9)
    assert told.with_inspectors.days_earlier == pytest.approx(20.6, abs=9)
    assert told.share_of_inspectors is not None
    assert told.share_of_inspectors > 0.6


def test_a_gain_that_is_of_the_place_is_kept_without_inspectors(tmp_path: Path) -> None:
    told = replay(written(tmp_path, a_period(effect=0.0, signal=1.5)), ASKED)
    assert told.own.days_earlier > 9
    assert told.own.auc == pytest.approx(told.with_inspectors.auc, abs=0.02)


def test_who_goes_changes_no_order_by_the_place(tmp_path: Path) -> None:
    """The same test visits made by others: the order without inspectors stays, with them it does not."""
    content = a_period(effect=2.0, signal=0.5)
    told = replay(written(tmp_path, content), ASKED)
    lines = content.splitlines(keepends=True)
    others = [
        line.replace(",I0,", ",I9,").replace(",I3,", ",I0,").replace(",I9,", ",I3,")
        if "test" in line
        else line
        for line in lines
    ]
    changed = replay(written(tmp_path, "".join(others)), ASKED)
    assert changed.own == told.own
    assert changed.with_inspectors != told.with_inspectors


def test_the_order_of_rows_and_packing_change_nothing(tmp_path: Path) -> None:
    content = a_period(effect=1.0, signal=0.5)
    first = run(written(tmp_path, content), *CALL, "--place", "place_id", "--json").out
    head, *rows = content.splitlines(keepends=True)
    (tmp_path / "packed.csv.gz").write_bytes(gzip.compress((head + "".join(reversed(rows))).encode()))
    assert run(tmp_path / "packed.csv.gz", *CALL, "--place", "place_id", "--json").out == first
    told = json.loads(first)
    assert told["training"]["visits"] == 1_200
    assert told["model"]["visits_that_the_expectation_is_worth"] is not None


def test_codes_are_left_out_and_named(tmp_path: Path) -> None:
    said = run(written(tmp_path, a_period(effect=1.0, signal=0.5)), *CALL).out
    assert "place_id" in said
    told = json.loads(run(tmp_path / "data.csv", *CALL, "--leave-out", "x", "--json").out)
    assert (told["columns"], told["left_out"]) == ([], ["place_id"])
    assert told["auc"] == 0.5
    assert told["days_earlier"] == pytest.approx(0.0, abs=6), "without anything known all orders are one"


def test_every_fault_of_the_data_is_told_at_once(tmp_path: Path) -> None:
    content = a_period(effect=1.0).replace("place_id,", "giới_tính_trưởng,", 1)
    lines = content.splitlines(keepends=True)
    lines[3] = lines[3].replace("train", "both")
    lines[4] = "P1,hôm qua,I1,0.1,maybe,train\n"
    done = run(written(tmp_path, "".join(lines)), *CALL, "--leave-out", "nothing", "--json", code=4)
    codes = [one["code"] for one in json.loads(done.out)["problems"]]
    assert sorted(codes) == ["CH-1305", "CH-8800", "CH-8801", "CH-8803", "CH-8806"]


def test_columns_that_are_not_there_are_named(tmp_path: Path) -> None:
    path = written(tmp_path, a_period(effect=1.0))
    done = run(
        path, "--outcome", "a", "--date", "b", "--inspector", "who", "--split", "split", "--json", code=4
    )
    assert [one["code"] for one in json.loads(done.out)["problems"]] == ["CH-8800"] * 2


@pytest.mark.parametrize(
    ("visits", "change", "code"),
    [
        (60, ("", ""), "CH-8810"),
        (1_600, ("test", "train"), "CH-8811"),
    ],
)
def test_too_few_visits_are_refused(tmp_path: Path, visits: int, change: tuple[str, str], code: str) -> None:
    content = a_period(effect=1.0, visits=visits)
    done = run(written(tmp_path, content.replace(*change) if change[0] else content), *CALL, code=4)
    assert code in done.err


def test_a_packed_file_that_is_broken_is_refused(tmp_path: Path) -> None:
    packed = gzip.compress(a_period(effect=1.0).encode())
    (tmp_path / "data.csv.gz").write_bytes(packed[: len(packed) // 2])
    assert "CH-8804" in run(tmp_path / "data.csv.gz", *CALL, code=4).err
    assert "CH-1001" in run(tmp_path / "nothing.csv", *CALL, code=4).err
