"""What several services ask before they write."""

from __future__ import annotations

from collections.abc import Collection

from chiso.office.errors import Incomplete, NotFound
from chiso.office.inspections.access import sees_all
from chiso.office.inspections.following.access import is_of_team, where_of_agency
from chiso.office.inspections.models import Visit
from chiso.office.people.models import Person
from chiso.office.people.rights import Decision, require
from chiso.problems import Problem


def require_for_visit(actor: Person, action: str, visit: Visit) -> Decision:
    """The right to do something about a visit: for the city, or as one of its team.

    Raises NoRight; NotFound for an inspector of another team, to whom the visit is not there.
    """
    decision = require(actor, action, where_of_agency(visit.inspection, visit.place.agency))
    if not sees_all(actor) and not is_of_team(actor, visit):
        raise NotFound
    return decision


def refuse(problems: Collection[Problem]) -> None:
    """Raise Incomplete where there is any problem."""
    if problems:
        raise Incomplete(list(problems))
