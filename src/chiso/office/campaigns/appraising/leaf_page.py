"""The page on which a leaf is appraised: three scores, layers, questions, what comes before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from chiso.frameworks.presentation import law_in_words
from chiso.language import Language, Text, Value, render, text
from chiso.office.campaigns.answering.asked import Asked, asked_of
from chiso.office.campaigns.answering.given import Given, given_of
from chiso.office.campaigns.answering.points import PointsShown, Sentence, points_of, rule_shown
from chiso.office.campaigns.answering.saving import LAYER_NAMES
from chiso.office.campaigns.appraising.access import LeafRoom
from chiso.office.campaigns.appraising.inputs import inputs_in_words
from chiso.office.campaigns.appraising.questions import usual_deadline
from chiso.office.campaigns.appraising.reasons import REASONS
from chiso.office.campaigns.appraising.rounds import base_of
from chiso.office.campaigns.appraising.twice import BLIND_LAYER, are_both_in, is_drawn, seat_of, shown_to
from chiso.office.campaigns.models import Answer, Question, Reply
from chiso.scoring.explain import ORIGINS_IN_WORDS
from chiso.scoring.layers import LAYERS, Layer
from chiso.scoring.questions import law_of

_APPRAISED: tuple[Layer, ...] = ("appraised_2", "appraised_1")


@dataclass(frozen=True, slots=True)
class LayerShown:
    """One layer as it stands: whose, what it says, what points follow, why."""

    answer: Answer
    title: Text
    inputs: list[Text]
    points: PointsShown
    reason: Text | None
    is_second_seat: bool


@dataclass(frozen=True)
class LeafPage:
    """All that the page shows. `own`: the reader's appraisal of the round; `base`: what it judges."""

    at: LeafRoom
    asked: Asked
    layer: Layer | None
    is_drawn: bool
    seat: int | None
    is_settled: bool
    own: Answer | None
    base: Answer | None
    layers: list[LayerShown]
    questions: list[Question]
    beside: list[Answer]
    language: Language

    @property
    def may_appraise(self) -> bool:
        """Whether the reader may write an appraisal now, as far as the page knows."""
        return self.layer is not None and self.seat is not None and not self.is_settled

    @property
    def stands(self) -> Given:
        """What the form begins with: the reader's own appraisal, else what is judged."""
        kept = self.own or self.base
        return given_of(kept) if kept is not None else Given(status="missing")

    @property
    def rule(self) -> list[Sentence]:
        """The rule in words; what holds for what counts is marked."""
        shown = self._latest(*_APPRAISED) or self._latest("self_assessed")
        return rule_shown(self.at.room.participants, self.at.leaf.node, shown.points if shown else None)

    @property
    def law(self) -> Value:
        """Where the law says it."""
        framework = self.at.room.participants.framework
        return law_in_words(law_of(framework, self.at.leaf.node), framework)

    def scores(self, draft: PointsShown | None = None) -> list[dict[str, Any]]:
        """Self-assessment, appraisal, council; `draft`: points of inputs that are not saved."""
        own = self._score(self._latest("self_assessed"), None)
        judged = self._score(self._latest(*_APPRAISED), None)
        if draft is not None:
            judged = self._figures(draft, [text("worked out now, not saved yet"), *draft.lines()])
        council = self._score(self._latest("council"), self._opens("council"))
        judged["is_current"] = self.may_appraise
        return [own, judged, council]

    def deadline(self) -> datetime | None:
        """What is proposed as the deadline of a question; None where no explanation is to come."""
        return usual_deadline(self.at.room.calendar, self.at.leaf)

    def _latest(self, *layers: Layer) -> LayerShown | None:
        found = {one.answer.layer: one for one in self.layers if not one.is_second_seat}
        mine = {one.answer.layer: one for one in self.layers if one.answer.by_id == self.at.room.person.pk}
        return next((shown for layer in layers if (shown := found.get(layer) or mine.get(layer))), None)

    def _score(self, shown: LayerShown | None, opens: datetime | None) -> dict[str, Any]:
        if shown is None:
            day = timezone.localdate(opens) if opens is not None else None
            return {"points": None, "of": "", "lines": [], "is_current": False, "opens": day}
        lines = [*shown.inputs[:3], *shown.points.lines(), self._by(shown.answer)]
        return self._figures(shown.points, lines)

    def _figures(self, points: PointsShown, lines: list[Text]) -> dict[str, Any]:
        most = "–" if points.maximum is None else render(points.maximum, self.language)
        figure = None if points.points is None else render(points.points, self.language)
        return {"points": figure, "of": most, "lines": lines, "is_current": False, "opens": None}

    def _by(self, answer: Answer) -> Text:
        when = timezone.localtime(answer.at).strftime("%H:%M, %d/%m/%Y")
        if answer.origin not in ("", "agency"):
            return text("from {origin}, {when}", origin=ORIGINS_IN_WORDS[answer.origin], when=when)
        return text("{who}, {when}", who=answer.by.full_name if answer.by else "–", when=when)

    def _opens(self, kind: str) -> datetime | None:
        return self.at.room.calendar.opens(kind, self.at.leaf)


