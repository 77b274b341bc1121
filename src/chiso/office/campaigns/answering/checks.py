"""What an agency should look at once more before it hands in: remarks across its leaves, never refusals.

days            a date, or a document, from outside the period
same words      inputs of the same name with different figures
same file       one file beside several leaves; two references with the same bytes
as last year    figures exactly as the year before
much more       points above those of the year before by a quarter of the maximum or more
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Literal, TypeAlias

from django.db.models import Prefetch

from chiso.frameworks.inputs import InputDefinition
from chiso.language import Text, Value, listing, render, text
from chiso.office.campaigns.answering.asked import AskedInput, asked_of
from chiso.office.campaigns.answering.given import given_of
from chiso.office.campaigns.answering.last_year import YearBefore, all_before
from chiso.office.campaigns.answering.points import PointsShown, points_of
from chiso.office.campaigns.models import Answer, Campaign
from chiso.office.campaigns.participants import Leaf, Participants
from chiso.office.files.models import DocumentUse, Revision
from chiso.periods import Period

RemarkKind: TypeAlias = Literal["days", "same_words", "same_file", "as_last_year", "much_more"]
KINDS: dict[RemarkKind, Text] = {
    "days": text("Days outside the period"),
    "same_words": text("Same name, different figures"),
    "same_file": text("One document beside several criteria"),
    "as_last_year": text("Figures exactly as the year before"),
    "much_more": text("Points far above the year before"),
}
# From this share of the maximum on, more points than the year before are pointed out.
MUCH = Fraction(1, 4)
_COUNTED = frozenset({"number", "whole", "count"})


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at, with the leaves that it is about."""

    kind: RemarkKind
    words: Text
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True)
class Entered:
    """A leaf with what stands there now and what it was a year before."""

    leaf: Leaf
    answer: Answer | None
    points: PointsShown | None
    before: YearBefore | None

    @property
    def difference(self) -> Fraction | None:
        """Points now less those of the year before."""
        then = self.before.counted if self.before is not None else None
        if self.points is None or self.points.points is None or then is None or then.points is None:
            return None
        return self.points.points - then.points


def entered_of(participants: Participants, leaves: Sequence[Leaf]) -> list[Entered]:
    """Every leaf with its self-assessed answer and the year before. A constant number of queries."""
    kept = Answer.objects.filter(
        campaign=participants.campaign,
        unit__in={leaf.unit for leaf in leaves},
        layer="self_assessed",
        seat=1,
    )
    answers = {(one.unit_id, one.node): one for one in kept}
    before = all_before(participants, leaves)
    return [_entered(participants, leaf, answers, before.get((leaf.unit, leaf.code))) for leaf in leaves]


def _entered(
    participants: Participants,
    leaf: Leaf,
    answers: Mapping[tuple[int, str], Answer],
    before: YearBefore | None,
) -> Entered:
    answer = answers.get((leaf.unit, leaf.code))
    if answer is None:
        return Entered(leaf, None, None, before)
    lenders = {one.code for one in asked_of(participants.framework, leaf.code).borrowed}
    beside = [answers[leaf.unit, code] for code in lenders if (leaf.unit, code) in answers]
    return Entered(leaf, answer, points_of(participants, leaf, given_of(answer), beside), before)


def check(participants: Participants, entered: Sequence[Entered]) -> list[Remark]:
    """All remarks on these leaves, in the order of the kinds. Three queries."""
    uses = _uses(participants.campaign, [one.leaf for one in entered])
    leaves = {(one.leaf.unit, one.leaf.code): one.leaf for one in entered}
    found = [
        *_days(participants, entered),
        *_days_of_documents(participants.period, uses, leaves),
        *_same_words(participants, entered),
        *_same_files(uses, leaves),
        *_as_last_year(entered),
        *_much_more(entered),
    ]
    order = list(KINDS)
    return sorted(found, key=lambda one: order.index(one.kind))


def _uses(campaign: Campaign, leaves: Sequence[Leaf]) -> list[DocumentUse]:
    latest = Revision.objects.select_related("content").order_by("document", "-number")
    places = {(leaf.unit, leaf.code) for leaf in leaves}
    uses = (
        DocumentUse.objects.select_related("document")
        .filter(campaign=campaign, unit__in={unit for unit, _ in places}, ended_at=None)
        .prefetch_related(Prefetch("document__revisions", latest))
    )
    return [use for use in uses if (use.unit_id, use.node) in places]


def _days(participants: Participants, entered: Iterable[Entered]) -> Iterator[Remark]:
    period = participants.period
    for one in entered:
        if one.answer is None:
            continue
        asked = asked_of(participants.framework, one.leaf.code)
        dates = {it.name: it for it in (*asked.once, *asked.in_cases) if it.definition.type == "date"}
        for name, _, value, *_ in one.answer.rows:
            day = _day(value) if name in dates else None
            if day is not None and not period.first_day <= day <= period.last_day:
                words = text(
                    "{input}: {day} lies outside the period {period}.",
                    input=dates[name].title,
                    day=day,
                    period=period.written,
                )
                yield Remark("days", words, (one.leaf,))


