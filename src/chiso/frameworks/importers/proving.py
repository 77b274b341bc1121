"""Does the draft load? What the loader refuses is asked for; a rule that does not prove stays as text.

A rule read from prose that the loader would refuse is no rule that was read: it is taken out, its prose
goes into the note, and a person is asked. Everything else stays as the annex prints it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from chiso.frameworks.document import Tree
from chiso.frameworks.importers.parts import CellPlace, LeafFacts, Question
from chiso.frameworks.loader import framework_from_tree
from chiso.language import text
from chiso.problems import BadInput, Problem

_STEP = re.compile(r"nodes\[(\d+)\]")
# Keys of a node that come from its rule; a fault in one of them is a fault of the reading of the rule.
_OF_THE_RULE = ("rule", "inputs", "when_not_applicable", "role")
_ROUNDING_MISSING = "CH-2042"
# Each round takes out at least one rule; a set has some hundred of them.
_MOST_ROUNDS = 400


@dataclass(slots=True)
class Proof:
    """A document that was made to load as far as it can, and what is left to decide."""

    document: dict[str, Tree]
    questions: list[Question] = field(default_factory=list)
    taken_out: set[str] = field(default_factory=set)


def prove(
    document: dict[str, Tree], leaves: Mapping[str, LeafFacts], places: Mapping[str, CellPlace], name: str
) -> Proof:
    """Take out what does not load and can be left as text; ask about the rest. Changes `document`."""
    proof = Proof(document)
    for _ in range(_MOST_ROUNDS):
        problems = _problems(document, name)
        if not any([_mend(problem, proof, leaves, places) for problem in problems]):
            break
    else:
        problems = _problems(document, name)
    for problem in problems:
        node = _node_of(problem, document)
        code = str(node["code"]) if node else ""
        asks = text(
            "The draft does not load yet ({code}): {expected} {mend}",
            code=problem.code,
            expected=problem.expected,
            mend=problem.mend,
        )
        proof.questions.append(Question("CH-2641", places.get(code), code, _shown(problem), asks))
    return proof


def _problems(document: Tree, name: str) -> tuple[Problem, ...]:
    try:
        framework_from_tree(document, name=name)
    except BadInput as refused:
        return refused.problems
    return ()


def _mend(
    problem: Problem, proof: Proof, leaves: Mapping[str, LeafFacts], places: Mapping[str, CellPlace]
) -> bool:
    """Whether the problem was of a kind that is mended here; then the draft is loaded again."""
    index = proof.document["index"]
    if problem.code == _ROUNDING_MISSING and isinstance(index, dict) and "published" not in index:
        index["published"] = {"places": "2", "mode": "half_up"}
        asks = text("How are figures without an end written? Two places, halves up, were put in.")
        proof.questions.append(Question("CH-2643", None, "", "", asks))
        return True
    node = _node_of(problem, proof.document)
    if node is None or "nodes" in node or node.get("rule") == {"kind": "not_stated@1"}:
        return False
    key = _STEP.split(problem.where.field)[-1].lstrip(".")
    if not key.startswith(_OF_THE_RULE):
        return False
    code = str(node["code"])
    _leave_as_text(node, leaves[code])
    proof.document["completeness"] = "partial"
    proof.taken_out.add(code)
    asks = text(
        "The rule that was read does not hold ({code}): {expected} It was left as text.",
        code=problem.code,
        expected=problem.expected,
    )
    proof.questions.append(Question("CH-2642", places.get(code), code, _shown(problem), asks))
    return True


def _leave_as_text(node: dict[str, Tree], leaf: LeafFacts) -> None:
    for key in ("inputs", "when_not_applicable", "points_basis"):
        node.pop(key, None)
    node["rule"] = {"kind": "not_stated@1"}
    prose = "\n".join(f"{line.words}: {line.points}" if line.points else line.words for line in leaf.lines)
    note = node.get("note")
    languages = list(note) if isinstance(note, dict) else ["vi"]
    before = str(note.get(languages[0]) or "") if isinstance(note, dict) else ""
    words = "\n".join(part for part in (prose, before) if part)
    if words:
        node["note"] = {language: words for language in languages}


def _node_of(problem: Problem, document: dict[str, Tree]) -> dict[str, Tree] | None:
    """The node that a problem's path leads to."""
    here: Tree = document
    for position in _STEP.findall(problem.where.field):
        nodes = here.get("nodes") if isinstance(here, dict) else None
        if not isinstance(nodes, list) or int(position) > len(nodes):
            return None
        here = nodes[int(position) - 1]
    return here if isinstance(here, dict) and here is not document else None


def _shown(problem: Problem) -> str:
    return problem.found if isinstance(problem.found, str) else problem.found.in_language("vi")


def nodes_in(document: Tree) -> Iterator[dict[str, Tree]]:
    """Every node of a document, parents first."""
    nodes = document.get("nodes") if isinstance(document, dict) else None
    for node in nodes if isinstance(nodes, list) else ():
        if isinstance(node, dict):
            yield node
            yield from nodes_in(node)