def leaf_page(at: LeafRoom, language: Language) -> LeafPage:
    """What stands at a leaf, as far as the reader may know. Three queries."""
    room, leaf = at.room, at.leaf
    kept = list(
        Answer.objects.select_related("by", "sheet").filter(
            campaign=room.campaign, unit=at.unit, node=leaf.code
        )
    )
    drawn = is_drawn(room.campaign, room.participants.units[leaf.unit].uid, leaf.code)
    first_round = [one for one in kept if one.layer == BLIND_LAYER]
    settled = drawn and are_both_in(first_round)
    blind = drawn and room.calendar.is_blind_round(leaf)
    layer = None if room.is_watching else room.calendar.layer_now(leaf)
    seat = seat_of(room.person, first_round, drawn=drawn) if layer == BLIND_LAYER else 1
    seen = kept if room.is_watching else shown_to(room.person, kept, blind=blind)
    by_place = {(one.layer, one.seat): one for one in seen}
    asked = asked_of(room.participants.framework, leaf.code)
    beside = _borrowed(at, asked)
    standing: dict[Layer, Answer] = {one.layer: one for one in seen if one.seat == 1}  # type: ignore[misc]  # a choice
    return LeafPage(
        at=at,
        asked=asked,
        layer=layer,
        is_drawn=drawn,
        seat=seat,
        is_settled=settled and layer == BLIND_LAYER,
        own=by_place.get((layer, seat or 1)) if layer else None,
        base=base_of(layer, standing) if layer else standing.get("self_assessed"),
        layers=[_shown(at, asked, one, beside) for one in sorted(seen, key=_order)],
        questions=_questions(at, hides_others=blind and not settled and not room.is_watching),
        beside=beside,
        language=language,
    )


def _order(answer: Answer) -> tuple[int, int]:
    return LAYERS.index(answer.layer), answer.seat


def _borrowed(at: LeafRoom, asked: Asked) -> list[Answer]:
    """What stands at the leaves from which this one borrows inputs; no query where it borrows nothing."""
    codes = {one.code for one in asked.borrowed}
    if not codes:
        return []
    return list(Answer.objects.filter(campaign=at.room.campaign, unit=at.unit, node__in=codes, seat=1))


def _shown(at: LeafRoom, asked: Asked, answer: Answer, beside: list[Answer]) -> LayerShown:
    title = LAYER_NAMES[answer.layer]
    if answer.layer == BLIND_LAYER and answer.seat == 2:
        title = text("{layer}, second and blind", layer=title)
    return LayerShown(
        answer,
        title,
        inputs_in_words(asked, given_of(answer)),
        points_of(at.room.participants, at.leaf, given_of(answer), beside),
        REASONS.get(answer.reason),
        answer.seat == 2,
    )


def _questions(at: LeafRoom, *, hides_others: bool) -> list[Question]:
    """The threads about a leaf, oldest first; what the other blind appraiser asked tells what they think."""
    replies = Reply.objects.select_related("by").order_by("at", "pk")
    questions = (
        Question.objects.select_related("asked_by")
        .filter(campaign=at.room.campaign, unit=at.unit, node=at.leaf.code)
        .prefetch_related(Prefetch("replies", replies))
        .order_by("asked_at", "pk")
    )
    return list(questions.filter(asked_by=at.room.person) if hides_others else questions)
