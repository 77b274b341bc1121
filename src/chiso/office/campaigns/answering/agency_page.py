"""What the page of an agency shows: its leaves by field with state, points and who works on them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from chiso.frameworks.model import Node
from chiso.office.campaigns.answering.access import AgencyWork
from chiso.office.campaigns.answering.asked import asked_of
from chiso.office.campaigns.answering.giving import tasks_by_place
from chiso.office.campaigns.answering.progress import Count, LeafState, count, states_of
from chiso.office.campaigns.models import LeafTask
from chiso.office.campaigns.participants import Leaf
from chiso.office.campaigns.scoring import result_of
from chiso.office.organisation.models import Section
from chiso.office.people.models import Person
from chiso.problems import BadInput

MINE, LEFT = "cua-toi", "con-lai"


@dataclass(frozen=True, slots=True)
class LeafRow:
    """One leaf of the table. `points` None: nothing can be said yet."""

    state: LeafState
    unit_key: str
    unit_name: str
    points: Fraction | None
    task: LeafTask | None

    @property
    def leaf(self) -> Leaf:
        """The leaf."""
        return self.state.leaf


@dataclass(frozen=True, slots=True)
class FieldRows:
    """A field with the rows that are shown, and how far it is (over all its rows)."""

    field: Node
    rows: tuple[LeafRow, ...]
    count: Count


@dataclass(frozen=True, slots=True)
class AgencyPage:
    """See the head of this file. `points` and `of`: of what the agency answers for, as far as it is."""

    fields: tuple[FieldRows, ...]
    count: Count
    mine: int
    next: LeafRow | None
    points: Fraction
    of: Fraction
    several_units: bool


def agency_page(work: AgencyWork, shown: str = "") -> AgencyPage:
    """All leaves, or (`shown`) those of the reader or those that are left. A constant number of queries."""
    states = states_of(work.campaign, work.leaves)
    tasks = tasks_by_place(work.campaign, work.agency) if work.is_inside else {}
    points = _points(work)
    units = {key: rows[0].unit for key, rows in work.participants.assignments.items()}
    rows = [
        LeafRow(
            state,
            units[state.leaf.unit].key,
            units[state.leaf.unit].name,
            points.get((state.leaf.unit, state.leaf.code)),
            tasks.get((state.leaf.unit, state.leaf.code)),
        )
        for state in states
    ]
    sections = _sections_of(work) if work.is_inside else frozenset()
    mine = [row for row in rows if is_of(row.task, work.person, sections)]
    left = [row for row in rows if row.state.state in ("part", "none")]
    chosen = {MINE: mine, LEFT: left}.get(shown, rows)
    return AgencyPage(
        _by_field(rows, chosen),
        count(states),
        len(mine),
        _next(left, mine),
        sum((row.points for row in rows if row.points is not None), Fraction()),
        sum((row.leaf.node.max_points or Fraction() for row in rows), Fraction()),
        len({row.unit_key for row in rows}) > 1,
    )


def is_of(task: LeafTask | None, person: Person, sections: Collection[int]) -> bool:
    """Whether a leaf was given to a person, or to a section (by its primary key) to which they belong."""
    return task is not None and (task.officer_id == person.pk or task.section_id in sections)


def _sections_of(work: AgencyWork) -> frozenset[int]:
    """The sections of the agency to which the reader belongs. One query."""
    sections = Section.objects.filter(agency=work.agency, people=work.person).order_by()
    return frozenset(sections.values_list("pk", flat=True))


def _next(left: Sequence[LeafRow], mine: Sequence[LeafRow]) -> LeafRow | None:
    """Where to go on: the first of the reader's own that is left, else the first that is left."""
    places = {(row.leaf.unit, row.leaf.code) for row in mine}
    own = [row for row in left if (row.leaf.unit, row.leaf.code) in places]
    return next(iter(own or left), None)


def _by_field(rows: Sequence[LeafRow], chosen: Sequence[LeafRow]) -> tuple[FieldRows, ...]:
    fields = {row.leaf.field.code: row.leaf.field for row in rows}
    found = []
    for code, field in fields.items():
        shown = tuple(row for row in chosen if row.leaf.field.code == code)
        whole = count(row.state for row in rows if row.leaf.field.code == code)
        if shown:
            found.append(FieldRows(field, shown, whole))
    return tuple(found)


def _points(work: AgencyWork) -> dict[tuple[int, str], Fraction]:
    """The self-assessed points of the agency's leaves, where they follow already."""
    units = {leaf.unit for leaf in work.leaves}
    try:
        result = result_of(work.participants, layer="self_assessed", units=units)
    except BadInput:
        # One answer that a rule cannot look at: its own page says so; the list stands without points.
        return {}
    found = {}
    for leaf in work.leaves:
        # By itself a unit would always be the best of its league.
        if asked_of(work.participants.framework, leaf.code).compares_units:
            continue
        node = result.node(work.participants.units[leaf.unit].uid, leaf.code)
        if node.points is not None and node.answer is not None:
            found[leaf.unit, leaf.code] = node.points
    return found
