"""Composite indices in bundles: what is in them, what is verified, what is refused when publishing.

The scores of the small index are worked out by hand in `tests.publication.composite_run`.
"""

from __future__ import annotations

import csv
import io
import json
import math
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from chiso.composite.run import STAGE_OF_STEP, CompositeRun
from chiso.frameworks.composite.loader import composite_from_tree
from chiso.problems import BadInput
from chiso.publication import build_bundle, verify
from chiso.publication.composite_runs import read_composite_files
from chiso.publication.manifest import sha256_of
from chiso.publication.members import COMPOSITE_FILES, STAGES
from chiso.publication.recomposing import MOST_CELLS, MOST_NODES, MOST_SCORES, find_composite_differences
from chiso.publication.subjects import subjects_of_composite
from chiso.publication.work_of_plans import WorkLeft, work_of_plan
from chiso.publication.work_of_robustness import work_asked
from chiso.robustness.specification import Specification, read_specification
from tests.cli.calling import call
from tests.publication.composite_run import (
    CHOICES,
    FRAMEWORK,
    ROWS,
    RUN,
    RUNS,
    choices,
    composite_bundle,
    composite_folder,
)
from tests.publication.estimated_run import score_estimated, write_estimated_run
from tests.publication.publishing import (
    change_record,
    describe_again,
    make_key,
    members_of,
    publish,
    write_members,
    write_small_run,
)
from tests.publication.robust_run import LEFT_OUT, robust

Change = Callable[[dict[str, bytes]], None]
COMPOSITE = f"{RUN}/composite"
PLAN, FIGURES, UNITS, RANKING, WEIGHTS, TREATMENT = (
    f"{COMPOSITE}/{name}"
    for name in ("plan.json", "figures.csv", "units.csv", "ranking.csv", "weights.csv", "treatment.csv")
)
IMPUTED, NORMALISED, AGGREGATED = (
    f"{COMPOSITE}/stages/{name}.csv" for name in ("imputed", "normalised", "aggregated")
)
RESULT = f"{RUN}/robustness/choices"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return composite_bundle(tmp_path_factory.mktemp("composite"))


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return composite_bundle(tmp_path_factory.mktemp("panel"), periods=("2024", "2025"))


def rows(table: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.decode())))


def found_after(
    bundle: Path, out: Path, change: Change, *, histograms: bool = False
) -> list[tuple[str, str]]:
    """Code and place of what is found after somebody changed members and mended every hash."""
    members = members_of(bundle)
    change(members)
    changed = write_members(out / "changed.zip", describe_again(members), mend=True)
    found = verify(changed, histograms=histograms).differences
    return [(one.code, one.where.file.removeprefix("changed.zip/")) for one in found]


def replacing(name: str, old: bytes, new: bytes) -> Change:
    def change(members: dict[str, bytes]) -> None:
        assert members[name].count(old) >= 1, members[name]
        members[name] = members[name].replace(old, new, 1)

    return change


def test_it_is_of_format_4_and_every_score_is_the_one_by_hand(bundle: Path) -> None:
    found = verify(bundle)
    assert found.differences == ()
    assert found.publication is not None
    assert found.publication.format == "chiso-bundle/4"
    assert found.counts.recomputed == 5 * 7
    assert [(one.run, one.name, one.runs, one.state) for one in found.recounts] == [
        ("five-wards-1", "choices", RUNS, "recomputed")
    ]
    members = members_of(bundle)
    assert [tuple(row.values()) for row in rows(members[RANKING])] == [
        ("A", "", "Phường A", "62.5", "1"),
        ("E", "", "Phường E", "59.375", "2"),
        ("B", "", "Phường B", "50.0", "3"),
        ("D", "", "Phường D", "50.0", "3"),
        ("C", "", "Phường C", "37.5", "5"),
    ]
    by_unit = {row["unit"]: row for row in rows(members[AGGREGATED])}
    assert (by_unit["E"]["first"], by_unit["E"]["second"], by_unit["E"]["b"]) == ("43.75", "75.0", "62.5")
    assert rows(members[FIGURES])[4]["b"] == ""
    assert rows(members[IMPUTED])[4]["b"] == "22.5"


