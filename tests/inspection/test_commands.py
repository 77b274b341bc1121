"""The way of a draw by commands: sealed, drawn, opened, drawn again by somebody else; and what it shows."""

from __future__ import annotations

import hashlib
import json
import re
import stat
from pathlib import Path

import pytest

from chiso.inspection.drawing import draw_visits
from chiso.inspection.frame import read_frame
from chiso.inspection.plan import read_plan
from chiso.inspection.record import list_of, record_of, write_record
from chiso.inspection.seed import read_seed
from tests.cli.calling import Answered, call

FRAME = "frame.csv"
NEWLINE = b"\n"
FIELDS = ("Hộ tịch", "Đất đai")
HEAD = "place,name,field,district,risk,days,must,last_visit,tied,volume\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Sixty counters in three districts, a plan and a sealed seed."""
    rows = [
        f"C{n:02d},Quầy {n},{FIELDS[n % 2]},D{n % 3},0.{n:02d},1,{'Chỉ thị 01' if n < 2 else ''},,,{n}\n"
        for n in range(60)
    ]
    (tmp_path / FRAME).write_text(HEAD + "".join(rows), encoding="utf-8")
    sealed = json.loads(run("seal", "--out", str(tmp_path / "seed.yaml"), "--json").out)
    (tmp_path / "plan.yaml").write_text(
        "format: chiso-inspection-plan/1\nday: 2026-03-01\nvisits: 24\ndays: 24\nrandom_share: 0.5\n"
        f"strata: [district]\ncommitment: '{sealed['commitment']}'\n",
        encoding="utf-8",
    )
    return tmp_path


def run(*arguments: str, code: int = 0) -> Answered:
    """Call `chiso inspection`, which is to end with this code."""
    done = call("inspection", *arguments)
    assert done.exit == code, done.out + done.err
    return done


def draw(place: Path, out: str = "draw") -> Path:
    run("draw", str(place / FRAME), "--plan", str(place / "plan.yaml"),
        "--seed-file", str(place / "seed.yaml"), "--out", str(place / out),
    )  # fmt: skip
    return place / out


def verify(place: Path, *options: str, code: int = 0) -> str:
    done = run("verify-draw", str(place / "draw"), "--frame", str(place / FRAME),
        "--plan", str(place / "plan.yaml"), *options, code=code,
    )  # fmt: skip
    return done.out + done.err


def open_it(place: Path, code: int = 0) -> str:
    done = run("open", str(place / "draw"), "--seed-file", str(place / "seed.yaml"), code=code)
    return done.out + done.err


def test_a_draw_is_sealed_made_opened_and_made_again(place: Path) -> None:
    folder = draw(place)
    assert stat.S_IMODE((place / "seed.yaml").stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "list.csv").stat().st_mode) == 0o600
    assert "CH-8608" in verify(place, code=4), (
        "a record that may be published before says nothing of the seed"
    )
    open_it(place)
    told = json.loads(verify(place, "--json"))
    drawn = "chiso-inspection-draw/2"
    assert told == {"same": True, "format": drawn, "sealed_for": drawn, "differences": []}
    assert (draw(place, "again") / "list.csv").read_bytes() == (folder / "list.csv").read_bytes()


def test_another_seed_than_the_sealed_one_draws_nothing(place: Path) -> None:
    run("seal", "--out", str(place / "seed.yaml"), "--force")
    done = run("draw", str(place / FRAME), "--plan", str(place / "plan.yaml"),
        "--seed-file", str(place / "seed.yaml"), "--out", str(place / "draw"), code=4,
    )  # fmt: skip
    assert "CH-8604" in done.err
    assert not (place / "draw").exists()


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("list", "The list is not the one of the record."),
        ("frame", "The frame is another file"),
        ("plan", "The plan is another file"),
        ("seed", "The seed is not the one that was sealed before."),
        ("risk", "Another choice by risk adds up to more"),
        ("strata", "The sizes of the strata are not those"),
    ],
)
def test_whatever_was_changed_after_the_draw_is_found(place: Path, what: str, said: str) -> None:
    folder = draw(place)
    open_it(place)
    listed = (folder / "list.csv").read_text(encoding="utf-8")
    random_place = re.findall(r"^(C\d\d),.*,random,", listed, re.M)[0]
    by_risk = re.findall(r"^(C\d\d),.*,risk,", listed, re.M)[0]
    weakest = next(f"C{n:02d}" for n in range(3, 60) if f"\nC{n:02d}," not in listed)
    if what == "list":
        change(folder / "list.csv", f"{random_place},", f"{weakest},")
    elif what == "frame":
        change(place / FRAME, "Quầy 3,", "Quầy ba,")
    elif what == "plan":
        change(place / "plan.yaml", "day: 2026-03-01", "day: 2026-03-02")
    elif what == "seed":
        record = (folder / "draw.yaml").read_text(encoding="utf-8")
        seed = re.findall(r"^seed: '?([0-9a-f]{32})", record, re.M)[0]
        change(folder / "draw.yaml", seed, seed[::-1])
    elif what == "risk":
        change(folder / "list.csv", f"{by_risk},", f"{weakest},")
    else:
        change(folder / "draw.yaml", "certain: '", "certain: '1")
    found = verify(place, code=1)
    assert said in found
    if what == "list":
        assert f"{random_place} is drawn (random) and is not in the list." in found


