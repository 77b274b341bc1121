"""A small composite index: five wards (made up), two groups of two indicators, on a scale from 0 to 100.

Every indicator has its worst figure at one ward and its best at another, so that the scale is seen by eye.
All weights are halves; ward E has a gap, which is filled with the median of the others. Scores by hand:

              a       b       c       d      first = (a+b)/2   second = (c+d)/2   index
    A   100 →100   10 → 0   50 → 50   8 →100       50                75            62.5
    B    50 → 50   20 →50  100 →100   4 →  0       50                50            50
    C     0 →  0   30 →100   0 →  0   6 → 50       50                25            37.5
    D    75 → 75   25 →75   25 → 25   5 → 25       75                25            50
    E    25 → 25   ·→22.5→62.5        75 → 75   7 → 75        43.75   75           59.375

    1 A, 2 E, 3 B = 3 D, 5 C        (the median of 10, 20, 25, 30 is 22.5)
"""

from __future__ import annotations

from pathlib import Path

from chiso.publication import build_bundle
from tests.cli.calling import call

FRAMEWORK = """\
format: chiso-composite/1
id: five-wards
version: "1"
title: {vi: Năm phường (hư cấu), en: Five wards (fictitious)}
status: fictitious
rights: {vi: Số liệu đặt ra để kiểm thử, en: Figures made up for tests}
nodes:
  - {code: all, title: {vi: Chung, en: All}}
  - {code: first, title: {vi: Nhóm một, en: First}, parent: all, weight: "0.5"}
  - {code: second, title: {vi: Nhóm hai, en: Second}, parent: all, weight: "0.5"}
  - {code: a, title: {vi: Chỉ tiêu a, en: Indicator a}, parent: first, weight: "0.5", direction: "1"}
  - {code: b, title: {vi: Chỉ tiêu b, en: Indicator b}, parent: first, weight: "0.5", direction: "1"}
  - {code: c, title: {vi: Chỉ tiêu c, en: Indicator c}, parent: second, weight: "0.5", direction: "1"}
  - {code: d, title: {vi: Chỉ tiêu d, en: Indicator d}, parent: second, weight: "0.5", direction: "1"}
plan:
  steps:
    - step: impute
      methods: [{kind: median@1}]
    - step: normalise
      method: {kind: min_max@1}
    - step: aggregate
"""
ROWS = ("A,100,10,50,8", "B,50,20,100,4", "C,0,30,0,6", "D,75,25,25,5", "E,25,,75,7")
UNITS = "unit,name\nA,Phường A\nB,Phường B\nC,Phường C\nD,Phường D\nE,Phường E\n"
RUN = "runs/five-wards-1"
# Without one of the four indicators, each alike likely; half of the runs on the scale of places.
CHOICES = """\
format: chiso-robustness/1
leave_out: {kind: one@1}
normalise:
- {}
- {method: {kind: rank@1}}
told: {level: "0.5", top: ["2"], moves: ["1"]}
"""
RUNS = 400


def composite_folder(folder: Path, *, periods: tuple[str, ...] = (), framework: str = FRAMEWORK) -> Path:
    """The index as “chiso composite” writes it; of a panel with the same figures in every period."""
    out = folder / "index"
    if out.exists():
        return out
    (folder / "five-wards.yaml").write_text(framework, encoding="utf-8")
    (folder / "wards.csv").write_text(UNITS, encoding="utf-8")
    if periods:
        head = "unit,period,a,b,c,d"
        rows = [row.replace(",", f",{period},", 1) for period in periods for row in ROWS]
    else:
        head, rows = "unit,a,b,c,d", list(ROWS)
    (folder / "figures.csv").write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    answered = call(
        "composite", folder / "five-wards.yaml", folder / "figures.csv",
        "--units", folder / "wards.csv", "--out", out,
    )  # fmt: skip
    assert answered.exit == 0, answered.err
    return out


def choices(folder: Path, name: str = "choices", written: str = CHOICES) -> Path:
    """A result of “chiso robustness” about the index, as a folder of that name."""
    (folder / "choices.yaml").write_text(written, encoding="utf-8")
    answered = call(
        "robustness", composite_folder(folder), "--spec", folder / "choices.yaml",
        "--n", str(RUNS), "--seed", "3", "--out", folder / name,
    )  # fmt: skip
    assert answered.exit == 0, answered.err
    return folder / name


def composite_bundle(
    folder: Path, *, key: Path | None = None, periods: tuple[str, ...] = (), sure: bool = True
) -> Path:
    """A bundle of the index, with one result about its ranks."""
    index = composite_folder(folder, periods=periods)
    build_bundle(
        runs=[index],
        robustness=[choices(folder)] if sure else [],
        out=folder / "index.zip",
        status="final",
        key=key,
    )
    return folder / "index.zip"