def test_it_says_what_it_holds(bundle: Path) -> None:
    members = members_of(bundle)
    (run,) = json.loads(members["publication.json"])["runs"]
    assert (run["name"], run["period"], run["programme"]) == ("five-wards-1", "", None)
    assert [one["key"] for one in run["frameworks"]] == ["five-wards@1"]
    assert run["rule_kinds"] == ["median@1", "min_max@1"]
    readme = members["README.txt"].decode()
    assert "    runs/five-wards-1/  five-wards@1\n" in readme
    assert "runs/…/composite/…" in readme
    tables = {one["path"]: one for one in json.loads(members["datapackage.json"])["resources"]}
    types = {field["name"]: field["type"] for field in tables[AGGREGATED]["schema"]["fields"]}
    assert types == {"unit": "string"} | dict.fromkeys(
        ("all", "first", "second", "a", "b", "c", "d"), "number"
    )
    types = {field["name"]: field["type"] for field in tables[UNITS]["schema"]["fields"]}
    assert types == dict.fromkeys(("unit", "period", "name"), "string")


def test_the_names_of_the_stages_are_those_of_the_room() -> None:
    """Written down twice, since the names of members are asked where there is no NumPy."""
    assert set(STAGES) == {f"{stage}.csv" for stage in STAGE_OF_STEP.values()}
    assert set(COMPOSITE_FILES) > {"plan.json", "Raw.csv"}


def test_the_same_folder_gives_the_same_bytes(bundle: Path, tmp_path: Path) -> None:
    assert composite_bundle(tmp_path).read_bytes() == bundle.read_bytes()


def test_it_stands_beside_runs_that_were_scored_and_these_keep_their_bytes(tmp_path: Path) -> None:
    plain, _ = publish(tmp_path)
    scored = write_small_run(tmp_path / "scored")
    both = tmp_path / "both.zip"
    build_bundle(runs=[composite_folder(tmp_path), scored], out=both, status="final")
    found = verify(both)
    assert found.differences == ()
    assert found.publication is not None
    assert [one.name for one in found.publication.runs] == ["five-wards-1", "three-criteria-1-2020"]
    own = {name: content for name, content in members_of(plain).items() if name.startswith("runs/")}
    assert own == {
        name: content
        for name, content in members_of(both).items()
        if name.startswith("runs/three-criteria-1-2020/")
    }


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        # A figure: everything after it follows no more; the first cell of each table is named.
        (
            replacing(FIGURES, b"A,100.0,", b"A,90.0,"),
            [("CH-4030", NORMALISED), ("CH-4030", AGGREGATED), ("CH-4030", IMPUTED)],
        ),
        (replacing(IMPUTED, b"22.5", b"23.5"), [("CH-4030", IMPUTED)]),
        (replacing(NORMALISED, b"62.5", b"63.5"), [("CH-4030", NORMALISED)]),
        (replacing(AGGREGATED, b"59.375", b"69.375"), [("CH-4030", AGGREGATED)]),
        (replacing(WEIGHTS, b"all,first,,,0.5,0.5", b"all,first,,,0.6,0.5"), [("CH-4030", WEIGHTS)]),
        (replacing(WEIGHTS, b"all,first", b"all,other"), [("CH-4030", WEIGHTS)]),
        (replacing(RANKING, b"59.375,2", b"59.375,1"), [("CH-4030", RANKING)]),
        (replacing(RANKING, "Phường E".encode(), "Phường F".encode()), [("CH-4030", RANKING)]),
        # Other names of units are others everywhere.
        (replacing(UNITS, "Phường E".encode(), "Phường F".encode()), [("CH-4030", RANKING)]),
        (replacing(FIGURES, b"E,25.0,", b"E,25.00,"), [("CH-4028", FIGURES)]),
        (replacing(NORMALISED, b"62.5", b"62.50"), [("CH-4028", NORMALISED)]),
        (replacing(FIGURES, b"E,25.0,", b"E,many,"), [("CH-8847", COMPOSITE)]),
        (replacing(FIGURES, b"E,25.0,", b"E,1e+300,"), [("CH-8847", COMPOSITE)]),
        (lambda members: members.pop(WEIGHTS), [("CH-8844", WEIGHTS)]),
        (lambda members: members.pop(IMPUTED), [("CH-8844", IMPUTED)]),
        (lambda members: members.update({f"{COMPOSITE}/stages/treated.csv": b"unit\n"}),
         [("CH-8844", f"{COMPOSITE}/stages/treated.csv")]),
        (lambda members: members.update({f"{RUN}/scores.csv": b"unit\n"}),
         [("CH-8844", f"{RUN}/scores.csv")]),
        (replacing(TREATMENT, b"unit,", b"UNIT,"), [("CH-4030", TREATMENT)]),
    ],
)  # fmt: skip
def test_whatever_was_changed_is_found_and_named(
    bundle: Path, tmp_path: Path, change: Change, expected: list[tuple[str, str]]
) -> None:
    found = found_after(bundle, tmp_path, change)
    # What differs in the index makes results about it differ, too.
    assert sorted(one for one in found if not one[0].startswith("CH-82")) == sorted(expected)


