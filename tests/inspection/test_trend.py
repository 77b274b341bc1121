"""Rounds beside one another: the difference, its error, its limits, and what is said of the same places."""

from __future__ import annotations

import json
import re
from math import sqrt
from pathlib import Path
from random import Random

import pytest

from chiso.inspection.detection import Detection
from chiso.inspection.prevalence import Prevalence, Seen, estimate_prevalence
from chiso.inspection.trend import Round, trend_of
from tests.inspection.test_commands import FRAME, draw, place, run

__all__ = ["place"]

NOTHING = Detection(0, 0, 0)


def a_round(name: str, *rows: Prevalence, detection: Detection = NOTHING, places: str = "") -> Round:
    return Round(name, rows, detection, frozenset(places), frozenset(places[:2]))


def told(domain: str, estimate: float, error: float, low: float, high: float) -> Prevalence:
    return Prevalence(domain, 100, 40, 12, 0, estimate=estimate, error=error, low=low, high=high)


def test_the_difference_of_two_rounds_has_the_error_of_both() -> None:
    first = a_round("2025", told("", 0.3, 0.04, 0.23, 0.39), places="abc")
    second = a_round("2026", told("", 0.2, 0.03, 0.15, 0.27), places="bcd")
    one, two = trend_of([first, second])
    assert (one.difference, one.same_places) == (None, None)
    assert two.difference is not None
    # By hand: 0.2 - 0.3; √(0.03² + 0.04²) = 0.05; √(0.05² + 0.09²) below, √(0.07² + 0.07²) above.
    assert two.difference.value == pytest.approx(-0.1, rel=1e-12)
    assert two.difference.error == pytest.approx(0.05, rel=1e-12)
    assert two.difference.low == pytest.approx(-0.1 - sqrt(0.05**2 + 0.09**2), rel=1e-12)
    assert two.difference.high == pytest.approx(-0.1 + sqrt(0.07**2 + 0.07**2), rel=1e-12)
    assert (two.same_places, two.same_visited) == (2, 1)


def test_what_is_corrected_is_compared_where_both_rounds_know_it() -> None:
    known = Detection(20, 10, 8, 0.8, 0.1, 0.5, 0.95)
    rows = [told("", 0.2, 0.03, 0.15, 0.27)]
    steps = trend_of(
        [a_round("1", *rows), a_round("2", *rows, detection=known), a_round("3", *rows, detection=known)]
    )
    assert [one.corrected is not None for one in steps] == [False, True, True]
    assert steps[1].corrected_difference is None
    assert steps[2].corrected_difference is not None
    assert steps[2].corrected_difference.value == 0
    error = steps[2].corrected and steps[2].corrected.error
    assert steps[2].corrected_difference.error == pytest.approx(sqrt(2) * (error or 0), rel=1e-12)


def test_a_domain_that_a_round_does_not_have_is_compared_with_nothing() -> None:
    whole, land = told("", 0.2, 0.03, 0.15, 0.27), told("Đất đai", 0.4, 0.03, 0.3, 0.5)
    steps = trend_of([a_round("1", whole, land), a_round("2", whole), a_round("3", whole, land)])
    assert [(one.prevalence.domain, one.round, one.difference is not None) for one in steps] == [
        ("", "1", False), ("", "2", True), ("", "3", True), ("Đất đai", "1", False), ("Đất đai", "3", False),
    ]  # fmt: skip


def test_no_error_is_told_where_all_of_few_visits_were_alike() -> None:
    places = [Seen(str(n), "x", "", False if n < 5 else None) for n in range(50)]
    (none_found,) = estimate_prevalence(places, [None])
    _, step = trend_of([a_round("1", none_found), a_round("2", told("", 0.2, 0.03, 0.15, 0.27))])
    assert step.difference is not None
    assert (step.difference.value, step.difference.error) == (0.2, None)
    assert (step.difference.low or 0) < 0 < (step.difference.high or 0)
    silent = Prevalence("", 10, 0, 0, 1)
    _, step = trend_of([a_round("1", silent), a_round("2", none_found)])
    assert step.difference is None


