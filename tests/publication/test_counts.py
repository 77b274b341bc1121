from __future__ import annotations

import json
from pathlib import Path

from chiso.publication import build_bundle, verify
from chiso.publication.counts import Counts, count_run
from tests.publication.publishing import answer_rows, write_small_run

PUBLISHED = """\
index,period,unit,unit_name,group,code,value,rank,of,basis,approximate,source,note
par-index,2019,01,Hà Nội,provinces,total,84.64,2,63,stated,false,https://example.org/2019,
par-index,2017,01,Hà Nội,provinces,total,,2,63,stated,false,https://example.org/2017,the total is not stated
"""


def test_points_of_a_leaf_are_carried_over_if_its_answer_is(tmp_path: Path) -> None:
    run = write_small_run(tmp_path / "run", answers=answer_rows(origin="carried_over"))
    build_bundle(runs=[run], out=tmp_path / "bundle.zip")
    # Nine criteria and three totals; the total above the one leaf is computed.
    assert verify(tmp_path / "bundle.zip").counts == Counts(recomputed=11, carried_over=1)


def test_a_figure_of_others_counts_where_there_is_one(tmp_path: Path) -> None:
    (tmp_path / "par.csv").write_text(PUBLISHED)
    build_bundle(
        runs=[write_small_run(tmp_path / "run")], carry=[tmp_path / "par.csv"], out=tmp_path / "bundle.zip"
    )
    assert verify(tmp_path / "bundle.zip").counts == Counts(recomputed=12, carried_over=1)


def test_everything_above_a_withheld_leaf_is_attested() -> None:
    group = {"code": "I", "nodes": [{"code": "I.1"}, {"code": "I.2"}]}
    frameworks = {"frameworks": {"a@1": {"nodes": [group, {"code": "II"}]}}}
    answers = """\
unit,code,status,origin
01,I.1,withheld,agency
01,II,given,carried_over
02,I.1,given,agency
"""
    scores = "unit,code,points\n" + "".join(
        f"{unit},{code},1\n" for unit in ("01", "02") for code in ("I.1", "I.2", "I", "II", "total")
    )
    files = {
        "inputs/framework.json": json.dumps(frameworks).encode(),
        "inputs/answers.csv": answers.encode(),
        "scores.csv": scores.encode() + b"03,I.1,\n",
    }
    # Unit 01: I.1, I and total attested, II carried over, I.2 recomputed; unit 02: five; unit 03 none.
    assert count_run(files) == Counts(recomputed=6, attested=3, carried_over=1)