def _record(**values: object) -> Change:
    def change(members: dict[str, bytes]) -> None:
        record = json.loads(members[PLAN]) | values
        members[PLAN] = (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()

    return change


def _plan(old: str, new: str) -> Change:
    def change(members: dict[str, bytes]) -> None:
        record = json.loads(members[PLAN])
        record["plan"] = json.loads(json.dumps(record["plan"]).replace(old, new))
        members[PLAN] = (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()

    return change


def test_another_plan_is_found_by_its_hash_and_by_its_figures(bundle: Path, tmp_path: Path) -> None:
    found = set(found_after(bundle, tmp_path, _plan("median@1", "mean@1")))
    # The list of kinds in publication.json is another one, too.
    assert found == {
        ("CH-4027", "publication.json"),
        ("CH-4027", PLAN),
        ("CH-4030", IMPUTED),
        ("CH-4030", NORMALISED),
        ("CH-4030", AGGREGATED),
    }


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_record(plan_hash="0" * 64), "CH-4027"),
        (_record(software={"chiso": "1", "numpy": "a\nb", "scipy": "1"}), "CH-8845"),
        (_record(inputs={"data": "none"}), "CH-8845"),
        (_record(inputs={"data": "0" * 64 + "\n"}), "CH-8845"),
        (_record(format="chiso-composite-run/2"), "CH-8845"),
        (lambda members: members.update({PLAN: b"{"}), "CH-8845"),
        (lambda members: members.update({PLAN: members[PLAN].replace(b"  ", b" ")}), "CH-4027"),
    ],
)
def test_a_record_that_is_none_or_says_what_is_not_so_is_found(
    bundle: Path, tmp_path: Path, change: Change, code: str
) -> None:
    assert (code, PLAN) in found_after(bundle, tmp_path, change)


