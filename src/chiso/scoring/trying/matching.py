"""Which node of a draft measures what which node of the older set measured.

In this order, each node once: stated by a person; the same concept; the same title in groups of the
same titles, with the same code, then with another; then without regard to the groups; the same code
alone (the title was reworded, or it is something else: a person should look).

`align` writes the answer into the draft as concepts, so that everything that compares frameworks
sees the same pairs.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from chiso.frameworks.loader import framework_from_tree
from chiso.frameworks.model import Framework, Node
from chiso.language import text
from chiso.problems import Place, Problem, WrongCall

How: TypeAlias = Literal["stated", "concept", "code_and_title", "title", "code"]


@dataclass(frozen=True, slots=True)
class Match:
    """Two nodes that measure the same, and how that was found."""

    before: str
    after: str
    how: How


@dataclass(frozen=True)
class Matching:
    """The pairs in the order of the draft, and the nodes that one set has alone."""

    pairs: tuple[Match, ...]
    removed: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def after_by_before(self) -> dict[str, str]:
        """The code in the draft by the code in the older set."""
        return {pair.before: pair.after for pair in self.pairs}

    @property
    def before_by_after(self) -> dict[str, str]:
        """The code in the older set by the code in the draft."""
        return {pair.after: pair.before for pair in self.pairs}


def match_nodes(older: Framework, draft: Framework, stated: Mapping[str, str] | None = None) -> Matching:
    """Match the nodes of two sets; `stated`: code before -> code in the draft, which goes first.

    Raises WrongCall (CH-3052, CH-3053) where what was stated names no node, or one node twice.
    """
    _check_stated(stated or {}, older, draft)
    search = _Search(older, draft)
    for before, after in (stated or {}).items():
        search.pair(before, after, "stated")
    search.by(lambda node, _: node.concept, "concept")
    search.by(lambda node, path: (node.code, *_titles(node, path)), "code_and_title")
    search.by(_titles, "title")
    search.by(lambda node, _: (node.code, _title(node)), "code_and_title")
    search.by(lambda node, _: (node.is_leaf, _title(node)), "title")
    search.by(lambda node, _: node.code, "code")
    return search.result()


def align(older: Framework, draft: Framework, matching: Matching) -> Framework:
    """The draft with the identities of the older set; the draft itself where it has them already."""
    before = {node.code: node.identity for node, _, _ in older.walk()}
    taken = frozenset(before.values())
    wanted = {pair.after: before[pair.before] for pair in matching.pairs}
    changed = {
        node.code: wanted.get(node.code, f"draft: {node.code}")
        for node, _, _ in draft.walk()
        if node.identity != wanted.get(node.code) and (node.code in wanted or node.identity in taken)
    }
    if not changed:
        return draft
    return edit_nodes(
        draft, lambda node: {"concept": changed[node["code"]]} if node["code"] in changed else {}
    )


def edit_nodes(framework: Framework, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Framework:
    """The framework with other values for some keys of its nodes."""

    def edited(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            node | change(node) | ({"nodes": edited(node["nodes"])} if node.get("nodes") else {})
            for node in nodes
        ]

    tree: Any = framework.tree
    return framework_from_tree(tree | {"nodes": edited(tree["nodes"])}, name=framework.key)


class _Search:
    """Pairs that were found so far; each pass looks at what is left."""

    def __init__(self, older: Framework, draft: Framework) -> None:
        self.before = _nodes_with_paths(older)
        self.after = _nodes_with_paths(draft)
        self.found: dict[str, Match] = {}

    def pair(self, before: str, after: str, how: How) -> None:
        """Take two nodes off the lists."""
        del self.before[before], self.after[after]
        self.found[after] = Match(before, after, how)

    def by(self, key_of: Callable[[Node, tuple[Node, ...]], Hashable], how: How) -> None:
        """Pair what has the same key, where that key is found once on either side."""
        here = _unique(self.before, key_of)
        there = _unique(self.after, key_of)
        for key, after in there.items():
            if key in here:
                self.pair(here[key], after, how)

    def result(self) -> Matching:
        """The pairs, in the order in which they were found."""
        return Matching(tuple(self.found.values()), tuple(self.before), tuple(self.after))


def _nodes_with_paths(framework: Framework) -> dict[str, tuple[Node, tuple[Node, ...]]]:
    found: dict[str, tuple[Node, tuple[Node, ...]]] = {}
    for node, parent, _ in framework.walk():
        path = () if parent is None else (*found[parent.code][1], parent)
        found[node.code] = (node, path)
    return found


def _unique(
    nodes: Mapping[str, tuple[Node, tuple[Node, ...]]],
    key_of: Callable[[Node, tuple[Node, ...]], Hashable],
) -> dict[Hashable, str]:
    keys = {code: key_of(*placed) for code, placed in nodes.items()}
    counts = Counter(keys.values())
    return {key: code for code, key in keys.items() if key is not None and counts[key] == 1}


def _titles(node: Node, path: tuple[Node, ...]) -> tuple[Hashable, ...]:
    """The titles from the field down to the node; a criterion is never taken for a group."""
    return (node.is_leaf, *map(_title, path), _title(node))


def _title(node: Node) -> str:
    written = node.title.vi or node.title.en or ""
    return " ".join(unicodedata.normalize("NFC", written).casefold().split())


def _check_stated(stated: Mapping[str, str], older: Framework, draft: Framework) -> None:
    problems = []
    for framework, codes in ((older, stated), (draft, stated.values())):
        for code in codes:
            if code not in framework.nodes_by_code:
                problems.append(
                    Problem(
                        "CH-3052",
                        Place(framework.key),
                        code,
                        text("Expected the code of a node of {framework}.", framework=framework.key),
                        text("“chiso frameworks show” lists the codes."),
                    )
                )
    for code, count in Counter(stated.values()).items():
        if count > 1:
            problems.append(
                Problem(
                    "CH-3053",
                    Place(draft.key),
                    code,
                    text("Expected each node of the draft as the successor of one node."),
                    text("State one of the pairs only."),
                )
            )
    if problems:
        raise WrongCall(problems)