def seal_again(folder: Path) -> None:
    """The record made to fit the list as it stands now, as who forges one would."""
    listed = (folder / "list.csv").read_bytes()
    record = (folder / "draw.yaml").read_text(encoding="utf-8")
    told = re.findall(r"list:\n  file: list\.csv\n  rows: '?(\d+)'?\n  sha256: '?([0-9a-f]{64})", record)
    ((rows, digest),) = told
    record = record.replace(digest, hashlib.sha256(listed).hexdigest())
    record = record.replace(f"list.csv\n  rows: '{rows}'", f"list.csv\n  rows: '{listed.count(NEWLINE) - 1}'")
    (folder / "draw.yaml").write_text(record, encoding="utf-8")


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("a visit is announced that was to be none", "the list says “yes” under announced, the draw “no”"),
        ("another chance", "under probability"),
        ("a place twice", "stands in the list more than once"),
        ("one more by risk", "The share by risk is none that the plan allows"),
        ("one without a risk", "The share by risk is none that the plan allows"),
        ("another sum of risk", "The sum of risk of the record is not that of the list."),
        ("more places than the frame has", "The frame is another file"),
    ],
)
def test_a_forged_record_of_the_same_files_is_found_too(place: Path, what: str, said: str) -> None:
    change(place / "plan.yaml", "strata:", "unannounced_share: 0.5\nstrata:")
    change(place / FRAME, "C59,Quầy 59,Đất đai,D2,0.59,", "C59,Quầy 59,Đất đai,D2,,")
    folder = draw(place)
    open_it(place)
    assert "The same draw" in verify(place)
    path = folder / "list.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    chance = next(line for line in lines if ",random," in line)
    drawn = {line[:3] for line in lines}
    if what == "a visit is announced that was to be none":
        line = next(line for line in lines if line.endswith(",no,\n"))
        change(path, line, line.replace(",no,\n", ",yes,\n"))
    elif what == "another chance":
        change(path, chance, re.sub(r",random,[^,]+,", ",random,1/2,", chance))
    elif what == "a place twice":
        change(path, chance, chance + chance)
    elif what.startswith("one "):
        # The random share is drawn anew from what is left, so that nothing else tells of it.
        more = "C59" if what == "one without a risk" else next(
            f"C{n:02d}" for n in range(3, 59) if f"C{n:02d}" not in drawn
        )  # fmt: skip
        frame, (plan, digest) = read_frame(place / FRAME), read_plan(place / "plan.yaml")
        by_risk = frozenset({*(line[:3] for line in lines if ",risk," in line), more})
        forged = draw_visits(frame, plan, read_seed(place / "seed.yaml"), by_risk=by_risk)
        path.write_bytes(list_of(forged))
        record = record_of(forged, frame=frame, plan=plan, plan_file="plan.yaml", plan_sha256=digest)
        (folder / "draw.yaml").write_bytes(write_record(record))
        open_it(place)
    elif what == "another sum of risk":
        written = (folder / "draw.yaml").read_text(encoding="utf-8")
        told = re.findall(r"sum_of_risk: '?([0-9/]+)", written)[0]
        change(folder / "draw.yaml", told, "999")
    else:
        change(folder / "draw.yaml", "rows: '60'", "rows: '6000'")
    seal_again(folder)
    assert said in verify(place, code=1)


