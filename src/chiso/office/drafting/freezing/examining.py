"""What can be said of a set before it is frozen, from its document alone.

A set that is frozen is in force: `status: draft` becomes `official` in the document whose hash is shown,
approved and frozen. The number and date of the decision stand beside it, since the decision prints the
hash.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chiso.frameworks.document import Tree
from chiso.frameworks.model import Framework, Node
from chiso.frameworks.rules.not_stated import NotStated
from chiso.language import Bilingual, Value
from chiso.office.drafting.checking import Checked, check
from chiso.problems import Problem

# Sums, weights and the order of minimum and maximum (`chiso.frameworks.checks_of_maxima`).
_OF_MAXIMA = frozenset({"CH-2040", "CH-2041", "CH-2042", "CH-2043", "CH-2044"})


@dataclass(frozen=True, slots=True)
class Finding:
    """Something at a node, in words; `code` "" is the set as a whole."""

    code: str
    said: Value


def document_to_freeze(document: dict[str, Tree]) -> dict[str, Tree]:
    """The document as it will be frozen: in force instead of a draft, all else as it stands."""
    if document.get("status") == "draft":
        return {**document, "status": "official"}
    return document


@dataclass(frozen=True, slots=True)
class Examined:
    """A document that was read for freezing."""

    checked: Checked

    @property
    def framework(self) -> Framework | None:
        """The set; None where the loader refuses it."""
        return self.checked.framework

    @property
    def faults_of_form(self) -> tuple[Problem, ...]:
        """What the loader finds, but for maxima."""
        return tuple(one for _path, one in self.checked.problems if one.code not in _OF_MAXIMA)

    @property
    def faults_of_maxima(self) -> tuple[Problem, ...]:
        """Maxima and weights that do not add up."""
        return tuple(one for _path, one in self.checked.problems if one.code in _OF_MAXIMA)


def examine(document: dict[str, Tree]) -> Examined:
    """Read the document as it will be frozen."""
    return Examined(check(document_to_freeze(document)))


def noted_maxima(framework: Framework) -> list[Finding]:
    """Maxima that do not add up in the source itself, kept as printed, with the note that says so."""
    found = [Finding("", framework.index.maxima_note)] if framework.index.maxima_note else []
    return found + [Finding(node.code, node.maxima_note) for node in _nodes(framework) if node.maxima_note]


def without_rule(framework: Framework) -> list[Finding]:
    """Leaves whose rule is kept as text: they cannot be scored."""
    return [_named(leaf) for leaf in framework.leaves if isinstance(leaf.rule, NotStated)]


def open_points(framework: Framework) -> list[Finding]:
    """What the law leaves open, as the set says."""
    return [Finding(node.code, point) for node in _nodes(framework) for point in node.open_points]


def without_evidence(framework: Framework) -> list[Finding]:
    """Leaves that agencies assess themselves and that name no evidence."""
    return [
        _named(leaf)
        for leaf in framework.leaves
        if leaf.evidence is None and (not leaf.assessed_by or "self" in leaf.assessed_by)
    ]


def without_english(framework: Framework) -> list[Finding]:
    """Titles that stand in Vietnamese alone, or in the same words in both."""
    found = [Finding("", framework.title)] if _lacks_english(framework.title) else []
    return found + [_named(node) for node in _nodes(framework) if _lacks_english(node.title)]


def _lacks_english(title: Bilingual) -> bool:
    return not title.en or (title.en == title.vi and not title.en.isascii())


def _nodes(framework: Framework) -> Iterator[Node]:
    return (node for node, _parent, _depth in framework.walk())


def _named(node: Node) -> Finding:
    return Finding(node.code, node.title)
