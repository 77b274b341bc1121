"""Who is measured in a campaign, and which leaves an agency answers for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import BigIntegerField

from chiso.frameworks.model import Framework, Node
from chiso.office.campaigns.frameworks import framework_by_key
from chiso.office.campaigns.models import Campaign
from chiso.office.compiled import Compiled, given
from chiso.office.organisation.models import Agency, AgencyForm, Assignment
from chiso.office.organisation.selectors import forms_on
from chiso.periods import Period, parse_period
from chiso.scoring.leagues import is_meant
from chiso.scoring.questions import Question, questions_of
from chiso.units import Registry, Unit


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf of a unit: who answers for it and who appraises it (primary keys of agencies)."""

    unit: int
    node: Node
    field: Node
    responsible: int
    appraising: int | None

    @property
    def code(self) -> str:
        """The code of the leaf."""
        return self.node.code


@dataclass(frozen=True)
class Participants:
    """The units of a campaign as they stood in its period, and their leaves. Two queries, kept.

    `among`: only these units (primary keys), where a page is about one agency; None: all. `assigned`: their
    assignments, where they have just been asked for.
    """

    campaign: Campaign
    framework: Framework
    period: Period
    among: frozenset[int] | None = None
    assigned: tuple[Assignment, ...] | None = None

    @cached_property
    def assignments(self) -> dict[int, list[Assignment]]:
        """Who answers for what, by unit."""
        found: dict[int, list[Assignment]] = {}
        for row in self._assigned():
            found.setdefault(row.unit_id, []).append(row)
        return found

    def _assigned(self) -> Iterable[Assignment]:
        if self.assigned is not None:
            return self.assigned
        if self.among is not None and len(self.among) == 1:
            return _OF_ONE.rows(campaign=self.campaign.pk, unit=next(iter(self.among)))
        rows = Assignment.objects.select_related("unit", "responsible").filter(campaign=self.campaign)
        return rows if self.among is None else rows.filter(unit__in=self.among)

    @cached_property
    def forms(self) -> dict[int, AgencyForm]:
        """How each unit stood in the period, in Vietnamese order."""
        forms = forms_on(self.period.reference_day, among=self.among)
        return {form.agency_id: form for form in forms if form.agency_id in self.assignments}

    @cached_property
    def units(self) -> dict[int, Unit]:
        """The units by primary key of their agency."""
        return {key: unit_of_form(form) for key, form in self.forms.items()}

    @cached_property
    def keys_by_uid(self) -> dict[str, int]:
        """The primary key of each unit's agency."""
        return {unit.uid: key for key, unit in self.units.items()}

    @cached_property
    def registry(self) -> Registry:
        """The units as scoring takes them."""
        return Registry(tuple(self.units.values()))

    @cached_property
    def agencies(self) -> dict[int, Agency]:
        """The agencies that answer for something, in Vietnamese order."""
        found = {row.responsible_id: row.responsible for rows in self.assignments.values() for row in rows}
        return dict(sorted(found.items(), key=lambda one: (one[1].sort_key, one[0])))

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """Every leaf that applies to its unit and that somebody answers for, in the set's order."""
        return tuple(self._leaves())

    def leaves_of(self, agency: Agency | int) -> list[Leaf]:
        """What an agency answers for."""
        key = agency if isinstance(agency, int) else agency.pk
        return self._by_agency.get(key, [])

    def leaf(self, unit: Agency | int, code: str) -> Leaf | None:
        """One leaf of a unit; None where there is none that applies and is assigned."""
        key = unit if isinstance(unit, int) else unit.pk
        if "leaves" in self.__dict__:
            return self._by_place.get((key, code))
        # Whoever asks for one of a hundred need not have all of them made.
        question, measured = questions_of(self.framework).by_code.get(code), self.units.get(key)
        if question is None or not question.own_inputs or measured is None:
            return None
        return self._leaf_of(key, measured, question, self._assigned_by_node(key))

    @cached_property
    def _by_agency(self) -> dict[int, list[Leaf]]:
        found: dict[int, list[Leaf]] = {}
        for leaf in self.leaves:
            found.setdefault(leaf.responsible, []).append(leaf)
        return found

    @cached_property
    def _by_place(self) -> dict[tuple[int, str], Leaf]:
        return {(leaf.unit, leaf.code): leaf for leaf in self.leaves}

    def _leaves(self) -> Iterator[Leaf]:
        questions = [one for one in questions_of(self.framework).by_code.values() if one.own_inputs]
        for key, unit in self.units.items():
            by_node = self._assigned_by_node(key)
            for question in questions:
                leaf = self._leaf_of(key, unit, question, by_node)
                if leaf is not None:
                    yield leaf

    def assignment(self, leaf: Leaf) -> Assignment | None:
        """Who answers for a leaf and who appraises it."""
        return _nearest(self._assigned_by_node(leaf.unit), leaf.code)

    def _assigned_by_node(self, key: int) -> dict[str, Assignment]:
        return {row.node: row for row in self.assignments[key]}

    @staticmethod
    def _leaf_of(key: int, unit: Unit, question: Question, by_node: Mapping[str, Assignment]) -> Leaf | None:
        """The leaf of a unit to which a question belongs, if it applies and somebody answers for it."""
        row = _nearest(by_node, question.node.code)
        if row is None or not all(is_meant(node.applies_to, unit) for node in question.path):
            return None
        return Leaf(key, question.node, question.path[0], row.responsible_id, row.appraising_id)


# What nearly every page of an agency's work asks.
_OF_ONE = Compiled(
    lambda: Assignment.objects.select_related("unit", "responsible").filter(
        campaign=given("campaign", BigIntegerField()), unit=given("unit", BigIntegerField())
    )
)


def _nearest(by_node: Mapping[str, Assignment], code: str) -> Assignment | None:
    """The assignment of a node, or of the nearest one above it ("" is the whole): `longest`, looked up."""
    while code and code not in by_node:
        code = code.rpartition(".")[0]
    return by_node.get(code)


def participants_of(
    campaign: Campaign, among: Iterable[int] | None = None, assigned: Iterable[Assignment] | None = None
) -> Participants:
    """Who takes part in a campaign; `among` and `assigned`: as in `Participants`."""
    framework, period = framework_by_key(campaign.framework), parse_period(campaign.period)
    return Participants(
        campaign,
        framework,
        period,
        None if among is None else frozenset(among),
        None if assigned is None else tuple(assigned),
    )


def participants_with(campaign: Campaign, agency: Agency) -> Participants:
    """The units of a campaign of which an agency answers for some part. One query more."""
    units = _UNITS_OF.tuples(campaign=campaign.pk, responsible=agency.pk)
    return participants_of(campaign, {unit for (unit,) in units})


_UNITS_OF = Compiled(
    lambda: (
        Assignment.objects.filter(
            campaign=given("campaign", BigIntegerField()), responsible=given("responsible", BigIntegerField())
        )
        .order_by()
        .values_list("unit")
        .distinct()
    )
)


def fields_of(leaves: Iterable[Leaf]) -> dict[str, Node]:
    """The fields of these leaves by code, in the set's order."""
    return {leaf.field.code: leaf.field for leaf in leaves}


def unit_of_form(form: AgencyForm) -> Unit:
    """A form of an agency as a unit of the registry."""
    parent = form.parent.uid if form.parent is not None else ""
    return Unit(
        form.agency.uid, form.code, form.name, form.level, form.kind, parent, form.group,
        tuple(form.aliases), form.valid_from, form.valid_to,
    )  # fmt: skip
