"""Who is reminded of tasks, how many working days before and after their last day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chiso.language import text
from chiso.office.errors import Conflict, Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.records import lock_version
from chiso.office.tasks.access import CHAIN, REMIND, where_of_directives
from chiso.office.tasks.models import ReminderRules
from chiso.office.tasks.problems import rule_out_of_bounds
from chiso.office.tasks.rules import MOST_DAYS, MOST_RULES, WHOM, Rule, rules_kept

declare_verbs({"task_reminders_set": text("set the rules of reminders of tasks; rules: {count}")})


def change_reminder_rules(*, actor: Person, rules: Sequence[Rule], expected_version: int) -> ReminderRules:
    """Set all rules at once; none: nobody is reminded. Raises NoRight, Conflict, Incomplete (CH-8469)."""
    decision = require(actor, REMIND, where_of_directives())
    _check(rules)
    written: list[dict[str, Any]] = [
        {"days": one.days, "to": sorted(one.to, key=list(WHOM).index)}
        for one in sorted(rules, key=lambda one: one.days)
    ]
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        kept = rules_kept()
        if kept.pk is not None:
            kept = lock_version(kept, expected_version, given=rules)
        elif expected_version != 0:
            raise Conflict(None, rules, expected_version=expected_version, version=0)
        # Also the first time: else another who saw none set would not be told of these.
        kept.version += 1
        kept.rules = written
        kept.save()
        work.record("task_reminders_set", kept, facts={"count": len(written), "rules": written})
    return kept


def _check(rules: Sequence[Rule]) -> None:
    days = [one.days for one in rules]
    wrong = [one for one in rules if abs(one.days) > MOST_DAYS or not one.to or not one.to <= set(WHOM)]
    if wrong or len(days) != len(set(days)) or len(days) > MOST_RULES:
        raise Incomplete([rule_out_of_bounds(", ".join(map(str, days)))])
