"""Inside the agency: the head says which section or person does a task."""

from __future__ import annotations

from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.models import Section
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.records import save_next
from chiso.office.tasks.access import DISTRIBUTE, chain_of, where_of
from chiso.office.tasks.locking import lock_open
from chiso.office.tasks.models import Task
from chiso.office.tasks.services.giving import problems_of_doers
from chiso.office.tasks.telling import tell_distributed

declare_verbs({"task_distributed": text("named who does the task: section {section}, officer {officer}")})


def distribute_task(
    *, actor: Person, task: Task, section: Section | None, officer: Person | None, expected_version: int
) -> Task:
    """Name the section and the person who do a task; None: whoever of the agency reports first. A section
    without a person: whoever of its people, or of the agency where it has none.

    Raises NoRight, Conflict, Incomplete (CH-8457, CH-8467).
    """
    decision = require(actor, DISTRIBUTE, where_of(task))
    problems = problems_of_doers(task.owner, section, officer)
    if problems:
        raise Incomplete(problems)
    with unit_of_work(chain_of(task.owner), actor=actor, decision=decision) as work:
        current = lock_open(task, expected_version)
        current.section, current.officer = section, officer
        save_next(current)
        facts = {"section": section.name if section else "–", "officer_key": officer.pk if officer else 0}
        words = {"officer": officer.full_name} if officer else {}
        work.record("task_distributed", current, facts=facts, words=words, person=officer)
        tell_distributed(work, current, actor)
    return current
