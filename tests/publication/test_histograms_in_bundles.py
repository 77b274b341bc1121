"""How sure ranks are, in a bundle: its format, what is verified of it, what is refused when publishing."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from chiso.language import Text
from chiso.problems import BadInput
from chiso.publication import build_bundle, verify
from chiso.publication.manifest import sha256_of
from chiso.publication.work_of_robustness import MOST_WORK
from chiso.robustness.specification import Specification
from tests.cli.calling import call
from tests.publication.publishing import (
    RUN,
    change_record,
    describe_again,
    make_key,
    members_of,
    publish,
    write_members,
    write_small_run,
)
from tests.publication.robust_run import (
    LEFT_OUT,
    RUNS,
    WITH_ERRORS,
    robust,
    robust_bundle,
    runs_without,
    small_run,
)

FOLDER = f"{RUN}/robustness/one-less"
RECORD, HISTOGRAM, PAIRS, ERRORS = (
    f"{FOLDER}/{file}" for file in ("robustness.json", "histogram.csv", "pairs.csv", "errors.csv")
)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return robust_bundle(tmp_path_factory.mktemp("left-out"))


@pytest.fixture(scope="module")
def with_errors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return robust_bundle(tmp_path_factory.mktemp("errors"), WITH_ERRORS)


def rows(table: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.decode())))


def differences(
    bundle: Path, out: Path, change: Callable[[dict[str, bytes]], None], *, histograms: bool = True
) -> list[str]:
    """The codes of what is found after somebody changed members and mended every hash."""
    members = members_of(bundle)
    change(members)
    changed = write_members(out / "changed.zip", describe_again(members), mend=True)
    return [one.code for one in verify(changed, histograms=histograms).differences]


def test_a_bundle_with_a_histogram_is_of_format_3_and_every_count_recomputes(bundle: Path) -> None:
    found = verify(bundle)
    assert found.differences == ()
    assert found.publication is not None
    assert found.publication.format == "chiso-bundle/3"
    assert [(one.run, one.name, one.runs, one.state) for one in found.recounts] == [
        ("three-criteria-1-2020", "one-less", RUNS, "recomputed")
    ]
    readme = members_of(bundle)["README.txt"].decode()
    assert "runs/…/robustness/…" in readme
    assert "not by the author of the index" in readme
    assert "estimates" not in readme


def test_the_counts_are_those_that_follow_by_hand(bundle: Path, tmp_path: Path) -> None:
    n1, n2, n3 = runs_without(robust(tmp_path)).values()
    assert n1 + n2 + n3 == RUNS
    members = members_of(bundle)
    counts = {(row["unit"], int(row["rank"])): int(row["count"]) for row in rows(members[HISTOGRAM])}
    assert counts == {
        ("001", 1): n3, ("001", 2): n1 + n2,
        ("002", 1): n2, ("002", 2): n3, ("002", 3): n1,
        ("003", 1): n1, ("003", 3): n2 + n3,
    }  # fmt: skip
    assert [tuple(row.values()) for row in rows(members[PAIRS])] == [
        ("001", "002", str(n1 + n3), str(n2)),
        ("001", "003", str(n2 + n3), str(n1)),
        ("002", "003", str(n2 + n3), str(n1)),
    ]


def test_a_bundle_without_one_keeps_its_format_and_says_nothing_of_it(tmp_path: Path) -> None:
    plain, _ = publish(tmp_path)
    members = members_of(plain)
    assert json.loads(members["publication.json"])["format"] == "chiso-bundle/1"
    assert "robustness" not in members["README.txt"].decode()
    assert verify(plain).recounts == ()


def test_the_same_result_gives_the_same_bytes(bundle: Path, tmp_path: Path) -> None:
    assert robust_bundle(tmp_path).read_bytes() == bundle.read_bytes()


def _count(members: dict[str, bytes]) -> None:
    """One run is moved from one rank of 002 to another: every sum stays."""
    table = rows(members[HISTOGRAM])
    own = [row for row in table if row["unit"] == "002"]
    own[0]["count"], own[1]["count"] = str(int(own[0]["count"]) - 1), str(int(own[1]["count"]) + 1)
    lines = ["unit,period,rank,count", *(",".join(row.values()) for row in table), ""]
    members[HISTOGRAM] = "\n".join(lines).encode()


def _pair(members: dict[str, bytes]) -> None:
    lines = members[PAIRS].decode().splitlines()
    unit, other, above, below = lines[1].split(",")
    lines[1] = f"{unit},{other},{int(above) - 1},{below}"
    members[PAIRS] = ("\n".join(lines) + "\n").encode()


def _stating(**values: object) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        members[RECORD] = change_record(members[RECORD], **values)

    return change


def _specification(**values: object) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        stated = json.loads(members[RECORD])["specification"]
        members[RECORD] = change_record(members[RECORD], specification={**stated, **values})

    return change


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (_count, {"CH-8213"}),
        (_pair, {"CH-8213"}),
        (_stating(seed=8), {"CH-8213"}),
        (_specification(weights={"kind": "noise@1", "within": "0.25"}), {"CH-8213", "CH-8214"}),
        (_specification(leave_out={"kind": "one@1", "chance": "0.5"}), {"CH-8213"}),
        (_specification(sampling="sobol"), {"CH-8213", "CH-8214"}),
        (_stating(stream="mt19937"), {"CH-8214"}),
        (_stating(numbers_of_run=99), {"CH-8214"}),
        (_stating(scores={"exact": True, "places": 2, "rounded": False, "sha256": "0" * 64}), {"CH-8214"}),
        (_stating(runs=RUNS + 1), {"CH-8211"}),
        (_stating(units=2), {"CH-8211"}),
        (_stating(inputs={"run.json": "0" * 64}), {"CH-8212"}),
        (_stating(league="another"), {"CH-8210"}),
        (_stating(format="chiso-published-robustness/2"), {"CH-8210"}),
        (_specification(weights={"kind": "guess@1"}), {"CH-8210"}),
        (_specification(format="chiso-robustness/1", places="3"), {"CH-8210"}),
        (_specification(data_error={"kind": "assumed@1", "source": "a\nb", "relative": "0.1"}), {"CH-8210"}),
        (_stating(runs=MOST_WORK), {"CH-8211", "CH-8217"}),
        (_specification(told={"level": "0.5", "top": [*range(1, 21)], "moves": [1], "above": []}),
         {"CH-8217"}),
        (_specification(fill={"kind": "donors@1"}), {"CH-8210"}),
        (_specification(fill={"kind": "donors@1", "group": "", "tables": 500}), {"CH-8215"}),
    ],
)  # fmt: skip
def test_whatever_was_changed_is_a_difference(
    bundle: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], None], codes: set[str]
) -> None:
    found = set(differences(bundle, tmp_path, change))
    assert found == codes


def test_a_file_that_is_taken_away_is_missed(bundle: Path, tmp_path: Path) -> None:
    for name in (RECORD, HISTOGRAM, PAIRS):
        assert differences(bundle, tmp_path, lambda members, name=name: members.pop(name)) == ["CH-8210"]  # type: ignore[misc]


def test_the_first_count_that_differs_is_named_with_what_it_has_to_be(bundle: Path, tmp_path: Path) -> None:
    members = members_of(bundle)
    before = members[HISTOGRAM].decode().splitlines()
    _count(members)
    changed = write_members(tmp_path / "changed.zip", describe_again(members), mend=True)
    (problem,) = verify(changed).differences
    assert problem.where.file == f"changed.zip/{HISTOGRAM}"
    assert problem.where.row == next(at for at, line in enumerate(before, 1) if line.startswith("002"))
    assert before[problem.where.row - 1] in problem.expected.in_language("en")


def test_what_is_seen_without_making_a_run_is_found_though_histograms_are_skipped(
    bundle: Path, tmp_path: Path
) -> None:
    assert differences(bundle, tmp_path, _stating(runs=RUNS + 1), histograms=False) == ["CH-8211"]
    # A count moved from rank to rank is only seen by whoever makes the runs.
    assert differences(bundle, tmp_path, _count, histograms=False) == []


def test_skipping_is_said_and_changes_no_exit_code(tmp_path: Path) -> None:
    private, public = make_key(tmp_path)
    sealed = robust_bundle(tmp_path, key=private)
    whole = call("verify", sealed, "--trusted", public)
    skipped = call("verify", sealed, "--trusted", public, "--skip-histograms")
    assert (whole.exit, skipped.exit) == (0, 0)
    assert "“one-less”: 3,000 runs made again, every count is the published one." in whole.out
    assert "“one-less”: NOT CHECKED: the 3,000 runs were not made again, as you asked." in skipped.out
    told = json.loads(call("verify", sealed, "--skip-histograms", "--json").out)["histograms"]
    assert told == [{"run": "three-criteria-1-2020", "name": "one-less", "runs": 3000, "state": "skipped"}]


_WITHOUT_NUMPY = """
import sys
for name in ("numpy", "scipy", "numba", "polars", "duckdb", "pyarrow"):
    sys.modules[name] = None
