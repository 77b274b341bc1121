"""`chiso survey size`, `select` and `example`: what they say, write and refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.calling import bytes_below, call
from tests.survey.sampling.drawing import write_plan

DOMAINS = "domain,population,share,cost\nA,1000,0.5,1\nB,500,0.1,2\nC,20,,\n"


@pytest.fixture
def domains(tmp_path: Path) -> Path:
    path = tmp_path / "domains.csv"
    path.write_text(DOMAINS, encoding="utf-8")
    return path


def test_a_size_for_one_population() -> None:
    # Krejcie and Morgan: 278 of 1,000; 278 / 0.7 = 397.1.
    answered = call(
        "survey", "size", "--margin", "0,05", "--population", "1000", "--response", "0.7", "--json"
    )
    (row,) = json.loads(answered.out)["domains"]
    assert (row["answers"], row["invite"], row["reachable"]) == (278, 398, True)


def test_sizes_for_domains_are_told_and_written(tmp_path: Path, domains: Path) -> None:
    out = tmp_path / "sizes.csv"
    answered = call(
        "survey", "size", "--margin", "0.05", "--domains", domains, "--response", "0.7", "--out", out
    )
    assert answered.exit == 0
    # z² p q / e² = 138.29 for B; 138.29 / (1 + 137.29 / 500) = 108.5. C: 384.15 / (1 + 383.15 / 20) = 19.06.
    assert out.read_text("utf-8") == (
        "domain,population,answers,invite,reachable\n"
        "A,1000,278,398,true\nB,500,109,156,true\nC,20,20,20,false\n"
    )
    assert "C: not even by inviting all" in answered.out


def test_a_total_is_shared_by_neyman(domains: Path) -> None:
    answered = call(
        "survey", "size", "--total", "300", "--domains", domains, "--allocation", "neyman", "--least", "30",
        "--json",
    )  # fmt: skip
    # C is taken whole; N S = 500.25 and 150.15 share 280 as 215.4 and 64.6.
    assert [row["n"] for row in json.loads(answered.out)["domains"]] == [215, 65, 20]


@pytest.mark.parametrize(
    ("options", "fields"),
    [
        ((), ["--margin"]),
        (("--margin", "0.05", "--cv", "0.1"), ["--margin"]),
        (("--margin", "much", "--share", "3", "--response", "0"), ["--share", "--response", "--margin"]),
        (("--margin", "0.1", "--confidence", "1"), ["--confidence"]),
        (("--cv", "0.1", "--share", "0"), ["--cv"]),
        (("--margin", "0.1", "--share", "0.5", "--deviation", "2"), ["--share"]),
        (("--margin", "0.1", "--allocation", "equal"), ["--allocation"]),
        (("--total", "10"), ["--domains"]),
        (
            ("--total", "10", "--budget", "10", "--margin", "1"),
            ["--margin", "--budget", "--allocation", "--domains"],
        ),
    ],
)
def test_a_wrong_call_tells_everything_at_once(options: tuple[str, ...], fields: list[str]) -> None:
    answered = call("survey", "size", *options)
    assert answered.exit == 2
    assert set(answered.codes) == {"CH-3170"}
    assert [
        line.split("“")[1].rstrip("”") for line in answered.err.splitlines() if "CH-3170" in line
    ] == fields


def test_bad_cells_of_domains_are_told_with_their_rows(domains: Path) -> None:
    domains.write_text("domain,population,share,least\nA,1.5,2,-1\nA,,0.5,\n", encoding="utf-8")
    answered = call("survey", "size", "--total", "10", "--domains", domains)
    assert answered.exit == 4
    assert answered.codes == ["CH-3171"] * 5
    assert "row 3, “domain”" in answered.err


@pytest.mark.parametrize("options", [("--total", "2000"), ("--budget", "3", "--allocation", "neyman")])
def test_a_total_or_budget_that_cannot_be_shared_is_told(domains: Path, options: tuple[str, ...]) -> None:
    answered = call("survey", "size", *options, "--domains", domains)
    assert (answered.exit, answered.codes) == (4, ["CH-3172"])


def test_a_power_allocation_without_a_mean_is_told(domains: Path) -> None:
    domains.write_text("domain,population,deviation,mean\nA,10,2,4\nB,10,2,\n", encoding="utf-8")
    answered = call("survey", "size", "--total", "10", "--allocation", "power", "--domains", domains)
    assert (answered.exit, answered.codes) == (4, ["CH-3171"])
    assert "“B”" in answered.err


def test_a_draw_is_written_with_its_record_and_repeats(tmp_path: Path) -> None:
    plan = write_plan(tmp_path / "draw")
    files = {name: tmp_path / "draw" / name for name in ("s.csv", "design.yaml", "joint.csv")}
    answered = call(
        "survey", "select", plan, "--out", files["s.csv"], "--design", files["design.yaml"],
        "--joint", files["joint.csv"],
    )  # fmt: skip
    assert answered.exit == 0
    assert "person: 8 drawn of" in answered.out
    record = tmp_path / "draw" / "s.record.yaml"
    assert set(bytes_below(tmp_path / "draw")) == {
        "plan.yaml", "frame.csv", "s.csv", "s.record.yaml", "design.yaml", "joint.csv",
    }  # fmt: skip
    again = call("survey", "select", "--repeat", record)
    assert (again.exit, again.out) == (0, "The same draw: 12 units, the same bytes.\n")
    files["s.csv"].write_text("nothing\n", encoding="utf-8")
    changed = call("survey", "select", "--repeat", record, "--json")
    assert changed.exit == 1
    assert json.loads(changed.out)["same"] is False


def test_the_same_plan_draws_the_same_bytes_in_any_language(tmp_path: Path) -> None:
    written = []
    for language in ("vi", "en"):
        folder = tmp_path / language
        assert (
            call("survey", "select", write_plan(folder), "--out", folder / "s.csv", language=language).exit
            == 0
        )
        written.append(bytes_below(folder))
    assert written[0] == written[1]


def test_a_sample_that_is_there_is_not_replaced_unasked(tmp_path: Path) -> None:
    plan = write_plan(tmp_path)
    (tmp_path / "s.record.yaml").write_text("mine\n", encoding="utf-8")
    answered = call("survey", "select", plan, "--out", tmp_path / "s.csv")
    assert (answered.exit, answered.codes) == (2, ["CH-5004"])
    assert not (tmp_path / "s.csv").exists()
    assert call("survey", "select", plan, "--out", tmp_path / "s.csv", "--force").exit == 0


@pytest.mark.parametrize("options", [(), ("PLAN", "--repeat", "x.yaml"), ("PLAN",)])
def test_a_call_without_a_plan_a_record_or_a_name_to_write_is_wrong(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    plan = str(write_plan(tmp_path))
    answered = call("survey", "select", *(plan if one == "PLAN" else one for one in options))
    assert (answered.exit, answered.codes) == (2, ["CH-3170"])


def test_a_record_that_is_none_is_bad_input(tmp_path: Path) -> None:
    record = tmp_path / "r.yaml"
    record.write_text("format: chiso-sample-record/1\nplan: 3\n", encoding="utf-8")
    answered = call("survey", "select", "--repeat", record)
    assert answered.exit == 4
    assert set(answered.codes) == {"CH-3179"}


def test_an_example_is_written_and_drawn(tmp_path: Path) -> None:
    folder = tmp_path / "papi"
    assert call("survey", "example", "papi-hanoi-2020", folder).exit == 0
    assert call("survey", "select", folder / "plan.yaml", "--out", folder / "villages.csv").exit == 0
    assert call("survey", "example", "papi", folder).codes == ["CH-3182"]
