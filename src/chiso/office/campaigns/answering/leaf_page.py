"""What the page of a leaf shows beside its form: tree, points, last year, evidence, layers, comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, CharField

from chiso.frameworks.model import Node
from chiso.frameworks.presentation import law_in_words
from chiso.language import Language, Text, Value, text
from chiso.office.campaigns.answering.access import LeafWork
from chiso.office.campaigns.answering.asked import Asked, Borrowed, asked_of
from chiso.office.campaigns.answering.comments import comments_for
from chiso.office.campaigns.answering.given import Given, InputRow, given_of
from chiso.office.campaigns.answering.last_year import YearBefore, year_before
from chiso.office.campaigns.answering.points import PointsShown, points_of, rule_shown
from chiso.office.campaigns.answering.progress import (
    Count,
    Deadline,
    LeafState,
    count,
    deadline_of,
    states_of,
)
from chiso.office.campaigns.answering.proving import Proof, proofs_of
from chiso.office.campaigns.answering.saving import LAYER_NAMES
from chiso.office.campaigns.answering.shown import row_in_words
from chiso.office.campaigns.models import Answer, Comment, LeafTask
from chiso.office.campaigns.participants import Leaf
from chiso.office.compiled import Compiled, given
from chiso.scoring.layers import LAYERS, Layer
from chiso.scoring.questions import law_of


@dataclass(frozen=True, slots=True)
class Standing:
    """The layers of a leaf that the agency may see, and what its form starts from."""

    layers: Mapping[Layer, Answer]
    writes: Layer

    @property
    def current(self) -> Answer | None:
        """What stands in the layer that is written."""
        return self.layers.get(self.writes)

    @property
    def version(self) -> int:
        """Its version; 0 where nothing stands."""
        return self.current.version if self.current is not None else 0

    @property
    def base(self) -> Given:
        """What the form shows: the layer that is written, else the last one before it."""
        before = LAYERS[: LAYERS.index(self.writes) + 1]
        present = [self.layers[layer] for layer in before if layer in self.layers]
        if not present:
            return Given()
        given = given_of(present[-1])
        # A reason of the appraiser is no explanation of the agency.
        return given if present[-1].layer == self.writes else Given(given.rows, given.status)


def standing_of(work: LeafWork, writes: Layer | None) -> Standing:
    """The layers that may be shown: of the appraisal only what the agency is asked to explain. One query."""
    rows = _LAYERS_OF.rows(**_place_of(work))
    kept: dict[Layer, Answer] = {row.layer: row for row in rows}  # type: ignore[misc]  # a choice
    if writes != "explained" and "explained" not in kept:
        kept = {layer: row for layer, row in kept.items() if layer == "self_assessed"}
    kept = {
        layer: row for layer, row in kept.items() if layer in ("self_assessed", "appraised_1", "explained")
    }
    return Standing(kept, writes or ("explained" if "explained" in kept else "self_assessed"))


@dataclass(frozen=True, slots=True)
class BorrowedShown:
    """An input that another leaf answers, with what stands there."""

    title: Value
    code: str
    said: Value


@dataclass(frozen=True, slots=True)
class LayerShown:
    """A layer beside the form: what was given, its points, why."""

    title: Text
    inputs: tuple[tuple[Value, Value], ...]
    status: str
    points: PointsShown
    answer: Answer


@dataclass(frozen=True)
class LeafPage:
    """See the head of this file."""

    asked: Asked
    state: LeafState
    count: Count
    fields: tuple[tuple[Node, Count, bool], ...]
    tree: tuple[LeafState, ...]
    next: Leaf | None
    previous: Leaf | None
    law: Value
    points: PointsShown | None
    rule: Sequence[Any]
    borrowed: tuple[BorrowedShown, ...]
    before: YearBefore | None
    proofs: tuple[Proof, ...]
    comments: tuple[Comment, ...]
    task: LeafTask | None
    deadline: Deadline | None
    beside: tuple[LayerShown, ...]


def leaf_page(work: LeafWork, standing: Standing, language: Language, given: Given | None = None) -> LeafPage:
    """All of it. `given`: what was typed and read, where it is not that which stands."""
    framework, leaf = work.participants.framework, work.leaf
    asked = asked_of(framework, leaf.code)
    siblings = work.siblings
    states = states_of(work.campaign, siblings)
    place = siblings.index(next(one for one in siblings if one.code == leaf.code))
    lent = answers_beside(work, asked)
    points = (
        points_of(work.participants, leaf, given or standing.base, lent) if given or standing.layers else None
    )
    kinds = ("explanation",) if standing.writes == "explained" else ("self_assessment",)
    return LeafPage(
        asked=asked,
        state=states[place],
        count=count(states),
        fields=_fields(states, leaf),
        tree=tuple(one for one in states if one.leaf.field.code == leaf.field.code),
        next=siblings[place + 1] if place + 1 < len(siblings) else None,
        previous=siblings[place - 1] if place else None,
        law=law_in_words(law_of(framework, leaf.node), framework),
        points=points,
        rule=rule_shown(work.participants, leaf.node, points),
        borrowed=tuple(_borrowed(one, lent) for one in asked.borrowed),
        before=year_before(work.participants, leaf),
        proofs=tuple(proofs_of(work.campaign, leaf)),
        comments=tuple(comments_for(work.person, work.campaign, work.agency, leaf)),
        task=_task(work),
        deadline=deadline_of(work.campaign, work.agency, kinds, node=leaf.code),
        beside=tuple(_beside(work, asked, standing, lent)),
    )


def answers_beside(work: LeafWork, asked: Asked) -> list[Answer]:
    """The self-assessed answers of the leaves from which a leaf borrows. One query, or none."""
    codes = {one.code for one in asked.borrowed}
    if not codes:
        return []
    return list(
        Answer.objects.filter(
            campaign=work.campaign, unit=work.unit, node__in=codes, layer="self_assessed", seat=1
        )
    )


def _task(work: LeafWork) -> LeafTask | None:
    if not work.is_inside:
        return None
    return _TASK_OF.first(**_place_of(work))


def _place_of(work: LeafWork) -> dict[str, Any]:
    return {"campaign": work.campaign.pk, "unit": work.unit.pk, "node": work.leaf.code}


_PLACE = {
    "campaign": given("campaign", BigIntegerField()),
    "unit": given("unit", BigIntegerField()),
    "node": given("node", CharField()),
}
_LAYERS_OF = Compiled(lambda: Answer.objects.select_related("by").filter(**_PLACE, seat=1).order_by("pk"))
_TASK_OF = Compiled(
    lambda: LeafTask.objects.select_related("officer", "section").filter(**_PLACE).order_by("pk")[:1]
)


def _fields(states: Sequence[LeafState], leaf: Leaf) -> tuple[tuple[Node, Count, bool], ...]:
    fields = {one.leaf.field.code: one.leaf.field for one in states}
    return tuple(
        (field, count(one for one in states if one.leaf.field.code == code), code == leaf.field.code)
        for code, field in fields.items()
    )


def _borrowed(one: Borrowed, lent: Sequence[Answer]) -> BorrowedShown:
    rows = [InputRow(*row) for answer in lent if answer.node == one.code for row in answer.rows]
    said = next((row_in_words(row, one.asked.definition) for row in rows if row.input == one.input), None)
    return BorrowedShown(one.asked.title, one.code, said or text("not given yet"))


def _beside(work: LeafWork, asked: Asked, standing: Standing, lent: Sequence[Answer]) -> list[LayerShown]:
    """The layers before an explanation: what the agency said first, what the appraiser made of it."""
    if standing.writes != "explained":
        return []
    return [
        LayerShown(
            LAYER_NAMES[layer],
            inputs_in_words(asked, given_of(answer)),
            answer.status,
            points_of(work.participants, work.leaf, given_of(answer), lent),
            answer,
        )
        for layer in LAYERS
        if layer in ("self_assessed", "appraised_1") and (answer := standing.layers.get(layer)) is not None
    ]


def inputs_in_words(asked: Asked, given: Given) -> tuple[tuple[Value, Value], ...]:
    """What was given, input by input, as people read it."""
    known = {one.name: one for one in (*asked.once, *asked.in_cases)}
    found: list[tuple[Value, Value]] = []
    for row in given.rows:
        one = known.get(row.input)
        if one is not None:
            title: Value = text("{case}: {input}", case=row.case, input=one.title) if row.case else one.title
            found.append((title, row_in_words(row, one.definition)))
    return tuple(found)
