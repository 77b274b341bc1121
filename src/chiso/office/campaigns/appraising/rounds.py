"""Which round of appraisal is open for a leaf, until when, and what stands before it.

Round 1 judges what the agency handed in. Round 2 judges what stands after the explanation: what the agency
explained, else what the first round said, else what was handed in.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from chiso.office.campaigns.access import APPRAISE, APPRAISE_AGAIN
from chiso.office.campaigns.models import Answer, Campaign, Phase, PhaseException
from chiso.office.campaigns.participants import Leaf
from chiso.office.people.rights import is_within
from chiso.scoring.layers import Layer

ACTIONS: dict[Layer, str] = {"appraised_1": APPRAISE, "appraised_2": APPRAISE_AGAIN}
ROUNDS: dict[Layer, str] = {"appraised_1": "appraisal_1", "appraised_2": "appraisal_2"}
SECOND_FIRST: tuple[Layer, ...] = ("appraised_2", "appraised_1")
READING = frozenset({"completeness", "appraisal_1", "explanation", "appraisal_2"})
_BEFORE: dict[Layer, tuple[Layer, ...]] = {
    "appraised_1": ("self_assessed",),
    "appraised_2": ("explained", "appraised_1", "self_assessed"),
}


@dataclass(frozen=True)
class Calendar:
    """The phases of a campaign and the exceptions from them, asked once for many leaves."""

    phases: tuple[Phase, ...]
    exceptions: tuple[PhaseException, ...]
    at: datetime
    _by_code: dict[str, frozenset[str]] = field(default_factory=dict)

    def open_kinds(self, leaf: Leaf) -> frozenset[str]:
        """The kinds of phase that are open for a leaf."""
        if leaf.code not in self._by_code:
            self._by_code[leaf.code] = frozenset(
                phase.kind
                for phase in self.phases
                if phase.opens_at <= self.at < phase.closes_at and _is_meant(phase.nodes, leaf)
            )
        by_phase = self._by_code[leaf.code]
        if not self.exceptions:
            return by_phase
        return by_phase | {
            one.phase
            for one in self.exceptions
            if one.opens_at <= self.at < one.closes_at and _excepts(one, leaf)
        }

    def closes(self, kind: str, leaf: Leaf) -> datetime | None:
        """When a phase that is open now closes for a leaf; None where none is open."""
        return max((end for opens, end in self._spans(kind, leaf) if opens <= self.at < end), default=None)

    def last_moment(self, kind: str, leaf: Leaf) -> datetime | None:
        """When a phase, open or still to come, closes for a leaf; None where it is over or not planned."""
        return max((end for _, end in self._spans(kind, leaf) if end > self.at), default=None)

    def opens(self, kind: str, leaf: Leaf) -> datetime | None:
        """When a phase opens for a leaf that is open or still to come; None where there is none."""
        return min((opens for opens, end in self._spans(kind, leaf) if end > self.at), default=None)

    def layer_now(self, leaf: Leaf) -> Layer | None:
        """The layer that may be written now; of two open rounds the second. None: none is open."""
        kinds = self.open_kinds(leaf)
        return next((layer for layer in SECOND_FIRST if ROUNDS[layer] in kinds), None)

    def is_blind_round(self, leaf: Leaf) -> bool:
        """Whether the round is open in which two may appraise a leaf without seeing each other."""
        return ROUNDS["appraised_1"] in self.open_kinds(leaf)

    def may_be_read(self, leaf: Leaf) -> bool:
        """Whether a phase is open in which who appraises a leaf may read it."""
        return bool(READING & self.open_kinds(leaf))

    def _spans(self, kind: str, leaf: Leaf) -> list[tuple[datetime, datetime]]:
        found = [
            (phase.opens_at, phase.closes_at)
            for phase in self.phases
            if phase.kind == kind and _is_meant(phase.nodes, leaf)
        ]
        found += [
            (one.opens_at, one.closes_at)
            for one in self.exceptions
            if one.phase == kind and _excepts(one, leaf)
        ]
        return found


def calendar_of(campaign: Campaign, at: datetime) -> Calendar:
    """The calendar of a campaign. Two queries."""
    exceptions = PhaseException.objects.filter(campaign=campaign, withdrawn_at=None)
    if campaign.closed_at is not None:
        return Calendar((), (), at)
    return Calendar(tuple(campaign.phases.all()), tuple(exceptions), at)


def base_of(layer: Layer, answers: Mapping[Layer, Answer]) -> Answer | None:
    """What an appraisal of that layer judges; None where the agency gave nothing."""
    return next((answers[before] for before in _BEFORE[layer] if before in answers), None)


def needs_second_round(layers: Container[str], *, was_asked: bool, differ: bool) -> bool:
    """Whether a leaf is looked at again: it was explained or asked about, or two appraisers differ."""
    return "explained" in layers or was_asked or differ


def _is_meant(nodes: list[str], leaf: Leaf) -> bool:
    return not nodes or any(is_within(leaf.code, node) for node in nodes)


def _excepts(exception: PhaseException, leaf: Leaf) -> bool:
    is_theirs = exception.agency_id in (None, leaf.unit, leaf.responsible)
    return is_theirs and is_within(leaf.code, exception.node)
