"""Reporting: how far a task is, that it is done; notes of everybody who has to do with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone

from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.office.files.access import may_read
from chiso.office.files.models import Document
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import Decision, Where, may, require
from chiso.office.records import save_next
from chiso.office.tasks.access import SAY, chain_of, deciding, require_to_report, where_of
from chiso.office.tasks.locking import lock_open
from chiso.office.tasks.models import Involvement, Note, Outreach, Report, ReportDocument, Task
from chiso.office.tasks.models.tasks import OPEN
from chiso.office.tasks.problems import (
    no_such_document,
    no_words,
    not_a_percentage,
    outreach_misplaced,
    parts_open,
    waits_already,
)
from chiso.office.tasks.telling import tell_noted, tell_reported
from chiso.problems import Problem

DONE = 100
declare_verbs(
    {
        "task_progress_reported": text("reported progress: {percent} %"),
        "task_done_reported": text("reported the task as done"),
        "task_noted": text("added a note"),
    }
)


@dataclass(frozen=True, slots=True)
class OutreachGiven:
    """Of a communication task: by which channels, how many people were reached, what was made."""

    channels: str = ""
    reach: int | None = None
    products: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said."""
        return not (self.channels.strip() or self.products.strip() or self.reach is not None)


_NOTHING = OutreachGiven()


def report_progress(
    *,
    actor: Person,
    task: Task,
    percent: int,
    words: str,
    documents: Collection[Document] = (),
    outreach: OutreachGiven = _NOTHING,
    expected_version: int,
) -> Report:
    """Say how far a task is. Raises NoRight (also where another officer or section was named), Conflict,
    Incomplete (CH-8450, CH-8457, CH-8458, CH-8460, CH-8462, CH-8470)."""
    decision = require_to_report(actor, task)
    _check(actor, task, percent, words, documents, outreach)
    with unit_of_work(chain_of(task.owner), actor=actor, decision=decision) as work:
        current = _lock(task, expected_version)
        report = _add(actor, current, "progress", percent, words, documents, outreach)
        current.percent = percent
        current.begun_at = current.begun_at or report.at
        save_next(current)
        facts = {"report": report.pk, "percent": percent, "documents": [one.pk for one in documents]}
        work.record("task_progress_reported", current, facts=facts, words=_said(words, outreach))
    return report


def report_done(
    *,
    actor: Person,
    task: Task,
    words: str,
    documents: Collection[Document] = (),
    outreach: OutreachGiven = _NOTHING,
    parts_left_for: str = "",
    expected_version: int,
) -> Report:
    """Report a task as done; it then waits for whoever gave it. Who gave it does not report it done.

    Raises as `report_progress`, and CH-8461 (parts are open, and no reason why it is done without them).
    """
    decision = require_to_report(actor, task, barred=frozenset({task.given_by_id}))
    _check(actor, task, DONE, words, documents, outreach)
    with unit_of_work(chain_of(task.owner), actor=actor, decision=decision) as work:
        current = _lock(task, expected_version)
        left = Task.objects.filter(OPEN, parent=current).count()
        if left and not parts_left_for.strip():
            raise Incomplete([parts_open(left)])
        report = _add(actor, current, "done", DONE, words, documents, outreach, parts_left_for)
        current.percent = DONE
        current.begun_at = current.begun_at or report.at
        current.reported_at = report.at
        save_next(current)
        facts = {"report": report.pk, "parts_open": left, "documents": [one.pk for one in documents]}
        said = _said(words, outreach) | ({"parts_left_for": parts_left_for} if left else {})
        work.record("task_done_reported", current, facts=facts, words=said)
        tell_reported(work, current)
    return report


def add_note(*, actor: Person, task: Task, words: str) -> Note:
    """Say something to all who have to do with a task; it changes nothing of the task itself.

    Raises NoRight, Incomplete (CH-8450).
    """
    agency, decision = _voice(actor, task)
    if not words.strip():
        raise Incomplete([no_words("words", text("Expected what you want to say."))])
    with unit_of_work(chain_of(task.owner), actor=actor, decision=decision) as work:
        note = Note.objects.create(task=task, agency=agency, by=actor, at=timezone.now(), words=words.strip())
        work.record("task_noted", task, facts={"note": note.pk}, words={"note": words.strip()})
        tell_noted(work, task, actor)
    return note


def _voice(actor: Person, task: Task) -> tuple[Agency | None, Decision]:
    """For which agency somebody speaks, and the right: who has to do with it, or decides on it."""
    rows = Involvement.objects.select_related("agency").filter(task=task)
    for agency in dict.fromkeys(row.agency for row in rows):
        where = Where(agency, chain=chain_of(task.owner))
        if may(actor, SAY, where):
            return agency, require(actor, SAY, where)
    action, where = deciding(task)
    if may(actor, action, where):
        return None, require(actor, action, where)
    return None, require(actor, SAY, where_of(task))


def _check(
    actor: Person,
    task: Task,
    percent: int,
    words: str,
    documents: Collection[Document],
    outreach: OutreachGiven,
) -> None:
    problems: list[Problem] = []
    if not words.strip():
        problems.append(no_words("words", text("Expected what was done.")))
    if not 0 <= percent <= DONE:
        problems.append(not_a_percentage(percent))
    problems += [
        no_such_document(one.key)
        for one in documents
        if one.agency_id != task.owner_id or not may_read(actor, one)
    ]
    if not outreach.is_empty and not task.is_communication:
        problems.append(outreach_misplaced())
    if problems:
        raise Incomplete(problems)


def _lock(task: Task, expected_version: int) -> Task:
    current = lock_open(task, expected_version)
    if current.reported_at is not None:
        raise Incomplete([waits_already()])
    return current


def _add(
    actor: Person,
    task: Task,
    kind: str,
    percent: int,
    words: str,
    documents: Collection[Document],
    outreach: OutreachGiven,
    parts_left_for: str = "",
) -> Report:
    at = timezone.now()
    report = Report.objects.create(
        task=task, kind=kind, by=actor, at=at, day=timezone.localdate(at), percent=percent,
        words=words.strip(), parts_left_for=parts_left_for.strip(),
    )  # fmt: skip
    ReportDocument.objects.bulk_create(
        ReportDocument(report=report, document=one) for one in dict.fromkeys(documents)
    )
    if not outreach.is_empty:
        Outreach.objects.create(
            report=report, channels=outreach.channels.strip(), reach=outreach.reach,
            products=outreach.products.strip(),
        )  # fmt: skip
    return report


def _said(words: str, outreach: OutreachGiven) -> dict[str, str]:
    said = {"words": words, "channels": outreach.channels, "products": outreach.products}
    return {name: value.strip() for name, value in said.items() if value.strip()}
