"""The points that follow from what was given, as the page of a leaf shows them: with the step that held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from chiso.frameworks.model import Node
from chiso.frameworks.presentation import TREATMENTS_IN_WORDS, rule_in_words
from chiso.language import Language, Text, Value, render, text
from chiso.office.campaigns.answering.asked import Asked, asked_of
from chiso.office.campaigns.answering.given import Given
from chiso.office.campaigns.models import Answer
from chiso.office.campaigns.participants import Leaf, Participants
from chiso.office.campaigns.scoring import points_at_once
from chiso.problems import BadInput
from chiso.scoring.branches import branch_in_words
from chiso.scoring.result import NodeResult


@dataclass(frozen=True, slots=True)
class PointsShown:
    """What a leaf gets. `points` None: nothing can be said yet, for the reason in `why`."""

    points: Fraction | None
    maximum: Fraction | None
    held: Value | None = None
    measured: Fraction | None = None
    why: Text | None = None

    def lines(self) -> list[Text]:
        """What stands under the figure."""
        found = []
        if self.why is not None:
            found.append(self.why)
        if self.measured is not None:
            found.append(text("The rule looks at {value}.", value=self.measured))
        if self.held is not None:
            found.append(text("What holds: {step}", step=self.held))
        return found

    def as_record(self, language: Language) -> dict[str, object]:
        """For the script that saves by itself."""
        return {
            "points": "–" if self.points is None else render(self.points, language),
            "lines": [line.in_language(language) for line in self.lines()],
            "held": "" if self.held is None else render(self.held, language),
        }


def points_of(
    participants: Participants, leaf: Leaf, given: Given, beside: Iterable[Answer] = ()
) -> PointsShown:
    """The points of a leaf for what was given (which has been read)."""
    asked = asked_of(participants.framework, leaf.code)
    maximum = leaf.node.max_points
    if given.lacking or (given.status == "given" and not given.rows):
        return PointsShown(None, maximum, why=text("Points follow once the figures are given."))
    if asked.compares_units:
        return PointsShown(
            None,
            maximum,
            why=text("Points follow from the comparison with the other units, when all are in."),
        )
    try:
        result = points_at_once(participants, leaf.unit, leaf.code, given, beside)
    except BadInput:
        # What stands in another leaf keeps the rule from looking at this one.
        return PointsShown(None, maximum, why=text("Points cannot be worked out from what stands here."))
    return _shown(participants, asked, result)


def _shown(participants: Participants, asked: Asked, result: NodeResult) -> PointsShown:
    outcome = result.outcome
    held = measured = why = None
    if outcome is not None:
        held = branch_in_words(participants.framework, asked.node, outcome.branch)
        measured = outcome.measured
        if outcome.open_point is not None:
            why = text("Left open by the law: {point}", point=outcome.open_point)
    if result.status == "not_applicable":
        treatment = TREATMENTS_IN_WORDS[asked.node.when_not_applicable or "leave_out"]
        why = text("It does not apply to this unit; {treatment}.", treatment=treatment)
    elif result.points is None and why is None:
        why = _why_none(asked.node, result.status)
    return PointsShown(result.points, result.max_points, held, measured, why)


def _why_none(node: Node, status: str) -> Text:
    if node.role in ("fact", "veto"):
        return text("It gives no points by itself.")
    if status == "missing":
        return text("No points: an answer is missing.")
    return text("The set does not say how points follow.")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the rule; `holds`: it is the one that gave the points."""

    words: Text
    holds: bool


def rule_shown(participants: Participants, node: Node, points: PointsShown | None) -> list[Sentence]:
    """The rule in words, with the sentence that holds."""
    held = points.held if points is not None else None
    return [Sentence(said, said == held) for said in rule_in_words(node, participants.framework)]
