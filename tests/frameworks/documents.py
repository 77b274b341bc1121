"""A small sound framework as YAML, and what is wrong with a changed one."""

from __future__ import annotations

from chiso.frameworks.loader import read_framework
from chiso.frameworks.model import Framework
from chiso.problems import BadInput, Problem

# Three fictitious criteria: 2 + 3 = 5, and 5 + 5 = 10.
SOUND = """\
format: chiso-framework/1
id: three-leaves
version: "1"
title: {vi: Ba tiêu chí (hư cấu), en: Three criteria (fictitious)}
status: fictitious
completeness: full
periods: {from: "2019", to: "2020"}
documents:
- {key: made_up, number: Quyết định hư cấu số 0, date: "2018-04-23"}
rights: {vi: Của dự án., en: The project's own.}
index:
  max_points: "10"
  published: {places: "2", mode: half_up}
nodes:
- code: A
  title: {vi: Nhóm, en: Group}
  max_points: "5"
  law: [{document: made_up, article: "1"}]
  nodes:
  - code: A.1
    title: {vi: Được nhập, en: Entered}
    max_points: "2"
    inputs: {points: {type: number}}
    rule: {kind: entered@1}
  - code: A.2
    title: {vi: Có hay không, en: Yes or no}
    max_points: "3"
    inputs: {answer: {type: boolean}}
    rule: {kind: boolean@1}
- code: B
  title: {vi: Tỷ lệ, en: Share}
  max_points: "5"
  inputs: {share: {type: ratio}}
  rule:
    kind: steps@1
    when_undefined: full
    steps:
    - {at_least: "0.9", points: "5"}
    - {at_least: "0.5", below: "0.9", points: "2.5"}
    - {below: "0.5", points: "0"}
"""

Change = tuple[str, str]


def changed(*changes: Change) -> str:
    """The sound document with texts replaced; each must stand in it exactly once."""
    written = SOUND
    for before, after in changes:
        assert written.count(before) == 1, (before, written.count(before))
        written = written.replace(before, after)
    return written


def read(written: str) -> Framework:
    """The framework in this text."""
    return read_framework(written.encode(), name="set.yaml")


def problems_of(written: str | bytes) -> list[Problem]:
    """What the loader says against this text; none if it loads."""
    content = written.encode() if isinstance(written, str) else written
    try:
        read_framework(content, name="set.yaml")
    except BadInput as refused:
        return list(refused.problems)
    return []


def found_in(written: str | bytes) -> list[tuple[str, int | None, str]]:
    """Code, line and key of each problem."""
    return [(problem.code, problem.where.row, problem.where.field) for problem in problems_of(written)]


def line_of(written: str, sought: str) -> int:
    """The line, from 1, on which `sought` stands first."""
    for number, line in enumerate(written.splitlines(), start=1):
        if sought in line:
            return number
    raise AssertionError(sought)
