"""Reminders and escalation by rule: each rule once for a task and its last day, on working days only.

If the office stood still on the day of a rule it is made up for, but only the latest of several; a rule
whose day was over when the task was given is left out. Quiet hours and digests are those of notices.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import date, datetime
from functools import cache
from itertools import islice

from django.db.models import Exists, OuterRef
from django.utils import timezone

from chiso.language import text
from chiso.office.campaigns.people_told import holders
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.notices.services import Message, tell_each
from chiso.office.organisation.models import Section
from chiso.office.people.holdings import standing
from chiso.office.people.models import Appointment, Person
from chiso.office.people.roles import Role
from chiso.office.tasks.access import CHAIN
from chiso.office.tasks.days import calendar
from chiso.office.tasks.models import Reminded, Task
from chiso.office.tasks.models.tasks import OPEN
from chiso.office.tasks.rules import Rule, rules_in_force
from chiso.office.tasks.telling import REMINDER, address_of, facts_of_reminder

# The rest of a flood, as after rules were set for an office full of overdue tasks, comes with the next run.
MOST_AT_ONCE = 500
declare_verbs({"tasks_reminded": text("reminded of {tasks} tasks by the rule of day {days}")})


class _NothingDue(Exception):
    """Takes the transaction back: nothing was written, so nothing is told."""


def remind_by_rules(at: datetime | None = None) -> int:
    """Send what is due; how many tasks were told of. Twice on a day does no harm."""
    at = at or timezone.now()
    today = timezone.localdate(at)
    if not calendar().is_working_day(today):
        return 0
    count, later = 0, None
    for rule in reversed(rules_in_force()):
        with suppress(_NothingDue):
            count += _remind(rule, today, later)
        later = rule.days
    return count


def _remind(rule: Rule, today: date, later: int | None) -> int:
    """Tell of the tasks for which a rule is due, and the rule after it is not."""
    with unit_of_work(CHAIN, actor=None) as work:
        due = _due(rule, today, later)
        if not due:
            raise _NothingDue
        people = _People(due, rule.to)
        messages, rows = [], []
        for task in due:
            told = people.of(task)
            assert task.last_day is not None, "a task without a last day is never due"
            rows.append(Reminded(task=task, last_day=task.last_day, days=rule.days, people=len(told)))
            facts, address = facts_of_reminder(task, task.last_day, rule.days), address_of(task)
            messages += [Message(person, facts, address) for person in told]
        Reminded.objects.bulk_create(rows)
        tell_each(work, REMINDER, messages)
        work.record("tasks_reminded", None, facts={"tasks": len(rows), "days": rule.days})
    return len(rows)


def _due(rule: Rule, today: date, later: int | None) -> list[Task]:
    days = calendar()
    told = Reminded.objects.filter(task=OuterRef("pk"), last_day=OuterRef("last_day"), days=rule.days)
    # Last days are working days, so that counting there and back meets the same day.
    rows = Task.objects.filter(
        OPEN, ~Exists(told), reported_at=None, last_day__lte=days.add_working_days(today, -rule.days)
    )
    if later is not None:
        rows = rows.filter(last_day__gt=days.add_working_days(today, -later))

    @cache
    def day_of(last: date) -> date:
        return days.add_working_days(last, rule.days)

    # Those that were given too late for the rule never leave the rows: they must not fill the room of others.
    meant = (
        task
        for task in rows.select_related("owner").order_by("last_day", "pk").iterator(MOST_AT_ONCE)
        if task.last_day is not None and timezone.localdate(task.given_at) <= day_of(task.last_day)
    )
    return list(islice(meant, MOST_AT_ONCE))


class _People:
    """Whom a rule means, for many tasks at once: three queries.

    Who was named and works in the agency no more is told nothing; all its officers are then.
    """

    def __init__(self, tasks: Iterable[Task], to: Collection[str]) -> None:
        self._to = to
        self._sections: dict[int, set[int]] = {}
        sections = {task.section_id for task in tasks if task.section_id is not None}
        of_sections = Section.people.through.objects.filter(section__in=sections)
        for section, person in of_sections.values_list("section", "person"):
            self._sections.setdefault(section, set()).add(person)
        self._officers: dict[int, dict[int, Person]] = {}
        self._heads: dict[int, dict[int, Person]] = {}
        rows = Appointment.objects.select_related("person").filter(
            standing(timezone.now()),
            agency__in={task.owner_id for task in tasks},
            role__in=(Role.AGENCY_OFFICER, Role.AGENCY_HEAD),
        )
        for row in rows.order_by("person", "pk"):
            held = self._heads if row.role == Role.AGENCY_HEAD else self._officers
            assert row.agency_id is not None, "these roles are held in an agency"
            held.setdefault(row.agency_id, {})[row.person_id] = row.person
        self._coordinators = (
            {one.pk: one for one in holders(Role.COORDINATOR)} if "coordinators" in to else {}
        )

    def of(self, task: Task) -> list[Person]:
        """The people who are told of a task, each once."""
        found: dict[int, Person] = {}
        if "doers" in self._to:
            found |= self._named(task) or self._officers.get(task.owner_id, {})
        if "heads" in self._to:
            found |= self._heads.get(task.owner_id, {})
        return list((found | self._coordinators).values())

    def _named(self, task: Task) -> dict[int, Person]:
        """The officer who was named, else the people of the section."""
        named = {task.officer_id} if task.officer_id else self._sections.get(task.section_id or 0, set())
        inside = self._officers.get(task.owner_id, {}) | self._heads.get(task.owner_id, {})
        return {key: one for key, one in inside.items() if key in named}