def test_intervals_of_differences_hold_in_a_city_that_is_known() -> None:
    """The same 300 places twice; in the second year a third of those with the problem have mended it."""
    random = Random(2_026)
    first = [n % 10 < 3 for n in range(300)]
    second = [has and n % 3 != 0 for n, has in enumerate(first)]
    truth = (sum(second) - sum(first)) / 300
    held, differences = 0, []
    for _ in range(200):
        rounds = []
        for name, state in (("1", first), ("2", second)):
            drawn = set(random.sample(range(300), 60))
            seen = [Seen(str(n), "x", "", state[n] if n in drawn else None) for n in range(300)]
            rounds.append(a_round(name, *estimate_prevalence(seen, [None])))
        change = trend_of(rounds)[1].difference
        assert change is not None
        differences.append(change.value)
        held += (change.low or 0) <= truth <= (change.high or 0)
    assert held / 200 > 0.95 - 3 * sqrt(0.95 * 0.05 / 200)
    assert abs(sum(differences) / 200 - truth) < 0.015


def another_draw(place: Path) -> Path:
    """From the same frame by another seed."""
    sealed = json.loads(run("seal", "--out", str(place / "seed-2.yaml"), "--json").out)
    plan = (place / "plan.yaml").read_text("utf-8")
    (place / "later.yaml").write_text(re.sub("[0-9a-f]{64}", sealed["commitment"], plan), encoding="utf-8")
    run("draw", str(place / FRAME), "--plan", str(place / "later.yaml"),
        "--seed-file", str(place / "seed-2.yaml"), "--out", str(place / "second-draw"),
    )  # fmt: skip
    return place / "second-draw"


def test_one_draw_is_no_two_rounds(place: Path) -> None:
    listed = (draw(place) / "list.csv").read_text("utf-8").splitlines()
    (place / "found.csv").write_text(f"place,found\n{listed[1].split(',')[0]},yes\n", encoding="utf-8")
    line = f"draw: draw, findings: found.csv, frame: {FRAME}, plan: plan.yaml}}\n"
    (place / "rounds.yaml").write_text(
        f"format: chiso-inspection-rounds/1\nrounds:\n- {{name: a, {line}- {{name: b, {line}",
        encoding="utf-8",
    )
    assert "CH-8857" in run("trend", str(place / "rounds.yaml"), code=4).err


def test_rounds_are_compared_by_command(place: Path) -> None:
    for name, every, folder in (("2025", 2, draw(place)), ("2026", 4, another_draw(place))):
        names = [line.split(",")[0] for line in (folder / "list.csv").read_text("utf-8").splitlines()[1:]]
        found = [f"{one},{'có' if n % every == 0 else 'không'}" for n, one in enumerate(names)]
        (place / f"{name}.csv").write_text("place,found\n" + "\n".join(found) + "\n", encoding="utf-8")
    (place / "rounds.yaml").write_text(
        "format: chiso-inspection-rounds/1\nrounds:\n"
        f"- {{name: '2025', draw: draw, findings: 2025.csv, frame: {FRAME}, plan: plan.yaml}}\n"
        f"- {{name: '2026', draw: second-draw, findings: 2026.csv, frame: {FRAME}, plan: later.yaml}}\n",
        encoding="utf-8",
    )
    answer = json.loads(run("trend", str(place / "rounds.yaml"), "--by", "field", "--json").out)
    rows = {(row["domain"], row["round"]): row for row in answer["rows"]}
    assert list(rows) == [(name, year) for name in ("", "Hộ tịch", "Đất đai") for year in ("2025", "2026")]
    for domain in ("", "Hộ tịch", "Đất đai"):
        one, two = rows[domain, "2025"], rows[domain, "2026"]
        assert two["difference"] == pytest.approx(two["estimate"] - one["estimate"], abs=1e-15)
        assert one["difference"] is None
    assert rows["", "2026"]["same_places"] == 60
    said = run("trend", str(place / "rounds.yaml"), "--out", str(place / "trend.csv")).out
    assert "60 places are in both frames, " in said
    written = (place / "trend.csv").read_text("utf-8")
    assert written.startswith("round,domain,places,visited,found,missing,by_chance,")


def test_every_fault_of_rounds_is_told_at_once(place: Path) -> None:
    path = place / "rounds.yaml"
    head = "format: chiso-inspection-rounds/1\nrounds:\n"
    path.write_text(head + "- {name: a, draw: draw}\n", encoding="utf-8")
    problems = json.loads(run("trend", str(path), "--json", code=4).out)["problems"]
    assert {one["code"] for one in problems} == {"CH-8857"}
    assert len(problems) >= 3
    line = f"- {{name: a, draw: none, findings: f.csv, frame: {FRAME}, plan: plan.yaml}}\n"
    path.write_text(head + line * 2, encoding="utf-8")
    assert "CH-8857" in run("trend", str(path), code=4).err
    path.write_text(head + line + line.replace("name: a", "name: b"), encoding="utf-8")
    assert run("trend", str(path), code=4).err.count("CH-8607") == 2
