"""A site of a programme with two leagues, classes, a ceiling and a quota; all of it made up.

Two criteria of 60 and 40 points, and a fact. Excellent from 90, good from 70, else not completed; at most
a fifth of the units classed excellent or good are excellent (rounded down); whoever has a fact of
discipline is at most good. By hand:

    communes     Hồng Hà 58 + 38 = 96    Phúc Xá 55 + 37 = 92    Đồng Tâm 50 + 30 = 80
                 Cổ Loa 49 + 31 = 80     An Khánh 45 + 30 = 75   Ba Vì 30 + 20 = 50
                 five are excellent or good: one place; Hồng Hà has it, Phúc Xá is over the quota
    departments  Tài chính 57 + 38 = 95, with the fact: good by the ceiling
                 Nội vụ 50 + 35 = 85: good. Nobody is excellent
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from chiso.frameworks.loader import framework_from_tree
from chiso.language import Bilingual
from chiso.periods import parse_period
from chiso.portal.building import build_site
from chiso.portal.theme import Theme
from chiso.publication import build_bundle
from chiso.scoring.answers import ANSWER_COLUMNS
from chiso.scoring.programme import leagues_of_programme, read_programme
from chiso.scoring.reading import read_answers
from chiso.scoring.run import score_all, write_run
from chiso.units import read_units
from tests.publication.publishing import make_key

FRAMEWORK = {
    "format": "chiso-framework/1",
    "id": "two-criteria",
    "version": "1",
    "title": {"vi": "Hai tiêu chí (hư cấu)", "en": "Two criteria (fictitious)"},
    "status": "fictitious",
    "completeness": "full",
    "periods": {"from": "2000"},
    "rights": {"vi": "Bộ tiêu chí hư cấu để kiểm thử", "en": "Made up for tests"},
    "index": {"max_points": "100"},
    "nodes": [
        {
            "code": "1",
            "title": {"vi": "Giải quyết hồ sơ", "en": "Handling of dossiers"},
            "max_points": "60",
            "inputs": {"points": {"type": "number"}},
            "rule": {"kind": "entered@1"},
        },
        {
            "code": "2",
            "title": {"vi": "Công khai", "en": "Transparency"},
            "max_points": "40",
            "inputs": {"points": {"type": "number"}},
            "rule": {"kind": "entered@1"},
        },
        {
            "code": "F.1",
            "title": {"vi": "Có người bị kỷ luật", "en": "Somebody was disciplined"},
            "role": "fact",
            "inputs": {"happened": {"type": "boolean"}},
            "rule": {"kind": "tracked@1"},
        },
    ],
    "classes": [
        {"code": "excellent", "title": {"vi": "Xuất sắc", "en": "excellent"}, "at_least": "90"},
        {"code": "good", "title": {"vi": "Tốt", "en": "good"}, "at_least": "70"},
        {"code": "failed", "title": {"vi": "Không hoàn thành", "en": "not completed"}, "below": "70"},
    ],
    "class_caps": [{"when": {"fact": "F.1", "is": True}, "at_most": "good"}],
    "quota": {
        "class": "excellent",
        "of": ["excellent", "good"],
        "share_at_most": "0.20",
        "rounding": "down",
        "over_quota": "good",
    },
}
PROGRAMME = {
    "format": "chiso-programme/1",
    "id": "two-leagues",
    "version": "1",
    "title": {"vi": "Hai bảng (hư cấu)", "en": "Two leagues (fictitious)"},
    "leagues": [
        {
            "key": key,
            "title": {"vi": vi, "en": en},
            "framework": "two-criteria@1",
            "members": {"levels": [level]},
        }
        for key, vi, en, level in (
            ("departments", "Các sở", "Departments", "office"),
            ("communes", "Các xã, phường", "Communes and wards", "commune"),
        )
    ],
}
UNITS = """\
uid,code,name,level,kind,parent,group,aliases,valid_from,valid_to
hong-ha,001,Hồng Hà,commune,phuong,,,,,
phuc-xa,002,Phúc Xá,commune,phuong,,,,,
dong-tam,003,Đồng Tâm,commune,xa,,,,,
co-loa,004,Cổ Loa,commune,xa,,,,,
an-khanh,005,An Khánh,commune,xa,,,,,
ba-vi,006,Ba Vì,commune,xa,,,,,
so-tai-chinh,S1,Sở Tài chính (hư cấu),office,so,,,,,
so-noi-vu,S2,Sở Nội vụ (hư cấu),office,so,,,,,
"""
# Points of both criteria, and whether somebody was disciplined.
GIVEN = {
    "001": ("58", "38", "false"),
    "002": ("55", "37", "false"),
    "003": ("50", "30", "false"),
    "004": ("49", "31", "false"),
    "005": ("45", "30", "false"),
    "006": ("30", "20", "false"),
    "S1": ("57", "38", "true"),
    "S2": ("50", "35", "false"),
}


def build_leagues(folder: Path) -> Path:
    """The site as a folder, from the point of view of Đồng Tâm."""
    framework = framework_from_tree(FRAMEWORK, name="two-criteria")
    programme = read_programme(json.dumps(PROGRAMME).encode())
    leagues = leagues_of_programme(programme, {"two-criteria@1": framework}.__getitem__)
    registry, units_report = read_units(UNITS.encode(), name="units.csv")
    units_report.stop_if_any()
    period = parse_period("2026")
    rows = [
        f"2026,{unit},{code},{name},,{value},,,,given,self_assessed,agency,"
        for unit, values in GIVEN.items()
        for (code, name), value in zip(
            (("1", "points"), ("2", "points"), ("F.1", "happened")), values, strict=True
        )
    ]
    table = "\n".join([",".join(ANSWER_COLUMNS), *rows, ""]).encode()
    answers, report = read_answers(table, leagues, registry, period, name="answers.csv", sign=".")
    report.stop_if_any()
    write_run(replace(score_all(leagues, answers, registry, period), programme=programme), folder / "run")
    private, public = make_key(folder)
    build_bundle(runs=[folder / "run"], out=folder / "leagues.zip", status="final", key=private)
    theme = Theme(body=Bilingual(vi="Sở hư cấu", en="Fictitious department"), focus="dong-tam")
    build_site([folder / "leagues.zip"], folder / "site", theme=theme, trusted=[public])
    return folder / "site"
