"""How many leaves each agency has to answer or to appraise, by field, without listing every leaf.

    leaves of an agency in a field = Σ over its assignments of the leaves that fall to the assignment

Units whose assignments cut the set at the same nodes, and to whom the same parts apply, share one plan;
a city of 631 units by one set of a hundred leaves has one or two plans, not 63,100 leaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from chiso.frameworks.model import Node
from chiso.frameworks.parts import AppliesTo
from chiso.office.campaigns.participants import Participants
from chiso.office.organisation.models import Assignment
from chiso.office.people.rights import is_within
from chiso.scoring.leagues import is_meant
from chiso.scoring.questions import Question, questions_of
from chiso.units import Unit

Duty: TypeAlias = Literal["responsible", "appraising"]


@dataclass(frozen=True, slots=True)
class Plan:
    """How the leaves of a unit fall to its assignments: `counts` by assignment and field."""

    place_of_leaf: Mapping[str, int]
    counts: tuple[Mapping[str, int], ...]


@dataclass(frozen=True)
class Extent:
    """What is to be done in a campaign, and by whom. No query but those of the participants."""

    participants: Participants

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The leaves that somebody answers, in the set's order."""
        asked = questions_of(self.participants.framework).by_code.values()
        return tuple(one for one in asked if one.own_inputs)

    @cached_property
    def fields(self) -> dict[str, Node]:
        """The nodes at the top that have such leaves, by code."""
        return {one.path[0].code: one.path[0] for one in self.questions}

    def leaves_by_field(self, duty: Duty) -> dict[int, dict[str, int]]:
        """How many leaves each agency (primary key) has in each field that falls to it."""
        found: dict[int, dict[str, int]] = {}
        for rows, plan in self._planned:
            for row, counted in zip(rows, plan.counts, strict=True):
                agency = row.responsible_id if duty == "responsible" else row.appraising_id
                if agency is None:
                    continue
                of_agency = found.setdefault(agency, {})
                for field, count in counted.items():
                    of_agency[field] = of_agency.get(field, 0) + count
        return found

    def leaves_by_code(self) -> dict[str, int]:
        """Of how many units each leaf is asked and appraised by somebody."""
        found: dict[str, int] = {}
        for rows, plan in self._planned:
            for code, place in plan.place_of_leaf.items():
                if rows[place].appraising_id is not None:
                    found[code] = found.get(code, 0) + 1
        return found

    def assignment(self, unit: int, code: str) -> Assignment | None:
        """The assignment that holds for a leaf of a unit (primary key); None where it is not asked."""
        if unit not in self._plans:
            return None
        rows, plan = self._plans[unit]
        place = plan.place_of_leaf.get(code)
        return None if place is None else rows[place]

    @cached_property
    def _plans(self) -> dict[int, tuple[list[Assignment], Plan]]:
        made: dict[tuple[tuple[str, ...], tuple[bool, ...]], Plan] = {}
        found: dict[int, tuple[list[Assignment], Plan]] = {}
        for key, unit in self.participants.units.items():
            rows = sorted(self.participants.assignments[key], key=lambda row: row.node)
            cut = tuple(row.node for row in rows)
            meant = self._meant(unit)
            plan = made.get((cut, meant))
            if plan is None:
                plan = made[cut, meant] = self._plan(cut, unit)
            found[key] = (rows, plan)
        return found

    @property
    def _planned(self) -> Iterable[tuple[list[Assignment], Plan]]:
        return self._plans.values()

    def _meant(self, unit: Unit) -> tuple[bool, ...]:
        """To which bounded parts of the set a unit belongs: what its plan hangs on besides the cut."""
        return tuple(is_meant(bounds, unit) for bounds in self._bounds)

    @cached_property
    def _bounds(self) -> tuple[AppliesTo, ...]:
        nodes = {id(node): node for one in self.questions for node in one.path}
        return tuple(node.applies_to for node in nodes.values() if node.applies_to is not None)

    def _plan(self, cut: tuple[str, ...], unit: Unit) -> Plan:
        places: dict[str, int] = {}
        counts: list[dict[str, int]] = [{} for _ in cut]
        for question in self.questions:
            code, field = question.node.code, question.path[0].code
            matching = [place for place, node in enumerate(cut) if is_within(code, node)]
            if not matching or not all(is_meant(node.applies_to, unit) for node in question.path):
                continue
            place = max(matching, key=lambda one: len(cut[one]))
            places[code] = place
            counts[place][field] = counts[place].get(field, 0) + 1
        return Plan(places, tuple(counts))
