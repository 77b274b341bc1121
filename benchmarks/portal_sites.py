"""What the benchmarks of the portal are built from: PAPI year by year, the trial site, a made-up city."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from benchmarks.city import make_answers, make_framework, make_units
from chiso.examples.writing import write_example
from chiso.figures import write_decimal
from chiso.frameworks.library import load_framework
from chiso.frameworks.model import Framework
from chiso.frameworks.values import InputValue, Ratio
from chiso.periods import parse_period
from chiso.publication import build_bundle, new_key
from chiso.scoring.answers import ANSWER_COLUMNS
from chiso.scoring.reading import read_answers
from chiso.scoring.run import score_all, write_run
from chiso.units import Registry, Unit, read_units

PAPI = {
    **dict.fromkeys(range(2011, 2016), "papi@2011"),
    **dict.fromkeys(range(2016, 2018), "papi@2016"),
    2018: "papi@2018",
    **dict.fromkeys(range(2019, 2021), "papi@2019"),
    **dict.fromkeys(range(2021, 2025), "papi@2021"),
}
_LAST = max(PAPI)
# Hải Dương (code 30) is in the middle of 2024; Hà Nội (01) is the best of criterion 1.1 in that year.
_IN_THE_MIDDLE, _BEST = "30", "01"
CITY_YEARS = range(2011, 2021)


@dataclass(frozen=True)
class Papi:
    """Fourteen bundles, one a year; two corrections of the last one, each of one digit; their key."""

    years: tuple[Path, ...]
    corrected: Path
    corrected_best: Path
    public: Path


def make_papi(folder: Path) -> Papi:
    """Score, publish and seal every year; then the last one twice again, with one digit changed."""
    example = folder / "papi"
    write_example("papi", example)
    registry, _ = read_units(example / "units.csv")
    head, *lines = (example / "answers.csv").read_text("utf-8").splitlines()
    new_key(out=folder / "key")
    kept = {year: [line for line in lines if line.startswith(f"{year},")] for year in PAPI}
    years = [_publish_year(folder, registry, year, [head, *kept[year]], str(year)) for year in PAPI]

    def correct(code: str) -> Path:
        changed = [head, *(_with_another_digit(line, code) for line in kept[_LAST])]
        return _publish_year(folder, registry, _LAST, changed, f"{_LAST}-{code}", supersedes=years[-1])

    return Papi(tuple(years), correct(_IN_THE_MIDDLE), correct(_BEST), folder / "key.pub")


def _with_another_digit(line: str, code: str) -> str:
    """The first decimal of criterion 1.1 of one province is one more (9 becomes 0)."""
    cells = line.split(",")
    if cells[1:3] != [code, "1.1"]:
        return line
    whole, _, decimals = cells[5].partition(".")
    cells[5] = f"{whole}.{(int(decimals[0]) + 1) % 10}{decimals[1:]}"
    return ",".join(cells)


def _publish_year(
    folder: Path,
    registry: Registry,
    year: int,
    lines: Sequence[str],
    name: str,
    supersedes: Path | None = None,
) -> Path:
    framework, period = load_framework(PAPI[year]), parse_period(str(year))
    answers, report = read_answers(
        "\n".join([*lines, ""]).encode(), framework, registry, period, name="answers.csv"
    )
    report.stop_if_any()
    run, out = folder / f"run-{name}", folder / f"papi-{name}.zip"
    write_run(score_all(framework, answers, registry, period), run)
    build_bundle(
        runs=[run],
        out=out,
        status="corrected" if supersedes else "final",
        supersedes=supersedes,
        reason="one digit, changed for a benchmark" if supersedes else "",
        key=folder / "key.key",
    )
    shutil.rmtree(run)
    return out


def make_trial(folder: Path) -> tuple[Path, Path]:
    """The bundle of a site like that of `make run` (all its indices, and those of others), and its key."""
    folder.mkdir()
    new_key(out=folder / "key")
    for name in ("papi", "service-quality", "pci", "hdi", "published"):
        write_example(name, folder / name)
    scored = [("papi", key, str(year)) for year, key in PAPI.items()]
    scored += [
        ("service-quality", "service-quality@2022", "2026@2026-10-10"),
        ("pci", "pci@2021", "2021"),
        ("hdi", "hdi@2021", "2021"),
    ]
    runs = []
    for number, (name, key, written) in enumerate(scored):
        registry, _ = read_units(folder / name / "units.csv")
        framework, period = load_framework(key), parse_period(written)
        answers, report = read_answers(folder / name / "answers.csv", framework, registry, period)
        report.stop_if_any()
        runs.append(folder / f"run-{number}")
        write_run(score_all(framework, answers, registry, period), runs[-1])
    carried = sorted(path for path in (folder / "published").glob("*.csv") if path.name != "units.csv")
    bundle = folder / "trial.zip"
    build_bundle(runs=runs, carry=carried, out=bundle, status="provisional", key=folder / "key.key")
    return bundle, folder / "key.pub"


def make_city(folder: Path, count: int) -> list[Path]:
    """Ten years of a made-up city of so many units and 100 criteria; simulated, and it says so."""
    folder.mkdir()
    framework, units = make_framework(), make_units()[:count]
    (folder / "units.csv").write_text(
        "\n".join(
            ["uid,code,name,level,kind,parent,group,aliases,valid_from,valid_to", *_unit_rows(units), ""]
        ),
        "utf-8",
    )
    registry, _ = read_units(folder / "units.csv")
    bundles = []
    for year in CITY_YEARS:
        period = parse_period(str(year))
        table = folder / "answers.csv"
        _write_answers(table, framework, units, year)
        answers, report = read_answers(table, framework, registry, period)
        report.stop_if_any()
        write_run(score_all(framework, answers, registry, period), folder / "run")
        bundles.append(folder / f"city-{year}.zip")
        build_bundle(runs=[folder / "run"], out=bundles[-1])
        shutil.rmtree(folder / "run")
    return bundles


def _unit_rows(units: Sequence[Unit]) -> Iterator[str]:
    for unit in units:
        yield f"{unit.uid},{unit.code},{unit.name},{unit.level},{unit.kind},,,,,"


def _write_answers(out: Path, framework: Framework, units: list[Unit], year: int) -> None:
    given = make_answers(framework, units, year)
    codes = {unit.uid: unit.code for unit in units}
    with out.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(ANSWER_COLUMNS)
        for uid, code in codes.items():
            for node, answer in given.counting(uid, None).items():
                cells = _cells(answer.values["x"])
                writer.writerow([year, code, node, "x", "", *cells, "given", "", "agency", "simulated"])


def _cells(value: InputValue) -> tuple[str, str, str, str]:
    """Value, numerator, denominator, label."""
    if isinstance(value, Ratio):
        return "", str(value.numerator), str(value.denominator), ""
    if isinstance(value, bool):
        return ("true" if value else "false"), "", "", ""
    if isinstance(value, Fraction):
        return write_decimal(value), "", "", ""
    return "", "", "", str(value)
