"""Who can move a criterion: what is in the unit's own hands, and what is not.

    self_reported, procedures, publication    in its hands
    citizens      the opinion of citizens or businesses, asked in a survey
    others        what others find or do: inspections, other bodies
    statistics    official statistics, which come late
    undecided     nothing says it: never guessed, shown as such

What decides, the first that says something: the table (`influence.csv`, nearest node first), the origin of
the answer that counted, the framework (`assessed_by`, nearest node first, where it names one body alone).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from chiso.frameworks.model import TOTAL
from chiso.language import Text, text
from chiso.scoring.result import Result

Influence: TypeAlias = Literal[
    "self_reported", "procedures", "publication", "citizens", "others", "statistics", "undecided"
]
INFLUENCES: tuple[Influence, ...] = (
    "self_reported", "procedures", "publication", "citizens", "others", "statistics",
)  # fmt: skip
OWN_HANDS = frozenset({"self_reported", "procedures", "publication"})
DecidedBy: TypeAlias = Literal["table", "answer", "framework", "nothing"]

INFLUENCE_WORDS: dict[Influence, Text] = {
    "self_reported": text("in its hands: self-reported"),
    "procedures": text("in its hands: procedures"),
    "publication": text("in its hands: publication"),
    "citizens": text("opinion of citizens"),
    "others": text("others"),
    "statistics": text("statistics with delay"),
    "undecided": text("undecided"),
}
DECIDED_WORDS: dict[DecidedBy, Text] = {
    "table": text("your table"),
    "answer": text("the origin of the answer"),
    "framework": text("the set of criteria"),
    "nothing": text("nothing says it"),
}
_OF_ORIGIN: dict[str, Influence] = {
    "agency": "self_reported",
    "survey": "citizens",
    "statistic": "statistics",
    "system": "procedures",
    "inspection": "others",
}
_OF_ASSESSOR: dict[str, Influence] = {
    "self": "self_reported",
    "survey": "citizens",
    "statistic": "statistics",
    "system": "procedures",
    "inspection": "others",
}


@dataclass(frozen=True, slots=True)
class Decided:
    """Who can move a criterion, and what said so."""

    influence: Influence
    by: DecidedBy


def influence_on(result: Result, uid: str, code: str, table: Mapping[str, Influence]) -> Decided:
    """Who can move a criterion of a unit; `table`: by the code of a node, for all that is below it."""
    framework = result.framework
    path = []
    node = framework.nodes_by_code.get(code)
    while node is not None:
        path.append(node)
        node = framework.parents[node.code]
    for one in (*(one.code for one in path), TOTAL):
        if one in table:
            return Decided(table[one], "table")
    answer = result.scores[uid].answers.get(code)
    if answer is not None and answer.origin in _OF_ORIGIN:
        return Decided(_OF_ORIGIN[answer.origin], "answer")
    for named in (one.assessed_by for one in path):
        if len(named) == 1:
            return Decided(_OF_ASSESSOR[named[0]], "framework")
        if named:
            break
    return Decided("undecided", "nothing")
