"""The examples on the page of rule kinds are rules that load and prove themselves."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from chiso.frameworks.document import canonical_json
from chiso.frameworks.loader import read_framework
from tests.docs.pages import DOCS

PAGE = (DOCS / "reference" / "rule-kinds.md").read_text("utf-8")
_EXAMPLE = re.compile(r"^```yaml\n(?P<written>.*?)^```", re.MULTILINE | re.DOTALL)
_RULES = PAGE.partition("\n## Rules")[2].partition("\n## Aggregations")[0]
SECTIONS = {part.partition("`\n")[0]: part for part in _RULES.split("\n### `")[1:]}
TITLE = {"vi": "Ví dụ", "en": "Example"}


def _framework_with(node: dict[str, Any]) -> bytes:
    """A small set around a node: a neighbour that counts, so that any role can stand beside it."""
    neighbour = {
        "code": "N",
        "title": TITLE,
        "max_points": "10",
        "inputs": {"score": {"type": "number"}},
        "rule": {"kind": "entered@1"},
    }
    maximum = {} if "role" in node else {"max_points": "10"}
    return canonical_json(
        {
            "format": "chiso-framework/1",
            "id": "page",
            "version": "1",
            "title": TITLE,
            "status": "fictitious",
            "completeness": "partial",
            "periods": {"from": "2026"},
            "rights": TITLE,
            "index": {"published": {"places": "2", "mode": "half_up"}},
            "nodes": [{"code": "A", "title": TITLE, **maximum, **node}, neighbour],
        }
    )


@pytest.mark.parametrize("kind", SECTIONS)
def test_the_example_of_a_kind_is_such_a_rule(kind: str) -> None:
    found = _EXAMPLE.search(SECTIONS[kind])
    assert found is not None, "a kind without an example"
    node = yaml.load(found["written"], Loader=yaml.BaseLoader)
    framework = read_framework(_framework_with(_with_booleans(node)), name=kind)
    rule = framework.nodes_by_code["A"].rule
    assert rule is not None
    assert rule.kind == kind


def _with_booleans(tree: Any) -> Any:
    """The words true and false as what they are in a framework's document."""
    if isinstance(tree, dict):
        return {key: _with_booleans(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_with_booleans(item) for item in tree]
    return {"true": True, "false": False}.get(tree, tree)