def test_files_from_which_nothing_can_be_drawn_are_told_as_differences(place: Path) -> None:
    draw(place)
    open_it(place)
    change(place / "plan.yaml", "visits: 24", "visits: 1")
    said = verify(place, code=1)
    assert "The plan is another file" in said
    assert "No draw follows from this frame and plan" in said


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("days: 24", "days: 1e999999999"),
        ("random_share: 0.5", "random_share: 1e-999999999"),
        ("strata:", "not_twice_within: 99999\nstrata:"),
        ("strata:", "days_a_visit: 1000001\nstrata:"),
        ("strata:", "days_a_visit: 0.33333\nstrata:"),
    ],
)
def test_a_plan_with_figures_beyond_measure_is_refused(place: Path, before: str, after: str) -> None:
    change(place / "plan.yaml", before, after)
    done = run("draw", str(place / FRAME), "--plan", str(place / "plan.yaml"),
        "--seed-file", str(place / "seed.yaml"), "--out", str(place / "draw"), code=4,
    )  # fmt: skip
    assert "CH-8603" in done.err


def test_prevalence_follows_from_the_draw_and_its_findings(place: Path) -> None:
    folder = draw(place)
    places = re.findall(r"^(C\d\d),", (folder / "list.csv").read_text(encoding="utf-8"), re.M)
    rows = [
        f"{one},{'có' if n % 4 == 0 else 'không'},{'yes' if n == 0 else ''}" for n, one in enumerate(places)
    ]
    (place / "found.csv").write_text("place,found,again\n" + "\n".join(rows) + "\n", encoding="utf-8")
    done = run("prevalence", str(folder), str(place / "found.csv"), "--frame", str(place / FRAME),
        "--plan", str(place / "plan.yaml"), "--by", "field", "--out", str(place / "out.csv"), "--json",
    )  # fmt: skip
    told = json.loads(done.out)
    assert [row["domain"] for row in told["rows"]] == ["", "Hộ tịch", "Đất đai"]
    assert [row["places"] for row in told["rows"]] == [60, 30, 30]
    # By hand from the list: those for certain count once, those by chance as many as they stand for.
    listed = [line.split(",") for line in (folder / "list.csv").read_text("utf-8").splitlines()[1:]]
    total = sum(1 / _number(cells[6]) for n, cells in enumerate(listed) if n % 4 == 0)
    assert told["rows"][0]["horvitz_thompson"] == pytest.approx(total / 60, rel=1e-12)
    assert (place / "out.csv").read_text(encoding="utf-8").startswith("domain,places,visited,found,missing,")


def _number(chance: str) -> float:
    above, _, below = chance.partition("/")
    return int(above) / int(below or 1)


def test_every_fault_of_a_frame_is_told_at_once(place: Path) -> None:
    (place / FRAME).write_text(
        "place,risk,days,last_visit\nC1,0.5,1,2025-01-01\nC1,1.2,1,\n,0.1,0,\nC4,x,1,hôm qua\n"
        "C5,0.1,0.33333,\nC6,0.1,1000001,\n",
        encoding="utf-8",
    )
    done = run("draw", str(place / FRAME), "--plan", str(place / "plan.yaml"),
        "--seed-file", str(place / "seed.yaml"), "--out", str(place / "draw"), "--json", code=4,
    )  # fmt: skip
    problems = json.loads(done.out or done.err)["problems"]
    assert sorted(one["code"] for one in problems) == [
        "CH-8600", "CH-8600", *["CH-8601"] * 5, "CH-8602",
    ]  # fmt: skip


def test_every_fault_of_the_findings_is_told_at_once(place: Path) -> None:
    folder = draw(place)
    one, two = re.findall(r"^(C\d\d),", (folder / "list.csv").read_text(encoding="utf-8"), re.M)[:2]
    (place / "found.csv").write_text(
        f"place,found,again\n{one},maybe,\n{one},yes,\nC99,no,\n{two},,yes\n", encoding="utf-8"
    )
    done = run("prevalence", str(folder), str(place / "found.csv"), "--frame", str(place / FRAME),
        "--plan", str(place / "plan.yaml"), "--by", "colour", "--json", code=4,
    )  # fmt: skip
    problems = json.loads(done.out or done.err)["problems"]
    assert sorted(problem["code"] for problem in problems) == ["CH-8610", "CH-8610", "CH-8611", "CH-8612"]


