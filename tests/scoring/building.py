"""Small frameworks, units and answers for tests of scoring."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from chiso.figures import parse_exact
from chiso.frameworks.loader import read_framework
from chiso.frameworks.model import Framework
from chiso.periods import parse_period
from chiso.scoring.answers import Answer, Answers
from chiso.scoring.result import Result
from chiso.scoring.score import score
from chiso.units import Registry, Unit

YEAR = parse_period("2020")
TITLE = {"vi": "tên", "en": "title"}

Tree = dict[str, Any]


def leaf(code: str, maximum: str | None = "10", **more: Any) -> Tree:
    """A criterion whose points are entered, unless `rule` and `inputs` say otherwise."""
    node: Tree = {"code": code, "title": TITLE, "max_points": maximum}
    if "rule" not in more:
        node |= {"inputs": {"points": {"type": "number"}}, "rule": {"kind": "entered@1"}}
    return node | more


def fact(code: str, kind: str = "boolean") -> Tree:
    """A tracked fact."""
    return {
        "code": code,
        "title": TITLE,
        "role": "fact",
        "inputs": {"value": {"type": kind}},
        "rule": {"kind": "tracked@1"},
    }


def group(code: str, *nodes: Tree, **more: Any) -> Tree:
    """An inner node; its maximum is what its parts make unless it is given."""
    return {"code": code, "title": TITLE, "nodes": list(nodes)} | more


def make_document(*nodes: Tree, index: Tree | None = None, **more: Any) -> Tree:
    """The document of a framework made up for a test."""
    document: Tree = {
        "format": "chiso-framework/1",
        "id": "made-up",
        "version": "1",
        "title": {"vi": "Bộ tiêu chí của phép thử", "en": "Made up for a test"},
        "status": "fictitious",
        "completeness": "full",
        "periods": {"from": "2000"},
        "rights": {"vi": "Không", "en": "None"},
        "index": {"published": {"places": "2", "mode": "half_up"}} | (index or {}),
        "nodes": list(nodes),
    }
    return document | more


def make_framework(*nodes: Tree, index: Tree | None = None, **more: Any) -> Framework:
    """A framework made up for a test."""
    return read_framework(json.dumps(make_document(*nodes, index=index, **more)).encode())


def unit(code: str, **more: Any) -> Unit:
    """A unit whose uid, code and name are one."""
    return Unit(uid=code, code=code, name=code, **more)


def points(written: str | Fraction) -> Answer:
    """Points that were entered."""
    return Answer(values={"points": parse_exact(written) if isinstance(written, str) else written})


def given(**values: Any) -> Answer:
    """An answer with these values."""
    return Answer(values=values)


def score_units(
    framework: Framework,
    answers: Mapping[str, Mapping[str, Answer]],
    units: tuple[Unit, ...] = (),
    **more: Any,
) -> Result:
    """Score the units that answer (or `units`) for one year."""
    scored = units or tuple(unit(code) for code in answers)
    return score(framework, Answers.of(answers), scored, YEAR, **more)


def score_one(framework: Framework, answers: Mapping[str, Answer], **more: Any) -> Result:
    """Score one unit, "u"."""
    return score_units(framework, {"u": answers}, (unit("u", **more),))


def registry(*units: Unit) -> Registry:
    """A register of these units."""
    return Registry(units)
