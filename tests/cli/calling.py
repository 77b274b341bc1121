"""Calls of the program inside the process of the test: what it answers, says and reports."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from chiso.cli.main import run

CODE = re.compile(r"^CH-\d{4}\b", re.M)
# 0 done, 1 differs, 2 wrong call, 3 no trusted seal, 4 bad input, 5 cannot write.
EXITS = frozenset(range(6))


@dataclass(frozen=True)
class Answered:
    """What one call of the program gave."""

    exit: int
    out: str
    err: str

    @property
    def codes(self) -> list[str]:
        """The codes of the problems that stand on stderr, in their order."""
        return CODE.findall(self.err)


@contextmanager
def _own_surroundings(given: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    streams = sys.stdout, sys.stderr
    os.environ.update(given)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        sys.stdout, sys.stderr = streams


def call(*arguments: str | Path, language: str | None = "en", **environment: str) -> Answered:
    """Call `chiso` with these arguments, in English unless another language (or none) is given."""
    wish = [] if language is None else ["--language", language]
    with _own_surroundings(environment):
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
        sys.stdout, sys.stderr = out, err
        try:
            run([*map(str, arguments), *wish])
        except SystemExit as ended:
            code = ended.code
        else:
            code = 0
        texts = []
        for stream in (out, err):
            stream.flush()
            buffer = stream.detach()
            assert isinstance(buffer, io.BytesIO)
            texts.append(buffer.getvalue().decode("utf-8"))
    assert code is None or isinstance(code, int)
    return Answered(code or 0, *texts)


# A fictitious set of two criteria, three communes, one year.
FRAMEWORK = """\
format: chiso-framework/1
id: two-criteria
version: "1"
title: {vi: Hai tiêu chí (hư cấu), en: Two criteria (fictitious)}
status: fictitious
completeness: full
periods: {from: "2020"}
documents:
- {key: made_up, number: Quyết định hư cấu số 0}
sources:
- text: {vi: Tự đặt ra., en: Made up.}
rights: {vi: Của dự án., en: The project's own.}
index:
  max_points: "10"
  published: {places: "2", mode: half_up}
nodes:
- code: "1"
  title: {vi: Được nhập, en: Entered}
  max_points: "6"
  law: [{document: made_up, article: "1"}]
  inputs: {points: {type: number}}
  rule: {kind: entered@1}
- code: "2"
  title: {vi: Tỷ lệ đúng hạn, en: Share on time}
  max_points: "4"
  when_not_applicable: leave_out
  inputs: {share: {type: ratio}}
  rule:
    kind: steps@1
    when_undefined: full
    steps:
    - {at_least: "0.9", points: "4"}
    - {at_least: "0.5", below: "0.9", points: "2"}
    - {below: "0.5", points: "0"}
"""
UNITS = """\
uid,code,name,level,kind,parent,group,aliases,valid_from,valid_to
u1,001,Hồng Hà,commune,phường,,,,,
u2,002,Phúc Xá,commune,phường,,,,,
u3,003,Đồng Tâm,commune,xã,,,,,
"""
# By hand: 5.5 + 4 = 9.5;  6 + 2 = 8;  2.25 + 0 = 2.25.
ANSWERS = """\
period,unit,code,value,numerator,denominator,status
2020,001,1,5.5,,,given
2020,001,2,,95,100,given
2020,002,1,6,,,given
2020,002,2,,50,100,given
2020,003,1,2.25,,,given
2020,003,2,,1,3,given
"""
SCORES = {"001": "9.5", "002": "8", "003": "2.25"}


@dataclass(frozen=True)
class Files:
    """The files of the small case in a folder, and the folder for its results."""

    folder: Path

    @property
    def framework(self) -> Path:
        return self.folder / "set.yaml"

    @property
    def answers(self) -> Path:
        return self.folder / "answers.csv"

    @property
    def units(self) -> Path:
        return self.folder / "units.csv"

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def score(self, *further: str | Path, **settings: str) -> Answered:
        """Score the small case."""
        return call("score", self.framework, self.answers, "--units", self.units, "--period", "2020",
                    "--out", self.out, *further, **settings)  # fmt: skip


def write_files(folder: Path) -> Files:
    """Write the small case into `folder`."""
    files = Files(folder)
    files.framework.write_text(FRAMEWORK, encoding="utf-8")
    files.units.write_text(UNITS, encoding="utf-8")
    files.answers.write_text(ANSWERS, encoding="utf-8")
    return files


def bytes_below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its relative name."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