@pytest.mark.parametrize("what", ["frame", "list"])
def test_estimates_take_the_files_that_were_drawn_from(place: Path, what: str) -> None:
    folder = draw(place)
    (place / "found.csv").write_text("place,found\n", encoding="utf-8")
    if what == "frame":
        change(place / FRAME, "Quầy 3,", "Quầy ba,")
    else:
        change(folder / "list.csv", ",risk,", ",random,")
    done = run("prevalence", str(folder), str(place / "found.csv"), "--frame", str(place / FRAME),
        "--plan", str(place / "plan.yaml"), code=4,
    )  # fmt: skip
    assert "CH-8614" in done.err


def test_the_commitment_that_was_published_is_compared(place: Path) -> None:
    draw(place)
    open_it(place)
    (commitment,) = re.findall(r"commitment: '([0-9a-f]{64})'", (place / "plan.yaml").read_text("utf-8"))
    assert "The same draw" in verify(place, "--commitment", commitment.upper())
    other = commitment[::-1]
    said = verify(place, "--commitment", other, code=1)
    assert said == "The commitment of the record is not the one that was published.\n"
    assert "CH-8815" in verify(place, "--commitment", commitment[1:], code=4)


def test_faults_of_frame_plan_and_seed_are_told_at_once(place: Path) -> None:
    change(place / FRAME, "C00,", ",")
    change(place / "plan.yaml", "visits: 24", "visits: 0")
    change(place / "seed.yaml", "salt: '", "salt: 'x")
    done = run("draw", str(place / FRAME), "--plan", str(place / "plan.yaml"),
        "--seed-file", str(place / "seed.yaml"), "--out", str(place / "draw"), "--json", code=4,
    )  # fmt: skip
    assert [one["code"] for one in json.loads(done.out)["problems"]] == ["CH-8600", "CH-8603", "CH-8604"]
    said = verify(place, code=4)
    assert re.findall(r"^CH-\d{4}", said, re.M) == ["CH-8607", "CH-8600", "CH-8603"]


def a_draw_with_ties(place: Path) -> tuple[Path, str, str]:
    """A draw from places of one risk; one that it took by risk, and one as good that it did not take."""
    frame = (place / FRAME).read_text(encoding="utf-8")
    (place / FRAME).write_text(re.sub(r",0\.\d\d,1,", ",0.3,1,", frame), encoding="utf-8")
    folder = draw(place)
    listed = (folder / "list.csv").read_text(encoding="utf-8")
    taken = re.findall(r"^(C\d\d),.*,risk,", listed, re.M)[0]
    left = next(f"C{n:02d}" for n in range(2, 60) if f"\nC{n:02d}," not in listed)
    return folder, taken, left


def forge_another_share(place: Path, folder: Path, taken: str, left: str) -> None:
    """A whole record of another share by risk that adds up to as much."""
    listed = (folder / "list.csv").read_text(encoding="utf-8")
    by_risk = frozenset({*re.findall(r"^(C\d\d),.*,risk,", listed, re.M)} - {taken} | {left})
    frame, (plan, digest) = read_frame(place / FRAME), read_plan(place / "plan.yaml")
    forged = draw_visits(frame, plan, read_seed(place / "seed.yaml"), by_risk=by_risk)
    (folder / "list.csv").write_bytes(list_of(forged))
    record = record_of(forged, frame=frame, plan=plan, plan_file="plan.yaml", plan_sha256=digest)
    (folder / "draw.yaml").write_bytes(write_record(record))
    open_it(place)


def seal_in_the_first_format(place: Path) -> None:
    """The seed as it was sealed before commitments named a draw, by the formula of then."""
    seed = read_seed(place / "seed.yaml")
    told = f"format: chiso-inspection-seed/1\nseed: '{seed.seed}'\nsalt: '{seed.salt}'\n"
    (place / "seed.yaml").write_text(told, encoding="utf-8")
    commitment = hashlib.sha256(f"chiso-inspection-seed/1\n{seed.salt}\n{seed.seed}".encode()).hexdigest()
    change(place / "plan.yaml", seed.commitment, commitment)