def test_a_framework_under_a_name_of_the_library_must_be_that_one(bundle: Path) -> None:
    members = members_of(bundle)
    files = {name.removeprefix(f"{RUN}/"): held for name, held in members.items() if name.startswith(RUN)}
    record = json.loads(files["composite/plan.json"])
    record["framework"]["document"] |= {"id": "asem"}
    record["framework"]["key"] = "asem@1"
    files["composite/plan.json"] = (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()
    found = {one.code for one in find_composite_differences(files, bundle="", run="asem-1")}
    assert found == {"CH-4034", "CH-4027"}


def test_the_last_digit_of_another_machine_is_no_difference_and_more_is(bundle: Path, tmp_path: Path) -> None:
    """Scores reach from 0 to 100: 10⁻¹² of it is 10⁻¹⁰. Ranks follow from the published scores."""

    def moved(by: float) -> Change:
        def change(members: dict[str, bytes]) -> None:
            figure = repr(59.375 + by).encode()
            members[AGGREGATED] = members[AGGREGATED].replace(b"59.375", figure)
            members[RANKING] = members[RANKING].replace(b"59.375", figure)

        return change

    one_bit = math.nextafter(59.375, 100) - 59.375
    assert found_after(bundle, tmp_path, moved(one_bit)) == []
    assert found_after(bundle, tmp_path, moved(5e-11)) == []
    assert found_after(bundle, tmp_path, moved(2e-10)) == [("CH-4030", AGGREGATED)]

    def split_a_tie(members: dict[str, bytes]) -> None:
        """B a little above D: then D is fourth by the published scores, and must be so."""
        figure = repr(math.nextafter(50.0, 100)).encode()
        line = next(row for row in members[AGGREGATED].splitlines() if row.startswith(b"B,"))
        members[AGGREGATED] = members[AGGREGATED].replace(line, line.removesuffix(b"50.0") + figure)
        members[RANKING] = members[RANKING].replace(
            "Phường B,50.0,3".encode(), "Phường B,".encode() + figure + b",3"
        )

    assert [one for one in found_after(bundle, tmp_path, split_a_tie) if one[0] == "CH-4030"] == [
        ("CH-4030", RANKING)
    ]


def test_a_count_of_runs_that_was_moved_is_found(bundle: Path, tmp_path: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        table = rows(members[f"{RESULT}/histogram.csv"])
        own = [row for row in table if row["unit"] == "B"]
        own[0]["count"], own[1]["count"] = str(int(own[0]["count"]) - 1), str(int(own[1]["count"]) + 1)
        lines = ["unit,period,rank,count", *(",".join(row.values()) for row in table), ""]
        members[f"{RESULT}/histogram.csv"] = "\n".join(lines).encode()

    assert found_after(bundle, tmp_path, change, histograms=True) == [("CH-8213", f"{RESULT}/histogram.csv")]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"inputs": {"plan.json": "0" * 64}}, "CH-8212"),
        ({"league": "another"}, "CH-8210"),
        ({"seed": 4}, "CH-8213"),
        ({"strata": 3}, "CH-8214"),
        ({"runs": 10**11}, "CH-8217"),
    ],
)
def test_a_record_of_runs_about_it_is_held_to_the_index(
    bundle: Path, tmp_path: Path, values: dict[str, object], code: str
) -> None:
    def change(members: dict[str, bytes]) -> None:
        members[f"{RESULT}/robustness.json"] = change_record(members[f"{RESULT}/robustness.json"], **values)

    assert code in {found for found, _ in found_after(bundle, tmp_path, change, histograms=True)}


def test_a_panel_is_ranked_period_by_period(panel: Path) -> None:
    found = verify(panel)
    assert found.differences == ()
    assert [one.state for one in found.recounts] == ["recomputed"]
    members = members_of(panel)
    run = "runs/five-wards-1-2024-2025"
    ranks = [
        (row["period"], row["unit"], row["rank"]) for row in rows(members[f"{run}/composite/ranking.csv"])
    ]
    assert ranks == [
        (period, unit, rank)
        for period in ("2024", "2025")
        for unit, rank in (("A", "1"), ("E", "2"), ("B", "3"), ("D", "3"), ("C", "5"))
    ]
    counts = rows(members[f"{run}/robustness/choices/histogram.csv"])
    of_2024, of_2025 = (
        [(row["unit"], row["rank"], row["count"]) for row in counts if row["period"] == period]
        for period in ("2024", "2025")
    )
    # The same figures in both years and the same choices in every run: the same counts.
    assert of_2024 == of_2025 != []
    pairs = rows(members[f"{run}/robustness/choices/pairs.csv"])
    assert len(pairs) == 2 * 10
    assert set(pairs[0]) == {"unit", "other", "period", "above", "below"}


def test_what_does_not_recompute_is_refused_when_publishing(tmp_path: Path) -> None:
    index = composite_folder(tmp_path)
    scores = index / "Aggregated.csv"
    scores.write_bytes(scores.read_bytes().replace(b"59.375", b"69.375"))
    with pytest.raises(BadInput) as refused:
        build_bundle(runs=[index], out=tmp_path / "no.zip")
    assert [one.code for one in refused.value.problems] == ["CH-4030"]
    assert not (tmp_path / "no.zip").exists()


