"""Where a unit stands against its targets, all year: what is there, what is wanted, who owes which leaf.

simulated = the points of a node by the answers as they stand, the last layer of each;
so far    = Σ points of its leaves, where something below it is still missing
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from django_scopes import scopes_disabled

from chiso.figures import parse_decimal
from chiso.frameworks.model import TOTAL, Node
from chiso.office.campaigns.answering.progress import DONE, FROM_ELSEWHERE
from chiso.office.campaigns.models import Answer, Campaign, Target
from chiso.office.campaigns.participants import Participants, participants_of
from chiso.office.campaigns.scoring import result_of
from chiso.office.campaigns.watching.extent import Extent
from chiso.office.organisation.models import Agency
from chiso.scoring.result import Result


@dataclass(frozen=True, slots=True)
class Standing:
    """A component. `node` None: the whole. `is_whole`: nothing that counts is missing below it."""

    code: str
    node: Node | None
    max_points: Fraction | None
    points: Fraction | None
    is_whole: bool
    leaves_done: int
    leaves: int
    wanted: Fraction | None
    published: Fraction | None
    source: str
    version: int

    @property
    def gap(self) -> Fraction | None:
        """What is lacking to the target; below 0 where it is passed."""
        return None if self.wanted is None or self.points is None else self.wanted - self.points

    @property
    def change(self) -> Fraction | None:
        """Against the last published figure; only of what is whole."""
        whole = self.is_whole and self.points is not None and self.published is not None
        return self.points - self.published if whole else None  # type: ignore[operator]  # looked at above


@dataclass(frozen=True, slots=True)
class Owed:
    """An agency, and the leaves that it has still to bring; `at_stake`: their maxima, as far as stated."""

    agency: Agency
    leaves: tuple[Node, ...]
    at_stake: Fraction


@dataclass(frozen=True, slots=True)
class AgainstTargets:
    """A unit against its targets."""

    unit: Agency
    whole: Standing
    components: tuple[Standing, ...]
    owed: tuple[Owed, ...]


def units_of(participants: Participants) -> list[Agency]:
    """The units that are measured, as agencies, in Vietnamese order."""
    return [form.agency for form in participants.forms.values()]


def standing_of(campaign: Campaign, unit: int, participants: Participants | None = None) -> AgainstTargets:
    """A unit (primary key of its agency) against its targets. For those who may watch the whole.

    Raises BadInput where a rule cannot look at an answer.
    """
    participants = participants or participants_of(campaign)
    extent = Extent(participants)
    result = result_of(participants, units=[unit])
    targets = {one.node: one for one in Target.objects.filter(campaign=campaign, unit=unit)}
    with scopes_disabled():
        answers = Answer.objects.filter(campaign=campaign, unit=unit, layer="self_assessed", seat=1)
    done = set(answers.filter(DONE | FROM_ELSEWHERE).values_list("node", flat=True))
    uid = participants.units[unit].uid
    view = _View(result, uid, targets, extent, done, unit)
    agency = participants.forms[unit].agency
    components = tuple(view.standing(code, node) for code, node in _shown(participants, targets))
    return AgainstTargets(agency, view.standing(TOTAL, None), components, tuple(_owed(view, participants)))


@dataclass(frozen=True)
class _View:
    result: Result
    uid: str
    targets: dict[str, Target]
    extent: Extent
    done: set[str]
    unit: int

    def standing(self, code: str, node: Node | None) -> Standing:
        found = self.result.node(self.uid, code)
        below = [
            one.node.code
            for one in self.extent.questions
            if (node is None or any(part.code == code for part in one.path))
            and self.extent.assignment(self.unit, one.node.code) is not None
        ]
        is_whole = found.points is not None
        points = found.points if is_whole else self._so_far(below)
        target = self.targets.get(code)
        return Standing(
            code, node, found.max_points, points, is_whole, len(self.done.intersection(below)), len(below),
            _figure(target.points) if target else None, _figure(target.published) if target else None,
            target.source if target else "", target.version if target else 0,
        )  # fmt: skip

    def _so_far(self, leaves: list[str]) -> Fraction | None:
        known = [self.result.node(self.uid, code).points for code in leaves]
        given = [points for points in known if points is not None]
        return sum(given, Fraction(0)) if given else None


def _shown(participants: Participants, targets: dict[str, Target]) -> Iterator[tuple[str, Node]]:
    """The fields, and what has a target of its own below them, in the set's order."""
    for node, above, _ in participants.framework.walk():
        if above is None or node.code in targets:
            yield node.code, node


def _owed(view: _View, participants: Participants) -> Iterator[Owed]:
    by_agency: dict[int, list[Node]] = {}
    for question in view.extent.questions:
        row = view.extent.assignment(view.unit, question.node.code)
        if row is not None and question.node.code not in view.done:
            by_agency.setdefault(row.responsible_id, []).append(question.node)
    for key, agency in participants.agencies.items():
        leaves = by_agency.get(key)
        if leaves:
            at_stake = sum((leaf.max_points or Fraction(0) for leaf in leaves), Fraction(0))
            yield Owed(agency, tuple(leaves), at_stake)


def _figure(written: str) -> Fraction | None:
    return parse_decimal(written) if written else None