def test_a_commitment_is_made_of_seed_salt_and_the_format_of_the_draw(place: Path) -> None:
    told = dict(line.split(": ") for line in (place / "seed.yaml").read_text("utf-8").splitlines())
    seed, salt = told["seed"].strip("'"), told["salt"].strip("'")
    parts = ("chiso-inspection-seed/2", "chiso-inspection-draw/2", salt, seed)
    assert hashlib.sha256("\n".join(parts).encode()).hexdigest() in (place / "plan.yaml").read_text("utf-8")


def test_a_draw_cannot_call_itself_one_of_another_format_than_was_sealed(place: Path) -> None:
    """As somebody would who wished for another of the best choices by risk."""
    folder, taken, left = a_draw_with_ties(place)
    forge_another_share(place, folder, taken, left)
    change(folder / "draw.yaml", "chiso-inspection-draw/2", "chiso-inspection-draw/1")
    assert (
        "The seed was sealed for a draw of the format chiso-inspection-draw/2; the record calls itself "
        "chiso-inspection-draw/1."
    ) in verify(place, code=1)


def test_a_draw_under_a_seed_of_the_first_format_says_that_nothing_binds_it(place: Path) -> None:
    seal_in_the_first_format(place)
    draw(place)
    open_it(place)
    told = json.loads(verify(place, "--json"))
    assert told == {
        "same": True, "format": "chiso-inspection-draw/2", "sealed_for": None, "differences": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("draw: chiso-inspection-draw/2\n", "", "CH-8604"),
        ("chiso-inspection-seed/2", "chiso-inspection-seed/1", "CH-8604"),
        ("chiso-inspection-draw/2", "a draw", "CH-8604"),
        ("chiso-inspection-draw/2", "chiso-inspection-draw/3", "CH-8604"),
    ],
)
def test_a_seed_that_names_no_draw_or_another_one_draws_nothing(
    place: Path, before: str, after: str, code: str
) -> None:
    change(place / "seed.yaml", before, after)
    done = run("draw", str(place / FRAME), "--plan", str(place / "plan.yaml"),
        "--seed-file", str(place / "seed.yaml"), "--out", str(place / "draw"), code=4,
    )  # fmt: skip
    assert code in done.err


def test_a_seed_that_was_sealed_for_a_later_draw_is_not_drawn_from(place: Path) -> None:
    was = read_seed(place / "seed.yaml")
    change(place / "seed.yaml", "chiso-inspection-draw/2", "chiso-inspection-draw/3")
    change(place / "plan.yaml", was.commitment, read_seed(place / "seed.yaml").commitment)
    done = run("draw", str(place / FRAME), "--plan", str(place / "plan.yaml"),
        "--seed-file", str(place / "seed.yaml"), "--out", str(place / "draw"), "--json", code=4,
    )  # fmt: skip
    assert [one["code"] for one in json.loads(done.out)["problems"]] == ["CH-8827"]


def test_another_share_by_risk_that_is_as_good_is_found(place: Path) -> None:
    folder, taken, left = a_draw_with_ties(place)
    forge_another_share(place, folder, taken, left)
    said = verify(place, code=1)
    assert said == (
        f"Of the choices by risk that add up to as much, the seed takes the one with {taken}, not {left}.\n"
    )


def test_a_draw_of_the_first_format_is_verified_by_its_own_rule(place: Path) -> None:
    """Then any of several best shares could be taken; one that adds up to less is found all the same."""
    seal_in_the_first_format(place)
    folder, taken, left = a_draw_with_ties(place)
    forge_another_share(place, folder, taken, left)
    change(folder / "draw.yaml", "chiso-inspection-draw/2", "chiso-inspection-draw/1")
    said = verify(place)
    assert "The commitment does not say for which format of a draw it was published" in said
    assert "which of several best choices by risk was taken is not compared" in said
    assert "The same draw" in said
    content = (folder / "draw.yaml").read_bytes()
    (folder / "draw.yaml").write_bytes(content.replace(b"\n", b"\r\n"))
    assert verify(place) == said, "an editor may end lines in its own way"
    (folder / "draw.yaml").write_bytes(content)
    change(folder / "draw.yaml", "sum_of_risk: ", "sum_of_risk: 9")
    assert "The sum of risk of the record is not that of the list." in verify(place, code=1)