def _days_of_documents(
    period: Period, uses: Iterable[DocumentUse], leaves: Mapping[tuple[int, str], Leaf]
) -> Iterator[Remark]:
    outside = {
        use.document_id: (str(use.document), issued)
        for use in uses
        if (issued := use.document.issued_on) and not period.first_day <= issued <= period.last_day
    }
    for key, (document, issued) in outside.items():
        words = text(
            "“{document}” was issued on {day}, outside the period {period}.",
            document=document,
            day=issued,
            period=period.written,
        )
        yield Remark("days", words, tuple(_leaves(leaves, (use for use in uses if use.document_id == key))))


def _same_words(participants: Participants, entered: Iterable[Entered]) -> Iterator[Remark]:
    """Counts that the set calls by the same words, in the same unit, and that differ."""
    meant: dict[tuple[int, str], list[tuple[str, Value, Leaf]]] = {}
    for one in entered:
        if one.answer is None:
            continue
        asked = asked_of(participants.framework, one.leaf.code)
        by_name = {it.name: it for it in asked.once}
        for row in one.answer.rows:
            for title, value in _counts(by_name.get(row[0]), row):
                key = (one.leaf.unit, " ".join(render(title, "vi").casefold().split()))
                meant.setdefault(key, []).append((value, title, one.leaf))
    for said in meant.values():
        values = list(dict.fromkeys(value for value, _, _ in said))
        leaves = _unique(leaf for _, _, leaf in said)
        if len(values) > 1 and len(leaves) > 1:
            figures = listing(Fraction(value) for value in values)
            words = text("{input}: {figures}. Are they meant to differ?", input=said[0][1], figures=figures)
            yield Remark("same_words", words, tuple(leaves))


def _counts(asked: AskedInput | None, row: Sequence[str]) -> Iterator[tuple[Value, str]]:
    """The counts of a row with what each is called; a title of its own is needed to tell what is meant."""
    if asked is None or row[1]:
        return
    definition: InputDefinition = asked.definition
    if definition.type == "ratio":
        for title, cell in ((definition.numerator, row[3]), (definition.denominator, row[4])):
            if title is not None and cell:
                yield title, cell
    elif definition.type in _COUNTED and definition.title is not None and row[2]:
        yield definition.title, row[2]


def _same_files(uses: Sequence[DocumentUse], leaves: Mapping[tuple[int, str], Leaf]) -> Iterator[Remark]:
    by_content = sorted(uses, key=_content_key)
    for key, group in groupby(by_content, key=_content_key):
        together = list(group)
        places = list(_leaves(leaves, together))
        documents = {use.document_id: str(use.document) for use in together}
        if len(documents) > 1 and key.startswith("file "):
            words = text(
                "The same file stands under several references: {documents}.",
                documents=listing(documents.values(), "; "),
            )
        elif len(places) > 1:
            claims = listing(dict.fromkeys(part for use in together if (part := use.note or use.page)), "; ")
            words = text("“{document}” proves several criteria.", document=next(iter(documents.values())))
            if claims.items:
                words = text("{words} It is said to prove: {claims}.", words=words, claims=claims)
        else:
            continue
        yield Remark("same_file", words, tuple(places))


def _content_key(use: DocumentUse) -> str:
    revision = next(iter(use.document.revisions.all()), None)
    return f"file {revision.content.sha256}" if revision is not None else f"document {use.document_id}"


def _as_last_year(entered: Iterable[Entered]) -> Iterator[Remark]:
    for one in entered:
        if one.answer is None or one.before is None or not one.before.is_same_set:
            continue
        then = next((answer for layer, answer, _ in one.before.layers if layer == "self_assessed"), None)
        has_figures = any(
            any(cell and cell not in ("true", "false") for cell in row[2:5]) for row in one.answer.rows
        )
        if then is not None and has_figures and then.rows == one.answer.rows:
            yield Remark("as_last_year", text("Every figure is that of the year before."), (one.leaf,))


def _much_more(entered: Iterable[Entered]) -> Iterator[Remark]:
    for one in entered:
        more, most = one.difference, one.leaf.node.max_points
        if more is not None and most and more >= most * MUCH:
            words = text("{more} points more than what counted the year before.", more=more)
            yield Remark("much_more", words, (one.leaf,))


def _leaves(leaves: Mapping[tuple[int, str], Leaf], uses: Iterable[DocumentUse]) -> list[Leaf]:
    return _unique(leaves[use.unit_id, use.node] for use in uses)


def _unique(leaves: Iterable[Leaf]) -> list[Leaf]:
    return list({(leaf.unit, leaf.code): leaf for leaf in leaves}.values())


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
