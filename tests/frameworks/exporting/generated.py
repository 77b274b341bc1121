"""Frameworks that nobody would write: any words, any depth, for what must hold of all of them."""

from __future__ import annotations

import unicodedata
from typing import Any

from hypothesis import strategies

from chiso.frameworks.document import Tree
from chiso.frameworks.loader import framework_from_tree
from chiso.frameworks.model import Framework

# What programs take for something else: formulas, links, YAML, XML, escapes of workbooks, blanks.
_TRICKS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "https://example.org",
    "internal:A!B",
    "1,5",
    "1.10",
    "2018-04-23",
    "true",
    "~",
    "- x",
    "x: y",
    "# x",
    "'",
    '"',
    "<b>&amp;</b>",
    "]]>",
    "_x0041_",
    "\u202eabc",
    "x\u2028y",
    "x\x85y",
    "x\x01y",
    "x\r\ny",
    " x ",
    "x\n\n y\n",
    "\ufeffx",
    "\U0001f600",
    "ẤẤ",
    "Tổng",
)
_LETTERS = strategies.text(strategies.characters(exclude_categories=("Cs",)), min_size=1, max_size=30)
_RULES: tuple[dict[str, Any], ...] = (
    {"inputs": {"points": {"type": "number"}}, "rule": {"kind": "entered@1"}},
    {"inputs": {"answer": {"type": "boolean"}}, "rule": {"kind": "boolean@1"}},
    {
        "inputs": {"share": {"type": "ratio"}},
        "rule": {
            "kind": "steps@1",
            "when_undefined": "full",
            "steps": [
                {"at_least": "0.9", "points": "2"},
                {"at_least": "0.5", "below": "0.9", "points": "0.75"},
                {"below": "0.5", "points": "0"},
            ],
        },
    },
    {"rule": {"kind": "not_stated@1"}},
)


def words() -> strategies.SearchStrategy[str]:
    """Words with at least one letter that is no blank, composed as a document holds them."""
    return (
        strategies.one_of(strategies.sampled_from(_TRICKS), _LETTERS)
        .map(lambda written: unicodedata.normalize("NFC", written))
        .filter(lambda written: bool(written.strip()))
    )


def bilingual() -> strategies.SearchStrategy[dict[str, str]]:
    """Words in both languages."""
    return strategies.fixed_dictionaries({"vi": words(), "en": words()})


@strategies.composite
def nodes(draw: strategies.DrawFn, above: str = "", depth: int = 1) -> list[Tree]:
    """Parts of one group, numbered within it; a leaf has 2 points, a group the sum or says why not."""
    count = draw(strategies.integers(1, 3))
    return [draw(_node(f"{above}{number}", depth)) for number in range(1, count + 1)]


@strategies.composite
def _node(draw: strategies.DrawFn, code: str, depth: int) -> Tree:
    node: dict[str, Tree] = {"code": code, "title": draw(bilingual())}
    for key in ("evidence", "note"):
        if draw(strategies.booleans()):
            node[key] = draw(bilingual())
    if draw(strategies.booleans()):
        node["law"] = [{"document": "made_up", "article": draw(words())}]
    node["assessed_by"] = list(
        draw(strategies.sets(strategies.sampled_from(("self", "survey", "statistic"))))
    )
    node["open_points"] = draw(strategies.lists(bilingual(), max_size=2))
    if depth < 4 and draw(strategies.booleans()):
        node["nodes"] = parts = draw(nodes(f"{code}.", depth + 1))
        total = sum(int(part["max_points"]) for part in parts)
        node["max_points"] = str(total)
        if draw(strategies.booleans()):
            # A fault that the law itself has.
            node |= {"max_points": str(total + 1), "maxima_note": draw(bilingual())}
    else:
        node |= {**draw(strategies.sampled_from(_RULES)), "max_points": "2"}
    return node


@strategies.composite
def frameworks(draw: strategies.DrawFn) -> Framework:
    """A sound framework with a made-up content."""
    parts = draw(nodes())
    tree: Tree = {
        "format": "chiso-framework/1",
        "id": "generated",
        "version": "1",
        "title": draw(bilingual()),
        "status": draw(strategies.sampled_from(("draft", "fictitious", "official"))),
        "completeness": "partial",
        "periods": {"from": "2020"},
        "documents": [{"key": "made_up", "number": "Quyết định hư cấu số 0"}],
        "rights": draw(bilingual()),
        "remarks": draw(strategies.lists(bilingual(), max_size=2)),
        "index": {"max_points": str(sum(int(part["max_points"]) for part in parts))},
        "nodes": parts,
    }
    return framework_from_tree(tree, name="generated.yaml")
