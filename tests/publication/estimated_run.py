"""A small run whose answers come from a survey: four made-up communes, two criteria, sums made by hand.

    points = 40 × share of A + 60 × share of B; beside each share its interval

            A                 B                 total   lower   upper
    001     0.9  0.85–0.94    0.8  0.7 –0.88    84      76      90.4
    004     0.88 0.8 –0.94    0.78 0.7 –0.85    82      74      88.6
    002     0.6  0.5 –0.69    0.5  0.4 –0.6     54      44      63.6
    003     not told          0.7  0.6 –0.79    none

001 and 004 lie within their errors, 002 lies far behind both.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from chiso.frameworks.loader import framework_from_tree
from chiso.periods import parse_period
from chiso.scoring.answers import ANSWER_COLUMNS
from chiso.scoring.estimates import COLUMNS, Estimates
from chiso.scoring.estimates_reading import read_estimates
from chiso.scoring.leagues import leagues_of
from chiso.scoring.reading import read_answers
from chiso.scoring.run import Scored, score_all, write_run
from chiso.units import read_units

RATIO = {
    "type": "ratio",
    "numerator": {"vi": "Hài lòng", "en": "Satisfied"},
    "denominator": {"vi": "Được hỏi", "en": "Asked"},
}
FRAMEWORK = {
    "format": "chiso-framework/1",
    "id": "two-parts",
    "version": "1",
    "title": {"vi": "Hai phần (hư cấu)", "en": "Two parts (fictitious)"},
    "status": "fictitious",
    "completeness": "full",
    "periods": {"from": "2000"},
    "rights": {"vi": "Bộ tiêu chí hư cấu để kiểm thử", "en": "Made up for tests"},
    "index": {"max_points": "100", "ranked": "exact", "published": {"places": "2", "mode": "half_up"}},
    "nodes": [
        {
            "code": code,
            "title": {"vi": f"Phần {code}", "en": f"Part {code}"},
            "max_points": points,
            "assessed_by": ["survey"],
            "inputs": {"satisfied": RATIO},
            "rule": {"kind": "proportion@1", "target": "1", "rounding": {"places": "4", "mode": "half_up"}},
        }
        for code, points in (("A", "40"), ("B", "60"))
    ],
}
UNITS = """\
uid,code,name,level,kind,parent,group,aliases,valid_from,valid_to
u1,001,Hồng Hà,commune,phường,,,,,
u2,002,Phúc Xá,commune,phường,,,,,
u3,003,Đồng Tâm,commune,phường,,,,,
u4,004,Yên Phụ,commune,phường,,,,,
"""
RUN = "runs/two-parts-1-2026"
WHY = "dưới 30 người trả lời"
SHARES = {
    ("001", "A"): ("900", "0.9", "0.85", "0.94"),
    ("001", "B"): ("800", "0.8", "0.7", "0.88"),
    ("002", "A"): ("600", "0.6", "0.5", "0.69"),
    ("002", "B"): ("500", "0.5", "0.4", "0.6"),
    ("003", "B"): ("700", "0.7", "0.6", "0.79"),
    ("004", "A"): ("880", "0.88", "0.8", "0.94"),
    ("004", "B"): ("780", "0.78", "0.7", "0.85"),
}
RECORD = {
    "format": "chiso-estimates/1",
    "level": "0.95",
    "errors": "rao_wu",
    "formula": "ours",
    "rules": [{"vi": f"không công bố: {WHY}", "en": "suppressed: fewer than 30 respondents"}],
    "reasons": [{"vi": WHY, "en": "fewer than 30 respondents"}],
    "disclosure": [{"vi": "nhận ra từng người", "en": "single persons"}],
    "smallest_cell": "10",
}


def answer_rows() -> list[str]:
    """The answers as rows: whole numbers of 1,000, one missing."""
    given = [
        f"2026,{unit},{code},satisfied,,,{count},1000,,given,,survey,"
        for (unit, code), (count, *_) in SHARES.items()
    ]
    return [*given, f"2026,003,A,satisfied,,,,,,missing,,survey,{WHY}"]


def estimate_rows(basis: str = "probability") -> list[str]:
    """The estimates behind them as rows; without a basis for errors there are none."""
    has_errors = basis in ("probability", "census")
    rows = []
    for (unit, code), (_, share, low, high) in SHARES.items():
        errors = ("0.02", "50", "200", "1.1", low, high) if has_errors else ("", "", "200", "", "", "")
        rows.append(f"2026,{unit},{code},satisfied,{share},{','.join(errors)},shown,{basis},")
    return [*rows, f"2026,003,A,satisfied,,,,,,,,suppressed,{basis},{WHY}"]


def table(columns: tuple[str, ...], rows: list[str]) -> bytes:
    return "\n".join([",".join(columns), *rows, ""]).encode()


def score_estimated(
    answers: list[str] | None = None,
    estimates: list[str] | None = None,
    *,
    record: dict[str, object] | None = None,
    units: str = UNITS,
    tree: Mapping[str, object] = FRAMEWORK,
) -> Scored:
    """The communes scored, with the estimates behind their answers. Raises BadInput."""
    framework = framework_from_tree(tree, name="two-parts")
    registry, report = read_units(units.encode(), name="units.csv")
    report.stop_if_any()
    period = parse_period("2026")
    given = table(ANSWER_COLUMNS, answer_rows() if answers is None else answers)
    read, report = read_answers(given, framework, registry, period, name="answers.csv", sign=".")
    report.stop_if_any()
    behind: Estimates = read_estimates(
        table(COLUMNS, estimate_rows() if estimates is None else estimates),
        json.dumps(RECORD if record is None else record).encode(),
        leagues_of(framework),
        registry,
        period,
        read,
        name="estimates.csv",
        record_name="estimates.json",
    )
    scored = score_all(framework, read, registry, period)
    return Scored(scored.results, scored.answers, estimates=behind)


def write_estimated_run(folder: Path, scored: Scored | None = None) -> Path:
    """The run as a folder."""
    write_run(score_estimated() if scored is None else scored, folder)
    return folder
