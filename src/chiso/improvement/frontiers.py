"""The files of a frontier.

    FRONTIER/frontier.csv    cost,score,measures: from doing nothing to the highest score within reach
    FRONTIER/frontier.json   the same with what it was made from
    FRONTIER/frontier.svg    the picture, where charts can be drawn

Each row is the cheapest plan for its score or more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chiso.figures import write_exact
from chiso.frameworks.model import TOTAL
from chiso.improvement.measures import Measures
from chiso.improvement.optimising.frontier import Frontier, find_frontier
from chiso.improvement.optimising.question import Question
from chiso.improvement.optimising.solving import Allowance
from chiso.improvement.planning import SECONDS, Wish, question_of
from chiso.language import LANGUAGES, Text, chosen_language, text
from chiso.markup import html_sentences
from chiso.scoring.result import Result
from chiso.tables import write_table
from chiso.version import VERSION

FORMAT = "chiso-frontier/1"
MARKER = "frontier.json"


@dataclass(frozen=True)
class UnitFrontier:
    """The frontier of a unit, with the question that it answers."""

    question: Question
    frontier: Frontier

    def names(self, choice: frozenset[int]) -> list[str]:
        """What is done at a point, in the order of the table."""
        return [self.question.measures.levels[place].name for place in sorted(choice)]

    def sentences(self) -> tuple[Text, ...]:
        """What the frontier says."""
        points, today = self.frontier.points, self.question.index.score
        last = points[-1]
        if len(points) == 1:
            said = [text("No measure that brings points can be done; the score stays {score}.", score=today)]
        else:
            said = [
                text(
                    "From {today} today to {score} at a cost of {cost}; cheapest plans on the way: {count}.",
                    today=today, score=last.score, cost=last.cost, count=len(points) - 1,
                ),
            ]  # fmt: skip
        if not self.frontier.is_complete:
            said.append(text("Stopped before the frontier was complete; give more time with --seconds."))
        return tuple(said)

    def _repr_html_(self) -> str:
        first, *others = self.sentences()
        return html_sentences(first, others, chosen_language())


def frontier_of(
    result: Result,
    uid: str,
    measures: Measures,
    wish: Wish,
    allowance: Allowance | None = None,
    *,
    count: int = 50,
) -> UnitFrontier:
    """The frontier of a unit in at most `count` points, within budget and capacity. Raises BadInput."""
    allowance = Allowance(SECONDS) if allowance is None else allowance
    question = question_of(result, uid, measures, Wish(None, wish.budget, wish.capacity))
    return UnitFrontier(question, find_frontier(question, count, allowance))


def files_of(found: UnitFrontier, digests: Mapping[str, str]) -> dict[str, bytes]:
    """The table and the record by their names."""
    result, points = found.question.index.result, found.frontier.points
    rows = [
        [write_exact(one.cost), result.written(one.score, TOTAL), ";".join(found.names(one.choice))]
        for one in points
    ]
    record = json.dumps(record_of(found, digests), ensure_ascii=False, indent=2) + "\n"
    return {
        "frontier.csv": write_table(("cost", "score", "measures"), rows).encode("utf-8"),
        MARKER: record.encode("utf-8"),
    }


def record_of(found: UnitFrontier, digests: Mapping[str, str]) -> dict[str, Any]:
    """The frontier as JSON."""
    index = found.question.index
    result = index.result
    return {
        "format": FORMAT,
        "software": f"chiso {VERSION}",
        "unit": result.units_by_uid[index.uid].code,
        "period": result.period.written,
        "league": result.league.key,
        "framework": {"key": result.framework.key, "hash": result.framework.hash},
        "is_complete": found.frontier.is_complete,
        "points": [
            {
                "cost": write_exact(one.cost),
                "score": result.written(one.score, TOTAL),
                "is_proven": one.is_proven,
                "measures": found.names(one.choice),
            }
            for one in found.frontier.points
        ],
        "sentences": {
            language: [sentence.in_language(language) for sentence in found.sentences()]
            for language in LANGUAGES
        },
        "inputs": dict(digests),
    }