def test_every_file_that_is_missing_is_named_at_once(tmp_path: Path) -> None:
    index = composite_folder(tmp_path)
    (index / "weights.csv").unlink()
    (index / "Imputed.csv").unlink()
    with pytest.raises(BadInput) as refused:
        build_bundle(runs=[index], out=tmp_path / "no.zip")
    assert sorted((one.code, Path(one.where.file).name) for one in refused.value.problems) == [
        ("CH-8844", "Imputed.csv"),
        ("CH-8844", "weights.csv"),
    ]


def test_a_result_about_an_index_that_is_not_given_is_refused(tmp_path: Path) -> None:
    result = choices(tmp_path)
    scored = write_small_run(tmp_path / "scored")
    with pytest.raises(BadInput) as refused:
        build_bundle(runs=[scored], robustness=[result], out=tmp_path / "no.zip")
    assert [one.code for one in refused.value.problems] == ["CH-8216"]


def test_an_index_too_large_to_be_looked_at_is_not_computed(bundle: Path) -> None:
    members = members_of(bundle)
    files = {name.removeprefix(f"{RUN}/"): held for name, held in members.items() if name.startswith(RUN)}
    files["composite/figures.csv"] += b",,,,\n" * (MOST_CELLS // 5)
    assert [one.code for one in find_composite_differences(files, bundle="", run="x")] == ["CH-8846"]


def test_commands_publish_and_verify_it(tmp_path: Path) -> None:
    private, public = make_key(tmp_path)
    index, result = composite_folder(tmp_path), choices(tmp_path, written=CHOICES)
    made = call("publish", index, "--robustness", result, "--key", private, "--out", tmp_path / "a.zip")
    assert made.exit == 0, made.err
    found = call("verify", tmp_path / "a.zip", "--trusted", public)
    assert found.exit == 0, found.err
    assert "Run five-wards-1: five-wards@1.\n" in found.out
    assert "Figures: 35 recomputed, 0 attested, 0 carried over.\n" in found.out
    assert "“choices”: 400 runs made again, every count is the published one." in found.out


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
from chiso.problems import WrongCall
from chiso.publication import verify
try:
    verify(Path(sys.argv[1]))
except WrongCall as refused:
    print(*(one.code for one in refused.problems))
"""


def test_without_the_libraries_nothing_is_called_sound(bundle: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _WITHOUT_NUMPY, bundle],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "CH-5002\n"), done.stderr


def test_bundles_of_earlier_formats_have_the_description_that_they_always_had(tmp_path: Path) -> None:
    """SHA-256 of README.txt and datapackage.json (which has those of all tables), by the release before."""
    scored = write_small_run(tmp_path / "run")
    estimated = write_estimated_run(tmp_path / "estimated", score_estimated())
    result = robust(tmp_path, LEFT_OUT, "one", run=scored)
    found = []
    for runs, results in (([scored], []), ([estimated], []), ([estimated, scored], [result])):
        build_bundle(runs=runs, robustness=results, out=tmp_path / "it.zip", status="final", force=True)
        members = members_of(tmp_path / "it.zip")
        found.append(sha256_of(members["README.txt"] + members["datapackage.json"])[:16])
    assert found == ["b24f988b3a8b85a5", "76f0cbb586795ef0", "0d2abccc84ba8956"]


def _run_of(folder: Path, framework: str, figures: str) -> dict[str, bytes]:
    """The files of a run of these figures, as a bundle has them."""
    folder.mkdir(exist_ok=True)
    (folder / "five-wards.yaml").write_text(framework, encoding="utf-8")
    (folder / "figures.csv").write_text(figures, encoding="utf-8")
    answered = call(
        "composite", folder / "five-wards.yaml", folder / "figures.csv", "--out", folder / "index"
    )
    assert answered.exit == 0, answered.err
    files = read_composite_files(folder / "index")
    assert list(find_composite_differences(files, bundle="", run="x")) == []
    return files


def _found(files: dict[str, bytes], **changes: bytes) -> list[tuple[str, str]]:
    changed = files | {f"composite/{name.replace('_', '/')}.csv": held for name, held in changes.items()}
    return [
        (one.code, one.where.file.removeprefix("runs/x/"))
        for one in find_composite_differences(changed, bundle="", run="x")
    ]


def test_a_small_weight_beside_large_ones_is_held_to_its_own_size(tmp_path: Path) -> None:
    """10⁻¹² of weights of 10¹² would be one: any weight of a half could then be told as nothing."""
    large = FRAMEWORK.replace('parent: all, weight: "0.5"', 'parent: all, weight: "1000000000000"')
    files = _run_of(tmp_path, large, "\n".join(["unit,a,b,c,d", *ROWS, ""]))
    weights = files["composite/weights.csv"]
    assert b"first,a,,,0.5,0.5" in weights
    forged = weights.replace(b"first,a,,,0.5,0.5", b"first,a,,,0.75,0.5")
    assert _found(files, weights=forged) == [("CH-4030", "composite/weights.csv")]


def test_a_small_treated_figure_beside_large_ones_is_held_to_its_own_size(tmp_path: Path) -> None:
    treating = FRAMEWORK.replace(
        "    - step: normalise", "    - {step: treat, method: {kind: log@1}}\n    - step: normalise"
    )
    rows = [f"{unit},{a}e14,{b},{c},{d}" for unit, a, b, c, d in
            (("A", 1, 10, 50, 8), ("B", 5, 20, 100, 4), ("C", 2, 30, 7, 6), ("D", 4, 25, 25, 5))]  # fmt: skip
    files = _run_of(tmp_path, treating, "\n".join(["unit,a,b,c,d", *rows, ""]))
    treated = files["composite/treatment.csv"]
    assert b"B,,b,20.0," in treated
    forged = treated.replace(b"B,,b,20.0,", b"B,,b,25.0,")
    assert _found(files, treatment=forged) == [("CH-4030", "composite/treatment.csv")]


def test_nobody_parts_a_tie_of_units_with_the_same_figures(tmp_path: Path) -> None:
    """F has the figures of B: a last digit more would make it third alone, and B fourth."""
    files = _run_of(tmp_path, FRAMEWORK, "\n".join(["unit,a,b,c,d", *ROWS, ROWS[1].replace("B", "F"), ""]))
    scores, ranking = files["composite/stages/aggregated.csv"], files["composite/ranking.csv"]
    line = next(row for row in scores.splitlines() if row.startswith(b"F,"))
    more = line.removesuffix(b"50.0") + b"50.00000000000001"
    assert more != line + b"50.00000000000001"
    assert {row.split(b",")[-1] for row in ranking.splitlines() if row[:2] in (b"B,", b"D,", b"F,")} == {b"3"}
    assert _found(files, stages_aggregated=scores.replace(line, more)) == [
        ("CH-4030", "composite/stages/aggregated.csv")
    ]
    # D has other figures: its last digit may be that of another machine, and the ranks follow from it.
    of_d = next(row for row in scores.splitlines() if row.startswith(b"D,"))
    other = scores.replace(of_d, of_d.removesuffix(b"50.0") + b"50.00000000000001")
    assert _found(files, stages_aggregated=other) == [("CH-4030", "composite/ranking.csv")]


@pytest.mark.parametrize("raised", [RuntimeError("not solved"), RecursionError("too deep")])
def test_what_no_check_foresees_is_told_as_a_problem(
    tmp_path: Path, raised: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = read_composite_files(composite_folder(tmp_path))

    def fail(*_given: object) -> None:
        raise raised

    monkeypatch.setattr("chiso.composite.plan_run.run_plan", fail)
    assert _found(files) == [("CH-8847", "composite")]


def test_the_work_of_a_plan_is_counted_and_bounded_before_a_step_is_carried_out(tmp_path: Path) -> None:
    files = read_composite_files(composite_folder(tmp_path))
    plan = {"plan.json": files["composite/plan.json"]}
    document = json.loads(plan["plan.json"])["framework"]["document"]

    def work(**steps: object) -> int:
        own = [
            {"step": "impute", "methods": [steps.get("impute", {"kind": "median@1"})]},
            {"step": "normalise", "method": {"kind": "min_max@1"}},
            {"step": "weigh", "method": steps.get("weigh", {"kind": "given@1"})},
            {"step": "aggregate", "method": steps.get("aggregate", {"kind": "arithmetic@1"})},
        ]
        framework = composite_from_tree(document | {"plan": {"steps": own}}, name="x")
        return work_of_plan(framework, {"2024": 100, "2025": 200})

    plain = 100_000 * 7 + 5_000 * 300 * 7
    squares = 100 * 100 + 200 * 200
    assert work() == plain
    assert work(impute={"kind": "nearest@1", "neighbours": 2}) == plain + 32 * 4 * squares
    assert work(aggregate={"kind": "copeland@1"}) == plain + 16 * 7 * squares
    # Three groups of two children each.
    assert work(weigh={"kind": "benefit_of_doubt@1"}) == plain + 3 * (3_000 * 300 * 4 + 375 * 300**2 * 2)

    asked = 100_000 * 7 + 5_000 * 5 * 7
    left = WorkLeft(2 * asked + asked // 2)
    found = [
        [one.code for one in find_composite_differences(files, bundle="", run="x", left=left)]
        for _ in range(3)
    ]
    assert (found, left.work) == ([[], [], ["CH-8848"]], asked // 2)


@pytest.mark.parametrize(("rows", "nodes"), [(5, MOST_NODES + 1), (MOST_SCORES // MOST_NODES, MOST_NODES)])
def test_a_tree_of_too_many_parts_is_not_even_read(tmp_path: Path, rows: int, nodes: int) -> None:
    """Deep trees take the square of their depth to be read."""
    files = read_composite_files(composite_folder(tmp_path))
    record = json.loads(files["composite/plan.json"])
    record["framework"]["document"]["nodes"] = [{"code": str(at)} for at in range(nodes)]
    files["composite/plan.json"] = json.dumps(record).encode()
    files["composite/figures.csv"] += b"X,1.0,1.0,1.0,1.0\n" * (rows - 5)
    assert _found(files) == [("CH-8846", "composite/plan.json")]


def test_runs_about_an_index_are_counted_with_the_steps_of_each_plan_that_compare_rows(
    tmp_path: Path,
) -> None:
    files = read_composite_files(composite_folder(tmp_path))
    told: list[CompositeRun] = []
    assert list(find_composite_differences(files, bundle="", run="x", composed=told.append)) == []
    varied = read_specification(CHOICES.encode(), name="choices.yaml")

    def work(of: Specification, weigh: str) -> int:
        document = json.loads(files["composite/plan.json"])["framework"]["document"]
        *before, last = document["plan"]["steps"]
        steps = [*before, {"step": "weigh", "method": {"kind": weigh}}, last]
        framework = composite_from_tree(document | {"plan": {"steps": steps}}, name="x")
        subject = subjects_of_composite(replace(told[0], framework=framework))[""]
        return work_asked(RUNS, of, subject, None).work

    # Two plans, one for each scale; in each the programs of five rows in three groups of two.
    doubt = 3 * (3_000 * 5 * 4 + 375 * 5**2 * 2)
    assert work(varied, "benefit_of_doubt@1") - work(varied, "given@1") == 2 * doubt
    nearer = CHOICES + "impute:\n- {}\n- {methods: [{kind: nearest@1, neighbours: 2}]}\n"
    means = nearer.replace("kind: nearest@1, neighbours: 2", "kind: mean@1")
    nearest, mean = (read_specification(one.encode(), name="choices.yaml") for one in (nearer, means))
    # Four plans; each is counted as if it filled by neighbours.
    assert work(nearest, "given@1") - work(mean, "given@1") == 4 * 32 * 4 * 5**2