from importlib import util
found = util.find_spec
util.find_spec = lambda name, *rest: None if sys.modules.get(name, 0) is None else found(name, *rest)
import chiso.survey.libraries
chiso.survey.libraries.find_spec = util.find_spec
from pathlib import Path
from chiso.publication import verify
found = verify(Path(sys.argv[1]))
print(found.exit_code, [one.state for one in found.recounts], len(found.differences))
print(*(sentence.in_language("en") for sentence in found.sentences()), sep="\\n")
"""


def test_without_numpy_everything_else_is_verified_and_that_part_is_said_to_be_not_checked(
    bundle: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _WITHOUT_NUMPY, bundle],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("3 ['no_libraries'] 0\n")
    assert "NOT CHECKED: to make the 3,000 runs again takes the extra “statistics”." in done.stdout


def test_errors_that_stand_in_a_file_are_published_and_verified(with_errors: Path, tmp_path: Path) -> None:
    assert verify(with_errors).differences == ()
    members = members_of(with_errors)
    assert members[ERRORS].decode().startswith("unit,code,se\n001,1,1.5\n")

    def enlarge(members: dict[str, bytes]) -> None:
        members[ERRORS] = members[ERRORS].replace(b"001,1,1.5", b"001,1,2.5")

    def enlarge_and_say_so(members: dict[str, bytes]) -> None:
        enlarge(members)
        inputs = {"run.json": sha256_of(members[f"{RUN}/run.json"]), "errors.csv": sha256_of(members[ERRORS])}
        members[RECORD] = change_record(members[RECORD], inputs=inputs)

    assert differences(with_errors, tmp_path, enlarge) == ["CH-8212"]
    assert "CH-8213" in differences(with_errors, tmp_path, enlarge_and_say_so)
    assert differences(with_errors, tmp_path, lambda members: members.pop(ERRORS)) == ["CH-8212"]  # type: ignore[arg-type]


def _errors(written: str, **data_error: object) -> Callable[[dict[str, bytes]], None]:
    """Other errors than those of which the runs were made, and a record that names them rightly."""

    def change(members: dict[str, bytes]) -> None:
        stated = json.loads(members[RECORD])
        asked = {"format": "chiso-robustness/1", "data_error": data_error}
        members[ERRORS] = written.encode()
        members[RECORD] = change_record(
            members[RECORD],
            specification=Specification.model_validate(asked).as_record(),
            inputs=stated["inputs"] | {"errors.csv": sha256_of(members[ERRORS])},
        )

    return change


COVARIANCES = "unit,code,other_unit,other_code,covariance\n"


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        # A table of covariances of its square, and a division for each pair.
        (_errors(COVARIANCES + "".join(f"001,{code},001,{code},1\n" for code in range(4_001)),
                 kind="covariance@1", file="c.csv", tables=2), {"CH-8217"}),
        # A table that one reader takes for another.
        (_errors("unit;code;se\n001;1;1.5\n", kind="column@1", file="errors.csv"), {"CH-8210"}),
        (_errors("unit,code,se\r\n001,1,1.5\r\n", kind="column@1", file="errors.csv"), {"CH-8210"}),
        (_errors("unit,code\n001,1\n", kind="column@1", file="errors.csv"), {"CH-8210"}),
        # Parquet in which a few bytes stand for any number of rows.
        (_errors("PAR1", kind="draws@1", file="draws.parquet"), {"CH-8210"}),
        (_errors("PAR1", kind="draws@1", file="draws.PARQUET/."), {"CH-8210"}),
        # Such a file is nowhere but in the bundle.
        (_errors("unit,code,se\n001,1,1.5\n", kind="column@1", file="/etc/passwd"), {"CH-8213"}),
    ],
    ids=["covariances", "semicolons", "other ends of lines", "no errors", "parquet", "a folder", "a path"],
)  # fmt: skip
def test_errors_that_cost_more_than_they_say_are_refused_before_a_run_is_made(
    with_errors: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], None], codes: set[str]
) -> None:
    assert set(differences(with_errors, tmp_path, change)) >= codes
    if codes != {"CH-8213"}:
        assert set(differences(with_errors, tmp_path, change, histograms=False)) == codes


def test_tables_of_draws_are_counted_in_whichever_column_they_stand(
    with_errors: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = "unit,code,value,draw\n" + "".join(f"001,1,1,{draw}\n" for draw in range(101))
    change = _errors(written, kind="draws@1", file="draws.csv")
    # Tables of 3 units and 3 criteria.
    monkeypatch.setattr("chiso.publication.work_of_robustness.MOST_CELLS", 101 * 9)
    assert differences(with_errors, tmp_path, change, histograms=False) == []
    monkeypatch.setattr("chiso.publication.work_of_robustness.MOST_CELLS", 100 * 9)
    assert differences(with_errors, tmp_path, change, histograms=False) == ["CH-8217"]


@pytest.mark.parametrize(
    ("specification", "runs"),
    [
        # Of 3 units and 3 criteria a run looks cheap by its units alone, which let 10¹¹/18 runs pass.
        ({"weights": {"kind": "dirichlet@1", "concentration": "9", "of": "indicators"}}, 130_000_000),
        ({"weights": {"kind": "uniform@1", "of": "indicators"}}, 1_400_000_000),
    ],
)
def test_numbers_that_are_drawn_are_work_too(
    bundle: Path, tmp_path: Path, specification: dict[str, object], runs: int
) -> None:
    def change(members: dict[str, bytes]) -> None:
        _specification(**specification)(members)
        _times(members, FOLDER, runs // RUNS)

    assert differences(bundle, tmp_path, change, histograms=False) == ["CH-8217"]


def _times(members: dict[str, bytes], folder: str, factor: int) -> None:
    """So many times as many runs, with the same shares."""
    record, histogram = f"{folder}/robustness.json", f"{folder}/histogram.csv"
    lines = [f"{row['unit']},,{row['rank']},{int(row['count']) * factor}" for row in rows(members[histogram])]
    members[histogram] = "\n".join(["unit,period,rank,count", *lines, ""]).encode()
    members[record] = change_record(members[record], runs=RUNS * factor)


def test_the_results_of_a_bundle_share_what_may_be_asked_of_a_reader(tmp_path: Path) -> None:
    results = [robust(tmp_path), robust(tmp_path, name="two-less")]
    build_bundle(runs=[small_run(tmp_path)], robustness=results, out=tmp_path / "two.zip")
    members = members_of(tmp_path / "two.zip")
    # A run of 3 units and 3 criteria, each of which may be left out: 3 · (3 + 3) + 16 · 3 = 66.
    factor = MOST_WORK * 6 // 10 // 66 // RUNS
    for folder in (FOLDER, f"{RUN}/robustness/two-less"):
        _times(members, folder, factor)
        changed = write_members(tmp_path / "changed.zip", describe_again(members), mend=True)
        found = verify(changed, histograms=False)
        codes = [(one.code, one.where.file) for one in found.differences]
        beyond = [("CH-8217", f"changed.zip/{folder}/robustness.json")] if folder != FOLDER else []
        assert codes == beyond
        assert [one.state for one in found.recounts] == ["skipped", "differs" if beyond else "skipped"]


def test_ranks_that_stand_twice_are_found_without_making_a_run(bundle: Path, tmp_path: Path) -> None:
    def split(members: dict[str, bytes]) -> None:
        lines = members[HISTOGRAM].decode().splitlines()
        unit, period, rank, count = lines[1].split(",")
        lines[1:2] = [f"{unit},{period},{rank},1", f"{unit},{period},{rank},{int(count) - 1}"]
        members[HISTOGRAM] = ("\n".join(lines) + "\n").encode()

    assert differences(bundle, tmp_path, split, histograms=False) == ["CH-8211"]


def refused(folder: Path, *results: Path, runs: list[Path] | None = None) -> list[str]:
    with pytest.raises(BadInput) as answer:
        build_bundle(runs=runs or [small_run(folder)], robustness=results, out=folder / "b.zip")
    assert not (folder / "b.zip").exists()
    return [problem.code for problem in answer.value.problems]


def test_a_histogram_that_does_not_recompute_is_not_published(tmp_path: Path) -> None:
    result = robust(tmp_path)
    table = (result / "histogram.csv").read_text().splitlines()
    unit, period, rank, count = table[1].split(",")
    table[1] = f"{unit},{period},{rank},{int(count) + 1}"
    (result / "histogram.csv").write_text("\n".join(table) + "\n")
    assert refused(tmp_path, result) == ["CH-8213"]


def test_a_result_about_another_run_is_not_published(tmp_path: Path) -> None:
    other = write_small_run(tmp_path / "other", period="2021")
    assert refused(tmp_path, robust(tmp_path), runs=[other]) == ["CH-8216"]


def test_a_folder_of_something_else_is_not_published(tmp_path: Path) -> None:
    result = robust(tmp_path)
    record = json.loads((result / "robustness.json").read_bytes())
    for wrong in ({}, [], record | {"format": "chiso-ranks/1"}, record | {"seed": "x"}, record | {"runs": 0}):
        (result / "robustness.json").write_text(json.dumps(wrong))
        assert refused(tmp_path, result) == ["CH-8125"]
    assert refused(tmp_path, small_run(tmp_path)) == ["CH-4001"]


def test_a_composite_index_is_told_that_bundles_do_not_hold_it(tmp_path: Path) -> None:
    result = robust(tmp_path)
    record = json.loads((result / "robustness.json").read_bytes())
    changed = record | {"source": {"kind": "composite"}, "inputs": {"plan.json": "0" * 64}}
    (result / "robustness.json").write_text(json.dumps(changed))
    assert refused(tmp_path, result) == ["CH-8216"]


def test_more_work_than_a_reader_can_be_asked_for_is_refused_before_it_is_done(tmp_path: Path) -> None:
    result = robust(tmp_path)
    record = json.loads((result / "robustness.json").read_bytes())
    (result / "robustness.json").write_text(json.dumps(record | {"runs": MOST_WORK}))
    assert refused(tmp_path, result) == ["CH-8217"]


def test_one_name_stands_once(tmp_path: Path) -> None:
    result = robust(tmp_path)
    assert refused(tmp_path, result, result) == ["CH-8218"]


def test_two_results_about_one_run_stand_beside_one_another(tmp_path: Path) -> None:
    results = [robust(tmp_path), robust(tmp_path, WITH_ERRORS, "with-errors")]
    build_bundle(runs=[small_run(tmp_path)], robustness=results, out=tmp_path / "two.zip")
    build_bundle(runs=[small_run(tmp_path)], robustness=results[::-1], out=tmp_path / "turned.zip")
    assert (tmp_path / "two.zip").read_bytes() == (tmp_path / "turned.zip").read_bytes()
    found = verify(tmp_path / "two.zip")
    assert found.differences == ()
    assert [(one.name, one.state) for one in found.recounts] == [
        ("one-less", "recomputed"), ("with-errors", "recomputed"),
    ]  # fmt: skip


def test_long_work_is_told_in_tenths(tmp_path: Path) -> None:
    result = robust(tmp_path, LEFT_OUT, runs=200_000)
    build_bundle(runs=[small_run(tmp_path)], robustness=[result], out=tmp_path / "long.zip")
    heard: list[Text] = []
    assert verify(tmp_path / "long.zip", progress=heard.append).differences == ()
    told = [one.in_language("en") for one in heard if "runs of" in one.in_language("en")]
    assert told == [
        f"Making the runs of “one-less” again: {done} of 200,000" for done in ("65,536", "131,072", "196,608")
    ]
