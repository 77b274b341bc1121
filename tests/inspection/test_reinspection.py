"""Second visits: drawn from the places visited, by others, so that an outsider draws the same; and what they
tell of what visits overlook, in a city that is known."""

from __future__ import annotations

import csv
import json
import re
from math import sqrt
from pathlib import Path
from random import Random

import pytest

from chiso.inspection.detection import correct, estimate_detection
from chiso.inspection.prevalence import Seen, estimate_prevalence
from tests.inspection.test_commands import FRAME, change, draw, place, run

__all__ = ["place"]

TEAMS = (
    "teams:\n- {name: Một, days: 12, members: [An, Ba]}\n- {name: Hai, days: 12, members: [Chi]}\n"
    "- {name: Ba, days: 12}\n"
)


@pytest.fixture
def visited(place: Path) -> tuple[Path, list[dict[str, str]]]:
    """A draw with three teams, one of them without names; its list, the last two places not visited."""
    change(place / "plan.yaml", "commitment:", f"{TEAMS}commitment:")
    folder = draw(place)
    with (folder / "list.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = [f"{row['place']},{'có' if n % 3 == 0 else 'không'}" for n, row in enumerate(rows[:-2])]
    found += [f"{row['place']}," for row in rows[-2:]]
    (place / "found.csv").write_text("place,found\n" + "\n".join(found) + "\n", encoding="utf-8")
    return place, rows


def reinspect(place: Path, *more: str, visits: int = 8, code: int = 0) -> str:
    if not (place / "seed-2.yaml").exists():
        run("seal", "--out", str(place / "seed-2.yaml"))
    sealed = (place / "seed-2.yaml").read_text(encoding="utf-8")
    from chiso.inspection.seed import read_seed

    done = run("reinspect", str(place / "draw"), str(place / "found.csv"), "--frame", str(place / FRAME),
        "--plan", str(place / "plan.yaml"), "--visits", str(visits), "--commitment",
        read_seed(sealed.encode()).commitment, "--out", str(place / "second"), *more, code=code,
    )  # fmt: skip
    return done.out + done.err


def second_draw(place: Path) -> list[dict[str, str]]:
    second = place / "second"
    run("draw", str(second / "frame.csv"), "--plan", str(second / "plan.yaml"),
        "--seed-file", str(place / "seed-2.yaml"), "--out", str(second / "draw"),
    )  # fmt: skip
    with (second / "draw" / "list.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_second_visits_are_drawn_by_chance_from_the_places_visited(
    visited: tuple[Path, list[dict[str, str]]],
) -> None:
    place, first = visited
    reinspect(place)
    drawn = second_draw(place)
    assert len(drawn) == 8
    assert {row["place"] for row in drawn} < {row["place"] for row in first[:-2]}
    assert {row["reason"] for row in drawn} == {"random"}
    assert {row["announced"] for row in drawn} == {"no"}
    # The chance of each is n_h / N_h of the district, counted by hand.
    inside: dict[str, int] = {}
    for row in first[:-2]:
        inside[row["district"]] = inside.get(row["district"], 0) + 1
    for row in drawn:
        taken = sum(one["district"] == row["district"] for one in drawn)
        above, below = (int(part) for part in row["probability"].split("/"))
        assert above * inside[row["district"]] == below * taken


def test_nothing_that_was_found_stands_in_the_files_of_second_visits(
    visited: tuple[Path, list[dict[str, str]]],
) -> None:
    place, _ = visited
    reinspect(place)
    before = [(place / "second" / name).read_bytes() for name in ("frame.csv", "plan.yaml")]
    written = (place / "found.csv").read_text(encoding="utf-8")
    swapped = written.replace(",có", ",x").replace(",không", ",có").replace(",x", ",không")
    assert swapped != written
    (place / "found.csv").write_text(swapped, encoding="utf-8")
    reinspect(place, "--force")
    assert [(place / "second" / name).read_bytes() for name in ("frame.csv", "plan.yaml")] == before


def test_another_team_goes_than_the_first_also_where_its_people_are_not_known(
    visited: tuple[Path, list[dict[str, str]]],
) -> None:
    place, first = visited
    went = {row["place"]: row["team"] for row in first}
    assert set(went.values()) == {"Một", "Hai", "Ba"}
    # The findings say that another team went to one place than the list had it.
    moved = next(name for name, team in went.items() if team == "Hai")
    path = place / "found.csv"
    text = path.read_text(encoding="utf-8").replace("place,found", "place,found,team")
    text = re.sub(rf"^({moved},.*)$", r"\1,Ba", text, flags=re.M)
    path.write_text(re.sub(r"^(C\d\d,[^,\n]*)$", r"\1,", text, flags=re.M), encoding="utf-8")
    went[moved] = "Ba"
    reinspect(place, visits=20)
    drawn = second_draw(place)
    assert len([row for row in drawn if row["team"]]) >= 16
    assert [row["place"] for row in drawn if row["team"] == went[row["place"]]] == []


def test_an_outsider_repeats_the_second_draw(visited: tuple[Path, list[dict[str, str]]]) -> None:
    place, _ = visited
    reinspect(place)
    second_draw(place)
    second = place / "second"
    run("open", str(second / "draw"), "--seed-file", str(place / "seed-2.yaml"))
    verify = ("verify-draw", str(second / "draw"), "--frame", str(second / "frame.csv"),
              "--plan", str(second / "plan.yaml"))  # fmt: skip
    assert "The same draw: 8 visits from 22 places." in run(*verify).out
    # A place put into the list afterwards, as if chance had taken it.
    rows = (second / "draw" / "list.csv").read_text(encoding="utf-8")
    taken = re.findall(r"^(C\d\d),", rows, re.M)
    frame = (second / "frame.csv").read_text(encoding="utf-8")
    other = next(one for one in re.findall(r"^(C\d\d),", frame, re.M) if one not in taken)
    change(second / "draw" / "list.csv", f"\n{taken[0]},", f"\n{other},")
    assert f"{taken[0]} is drawn (random) and is not in the list." in run(*verify, code=1).out


def test_more_second_visits_than_visits_are_refused(visited: tuple[Path, list[dict[str, str]]]) -> None:
    place, _ = visited
    assert "CH-8855" in reinspect(place, visits=23, code=4)
    assert "CH-8603" in reinspect(place, "--strata", "colour", code=4)


def test_prevalence_weighs_second_visits_by_both_chances(
    visited: tuple[Path, list[dict[str, str]]],
) -> None:
    place, first = visited
    reinspect(place)
    chances = {row["place"]: _number(row["probability"]) for row in second_draw(place)}
    again = {name: "có" if n % 2 else "không" for n, name in enumerate(sorted(chances))}
    lines = (place / "found.csv").read_text(encoding="utf-8").splitlines()
    rows = [f"{line},{again.get(line.split(',')[0], '')}" for line in lines[1:]]
    (place / "found.csv").write_text("place,found,again\n" + "\n".join(rows) + "\n", encoding="utf-8")
    estimate = ("prevalence", str(place / "draw"), str(place / "found.csv"), "--frame", str(place / FRAME),
                "--plan", str(place / "plan.yaml"), "--second", str(place / "second" / "draw"),
                "--json")  # fmt: skip
    told = json.loads(run(*estimate).out)
    weights = {row["place"]: 1 / _number(row["probability"]) / chances[row["place"]]
               for row in first if row["place"] in chances}  # fmt: skip
    was_found = {line.split(",")[0]: line.split(",")[1] == "có" for line in lines[1:]}
    second = [name for name, answer in again.items() if answer == "có"]
    both = [name for name in second if was_found[name]]
    share = sum(weights[name] for name in both) / sum(weights[name] for name in second)
    if both:
        assert told["detection"]["share"] == pytest.approx(share, rel=1e-12)
        row = told["rows"][0]
        assert row["corrected"] == pytest.approx(min(1, row["estimate"] / share), rel=1e-12)
    else:
        assert told["detection"]["share"] is None
    # A second visit that nobody drew has no chance.
    stranger = next(row["place"] for row in first if row["place"] not in chances)
    change(place / "found.csv", f"{stranger},{'có' if was_found[stranger] else 'không'},",
           f"{stranger},có,có")  # fmt: skip
    assert "CH-8856" in run(*estimate, code=4).out


def _number(chance: str) -> float:
    above, _, below = chance.partition("/")
    return int(above) / int(below or 1)


def corrected_in_a_city(rounds: int) -> tuple[float, float, float]:
    """Mean of the corrected estimates, share of intervals that hold the truth, the truth. 400 places, three
    in ten with the problem; a visit finds it seven times in ten; 120 visited, 80 of them twice."""
    random = Random(2_026)
    truth = [n % 10 < 3 for n in range(400)]
    estimates, held = [], 0
    for _ in range(rounds):
        drawn = random.sample(range(400), 120)
        first = {n: truth[n] and random.random() < 0.7 for n in drawn}
        again = random.sample(drawn, 80)
        pairs = [(first[n], truth[n] and random.random() < 0.7) for n in again]
        (told,) = estimate_prevalence([Seen(str(n), "x", "", first.get(n)) for n in range(400)], [None])
        corrected = correct(told, estimate_detection(pairs))
        assert corrected is not None
        estimates.append(corrected.estimate)
        held += (corrected.low or 0) <= 0.3 <= (corrected.high or 0)
    return sum(estimates) / rounds, held / rounds, sum(truth) / len(truth)


def test_what_visits_overlook_is_made_up_for_in_a_city_that_is_known() -> None:
    mean, held, truth = corrected_in_a_city(200)
    # Uncorrected it would be 0.21. A ratio of few visits lies a little above the truth.
    assert abs(mean - truth) < 0.025
    assert held > 0.95 - 3 * sqrt(0.95 * 0.05 / 200)


@pytest.mark.soak
def test_intervals_of_what_is_corrected_hold_over_two_thousand_draws() -> None:
    mean, held, truth = corrected_in_a_city(2_000)
    assert abs(mean - truth) < 0.02
    assert held > 0.95 - 3 * sqrt(0.95 * 0.05 / 2_000)
