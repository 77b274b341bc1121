"""The answers of a campaign with the results after each stage: self-assessed, appraised, decided.

All of it is asked of the database in two queries; results are worked out when they are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal, TypeAlias

from django_scopes import scopes_disabled

from chiso.frameworks.model import TOTAL
from chiso.language import Text, text
from chiso.office.campaigns.answering.given import answers_from
from chiso.office.campaigns.models import Answer, Campaign
from chiso.office.campaigns.participants import Participants, participants_of
from chiso.office.campaigns.scoring import league_for
from chiso.scoring.answers import Answers
from chiso.scoring.layers import LAYERS, Layer
from chiso.scoring.leagues import League
from chiso.scoring.result import NodeResult, Result
from chiso.scoring.score import score_league

Stage: TypeAlias = Literal["self_assessed", "appraised", "decided"]
# What counts at the end of each stage: the last layer.
LAST_LAYERS: dict[Stage, Layer] = {
    "self_assessed": "self_assessed",
    "appraised": "appraised_2",
    "decided": "council",
}
STAGE_NAMES: dict[Stage, Text] = {
    "self_assessed": text("Self-assessment"),
    "appraised": text("Appraisal"),
    "decided": text("Council"),
}


@dataclass(frozen=True)
class LayeredResults:
    """The results of a campaign after each stage, from one reading of its answers."""

    participants: Participants
    rows: tuple[Answer, ...]

    @cached_property
    def by_leaf(self) -> dict[tuple[int, str], dict[tuple[str, int], Answer]]:
        """The answers of each leaf by layer and seat; the leaf by the unit's primary key and its code."""
        found: dict[tuple[int, str], dict[tuple[str, int], Answer]] = {}
        for row in self.rows:
            found.setdefault((row.unit_id, row.node), {})[row.layer, row.seat] = row
        return found

    @cached_property
    def answers(self) -> Answers:
        """All layers as scoring takes them."""
        return answers_from(self.participants, self.rows)

    @cached_property
    def league(self) -> League:
        """The league that is scored."""
        return league_for(self.participants)

    @cached_property
    def self_assessed(self) -> Result:
        """What agencies said of themselves."""
        return self._result("self_assessed")

    @cached_property
    def appraised(self) -> Result:
        """After appraisal and explanation."""
        return self._result("appraised")

    @cached_property
    def decided(self) -> Result:
        """After the council: what stands."""
        return self._result("decided")

    def at(self, stage: Stage) -> Result:
        """The result after a stage."""
        results: dict[Stage, Result] = {
            "self_assessed": self.self_assessed,
            "appraised": self.appraised,
            "decided": self.decided,
        }
        return results[stage]

    def has_reached(self, stage: Stage) -> bool:
        """Whether anybody has said anything in this stage."""
        return not self._layers.isdisjoint(layers_of(stage))

    @cached_property
    def _layers(self) -> frozenset[str]:
        return frozenset(row.layer for row in self.rows)

    def node(self, stage: Stage, unit: int, code: str = TOTAL) -> NodeResult:
        """One node of a unit (by primary key) after a stage."""
        return self.at(stage).node(self.participants.units[unit].uid, code)

    def points(self, stage: Stage, unit: int, code: str = TOTAL) -> Fraction | None:
        """The points of a node after a stage; None where there are none, or the stage has not begun."""
        return self.node(stage, unit, code).points if self.has_reached(stage) else None

    def last(self, unit: int, code: str, *, before: Layer = "council") -> Answer | None:
        """The last answer of a leaf before a layer, of the first seat."""
        kept = self.by_leaf.get((unit, code), {})
        for layer in reversed(LAYERS[: LAYERS.index(before)]):
            if (layer, 1) in kept:
                return kept[layer, 1]
        return None

    def _result(self, stage: Stage) -> Result:
        units = list(self.participants.units.values())
        last = LAST_LAYERS[stage]
        return score_league(self.league, self.answers, units, self.participants.period, layer=last)


def layers_of(stage: Stage) -> frozenset[str]:
    """The layers that are written in a stage."""
    stages: dict[Stage, frozenset[str]] = {
        "self_assessed": frozenset({"self_assessed"}),
        "appraised": frozenset({"appraised_1", "explained", "appraised_2"}),
        "decided": frozenset({"council"}),
    }
    return stages[stage]


def layered_results(campaign: Campaign | Participants) -> LayeredResults:
    """Answers and results of all units, whoever asks: the right to the page bounds what is shown."""
    participants = participants_of(campaign) if isinstance(campaign, Campaign) else campaign
    with scopes_disabled():
        rows = tuple(Answer.objects.select_related("by").filter(campaign=participants.campaign))
    return LayeredResults(participants, rows)
