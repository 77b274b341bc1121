"""Rules of reminders: on which working day before or after the last day of a task who is told."""

from __future__ import annotations

from dataclasses import dataclass

from chiso.language import text
from chiso.office.tasks.models import ReminderRules

MOST_RULES, MOST_DAYS = 8, 30
WHOM = {
    "doers": text("who does it: the officer or section named, else the officers of the agency"),
    "heads": text("the head of the agency"),
    "coordinators": text("the coordinators of the city"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `days`: working days from the last day, negative before it, 0 on it."""

    days: int
    to: frozenset[str]


# Where nobody has set any: the officer a week before, the head on the day, the coordinator when it is late.
DEFAULTS = (
    Rule(-5, frozenset({"doers"})),
    Rule(0, frozenset({"doers", "heads"})),
    Rule(1, frozenset({"doers", "heads"})),
    Rule(5, frozenset({"heads", "coordinators"})),
)


def rules_kept() -> ReminderRules:
    """The row of the office; one that is not stored yet, with the defaults, where nobody has set any."""
    kept = ReminderRules.objects.order_by("pk").first()
    written = [{"days": one.days, "to": sorted(one.to)} for one in DEFAULTS]
    return kept or ReminderRules(version=0, rules=written)


def rules_in_force() -> list[Rule]:
    """The rules, the earliest first."""
    return [Rule(int(one["days"]), frozenset(one["to"])) for one in rules_kept().rules]
