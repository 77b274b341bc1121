"""What pages of plans share: what a reader may do with a version, and how a post is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chiso.office.errors import Incomplete
from chiso.office.people.models import Person
from chiso.office.people.rights import decide, may
from chiso.office.plans.access import barred_from, where_of, who_changes, who_decides
from chiso.office.plans.models import PlanVersion
from chiso.problems import BadInput, Problem


def context_of(person: Person, version: PlanVersion) -> dict[str, Any]:
    """What every page of a version is told."""
    plan = version.plan
    changes = may(person, who_changes(plan), where_of(plan))
    waits = version.state in ("submitted", "head_approved")
    decides = (
        waits and decide(person, who_decides(version), where_of(plan, barred=barred_from(version))).allowed
    )
    return {
        "version": version,
        "plan": plan,
        "may_change": changes and version.state != "approved",
        "prepares": changes,
        "may_decide": decides,
    }


def tried(do: Callable[[], object]) -> tuple[Problem, ...]:
    """Do it; the problems of a refusal, none where it was done."""
    try:
        do()
    except (Incomplete, BadInput) as refused:
        return tuple(refused.problems)
    return ()
