"""The check list before approval: what stands in the way, what must be known, what is in order.

"bad" stands in the way; "warn" is something that whoever approves must know; "good" is in order.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from django.utils import timezone

from chiso.frameworks.differences import find_differences
from chiso.frameworks.library import keys
from chiso.frameworks.model import Framework
from chiso.language import Text, text, text_by_count
from chiso.office.drafting.assembling import document_of
from chiso.office.drafting.checking import check
from chiso.office.drafting.consulting.selectors import is_open, unanswered_of
from chiso.office.drafting.freezing.examining import (
    Examined,
    Finding,
    examine,
    noted_maxima,
    open_points,
    without_english,
    without_evidence,
    without_rule,
)
from chiso.office.drafting.models import Consultation, Draft, Frozen
from chiso.office.people.checks import problem
from chiso.problems import Problem

State: TypeAlias = Literal["good", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the list, with what it is about."""

    title: Text
    state: State
    said: Text
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckList:
    """All lines; `examined` is what would be frozen."""

    examined: Examined
    items: tuple[Item, ...]

    @property
    def hindrances(self) -> tuple[Item, ...]:
        """What stands in the way."""
        return tuple(one for one in self.items if one.state == "bad")

    @property
    def problems(self) -> list[Problem]:
        """The hindrances as problems: those of the loader as they are, the others as CH-7750."""
        found: list[Problem] = []
        for item in self.hindrances:
            found += item.problems or [problem("CH-7750", "", item.title, item.said)]
        return found


def check_list_of(draft: Draft) -> CheckList:
    """The list for a draft as it stands. A constant number of queries."""
    examined = examine(document_of(draft))
    items = [_reading(examined), _maxima(examined), _name(draft), _questions(draft), *_consultation(draft)]
    if draft.errata_of_id is not None:
        items.append(_errata(draft, examined.framework))
    if examined.framework is not None:
        items += _of_content(examined.framework)
    items.append(_comments(draft))
    return CheckList(examined, tuple(items))


def _reading(examined: Examined) -> Item:
    title, faults = text("The set can be read and computed"), examined.faults_of_form
    if faults:
        return Item(title, "bad", _count_problems(faults), faults)
    return Item(title, "good", text("The loader finds nothing."))


def _maxima(examined: Examined) -> Item:
    title, faults = text("Maxima add up at every level"), examined.faults_of_maxima
    if faults:
        return Item(title, "bad", _count_problems(faults), faults)
    noted = noted_maxima(examined.framework) if examined.framework else []
    if noted:
        said = text("Where the source does not add up it is kept as printed, with a note.")
        return Item(title, "warn", said, findings=tuple(noted))
    return Item(title, "good", text("Every sum agrees."))


def _count_problems(problems: Sequence[Problem]) -> Text:
    return text_by_count("One problem to mend.", "{count} problems to mend.", len(problems))


def _name(draft: Draft) -> Item:
    title = text("Its name is free: {name}", name=draft.set_key)
    if name_is_taken(draft.identifier, draft.version_name):
        said = text("A set of this name is in force already; give the draft another version.")
        return Item(title, "bad", said)
    return Item(title, "good", text("No set of the library or of this office has it."))


def name_is_taken(identifier: str, version_name: str) -> bool:
    """Whether a set of this name is in the library or was frozen here."""
    if f"{identifier}@{version_name}" in keys():
        return True
    return Frozen.objects.filter(identifier=identifier, version_name=version_name).exists()


def _questions(draft: Draft) -> Item:
    title = text("Questions of the import are answered")
    waiting = draft.questions.filter(answered_at=None).count()
    if waiting:
        said = text_by_count("One question is open.", "{count} questions are open.", waiting)
        return Item(title, "bad", said)
    return Item(title, "good", text("None is open."))


def _consultation(draft: Draft) -> list[Item]:
    title = text("Opinions were asked for, and each is answered")
    latest = Consultation.objects.filter(draft=draft).first()
    if latest is None:
        return [Item(title, "warn", text("Nobody was asked about this draft."))]
    if latest.closed_at is None:
        still = is_open(latest, timezone.now())
        said = (
            text("The consultation still runs.")
            if still
            else text("The time of the consultation is over; it was not ended yet.")
        )
        return [Item(title, "bad", said)]
    waiting = unanswered_of(draft)
    if waiting:
        said = text_by_count(
            "One opinion waits for an answer.", "{count} opinions wait for an answer.", waiting
        )
        return [Item(title, "bad", said)]
    return [Item(title, "good", text("Every opinion is answered.")), *_changed_since(draft, latest)]


def _changed_since(draft: Draft, latest: Consultation) -> list[Item]:
    """What differs from the text about which people were asked."""
    asked, now = check(json.loads(latest.document)).framework, check(document_of(draft)).framework
    if asked is None or now is None:
        return []
    changes = [Finding(one.after or one.before or "", one.sentence) for one in find_differences(asked, now)]
    title = text("The text is the one about which people were asked")
    if changes:
        said = text_by_count("One change since then.", "{count} changes since then.", len(changes))
        return [Item(title, "warn", said, findings=tuple(changes))]
    return [Item(title, "good", text("Nothing of what counts was changed since."))]


def _errata(draft: Draft, framework: Framework | None) -> Item:
    title = text("The correction says what it mends")
    mended = draft.errata_of
    if not draft.origin_words.strip():
        return Item(title, "bad", text("Say in its origin what is mended, and in which set."))
    if mended is not None and framework is not None:
        before = check(json.loads(mended.document)).framework
        if before is not None and not find_differences(before, framework):
            said = text("Nothing that counts differs from the set that it mends.")
            return Item(title, "warn", said)
    return Item(title, "good", text("{words}", words=draft.origin_words))


def _of_content(framework: Framework) -> list[Item]:
    """What is lawful, and must be known."""
    return [
        _listed(
            text("Every criterion has a rule that can be computed"),
            text("No rule is kept as text alone."),
            text("These are kept as text and cannot be scored:"),
            without_rule(framework),
        ),
        _listed(
            text("The law leaves nothing open"),
            text("No open point is noted."),
            text("Open points that people will have to decide on:"),
            open_points(framework),
        ),
        _listed(
            text("Criteria that agencies assess name their evidence"),
            text("Each one does."),
            text("These name none:"),
            without_evidence(framework),
        ),
        _listed(
            text("Titles stand in English too"),
            text("Each one does."),
            text("These do not:"),
            without_english(framework),
        ),
    ]


def _listed(title: Text, fine: Text, otherwise: Text, findings: list[Finding]) -> Item:
    if findings:
        return Item(title, "warn", otherwise, findings=tuple(findings))
    return Item(title, "good", fine)


def _comments(draft: Draft) -> Item:
    title = text("Comments among drafters are settled")
    waiting = draft.comments.filter(resolved_at=None).count()
    if waiting:
        said = text_by_count("One comment is open.", "{count} comments are open.", waiting)
        return Item(title, "warn", said)
    return Item(title, "good", text("None is open."))
