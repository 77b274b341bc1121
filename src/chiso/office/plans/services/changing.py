"""What every change of a version has in common: it is locked, not frozen, and its approvals fall.

CH-8410 an approved version is not changed    CH-8411 not in a state for this step
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from chiso.language import Text, text
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_values
from chiso.office.ledger.work import Work, unit_of_work
from chiso.office.people.checks import problem
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.plans.access import CHAIN, where_of, who_changes
from chiso.office.plans.models import PlanVersion, Preparer
from chiso.office.records import lock_version, save_next

STATE_NAMES: dict[str, Text] = {
    "draft": text("in preparation"),
    "submitted": text("handed in"),
    "head_approved": text("approved by the head"),
    "approved": text("approved"),
}
declare_values(STATE_NAMES)


@contextmanager
def changing(
    actor: Person, version: PlanVersion, expected_version: int, given: object = None
) -> Iterator[tuple[Work, PlanVersion]]:
    """A change of what stands in a version: its revision goes up, and what was handed in is a draft again.

    Raises NoRight, Conflict, Incomplete (CH-8410).
    """
    plan = version.plan
    decision = require(actor, who_changes(plan), where_of(plan))
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        current = lock_version(version, expected_version, given=given)
        if current.state == "approved":
            raise frozen(current)
        current.plan = plan
        yield work, current
        current.revision += 1
        current.state = "draft"
        save_next(current)
        note_preparer(current, actor)


def note_preparer(version: PlanVersion, person: Person) -> None:
    """Remember who had a hand in a version."""
    Preparer.objects.get_or_create(version_of_plan=version, person=person)


def facts_of(version: PlanVersion, **more: object) -> dict[str, object]:
    """What the record tells of a version."""
    return {
        "plan": version.plan_id,
        "number": version.number,
        "revision": version.revision,
        "state": version.state,
        "agency": version.plan.agency_id,
        **more,
    }


def frozen(version: PlanVersion) -> Incomplete:
    """An approved version that somebody wants to change."""
    expected = text("Expected a version that is not approved; version {number} is.", number=version.number)
    mend = text("Begin the next version; it starts from this one.")
    return Incomplete([problem("CH-8410", "version", expected, mend)])


def wrong_step(version: PlanVersion) -> Incomplete:
    """A step that this version cannot take in its state."""
    expected = text(
        "Expected a version in another state; this one is: {state}.", state=STATE_NAMES[version.state]
    )
    mend = text("Load the page anew; somebody has taken a step meanwhile.")
    return Incomplete([problem("CH-8411", "version", expected, mend)])
