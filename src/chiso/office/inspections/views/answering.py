"""What pages of inspections share: what a reader may do, and how a post is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from chiso.inspection.kinds import kinds
from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.office.inspections.access import (
    APPROVE,
    FRAME,
    PREPARE,
    barred_from,
    sees_all,
    sees_list,
    sees_second,
    where_of,
)
from chiso.office.inspections.earlier_visits import gets_folder
from chiso.office.inspections.models import Inspection
from chiso.office.inspections.phases import is_open, open_pages
from chiso.office.inspections.rules import checklist_named, severity_rule_named, title_of, warnings_of
from chiso.office.inspections.shown import (
    HOW_NAMES,
    KIND_NAMES,
    STATE_KINDS,
    STATE_NAMES,
    STRATA_NAMES,
)
from chiso.office.people.models import Person
from chiso.office.people.rights import may, may_somewhere
from chiso.office.ui.parts import Tab
from chiso.problems import BadInput, Problem

# What every page of an inspection may call.
NAMES: dict[str, Any] = {
    "kind_names": KIND_NAMES,
    "state_names": STATE_NAMES,
    "state_kinds": STATE_KINDS,
    "how_names": HOW_NAMES,
    "strata_names": STRATA_NAMES,
}


def context_of(request: HttpRequest, person: Person, inspection: Inspection) -> dict[str, Any]:
    """What every page of an inspection is told."""
    prepares = may(person, PREPARE, where_of(inspection))
    state = inspection.state
    decides = state == "sealed" and may(person, APPROVE, where_of(inspection, barred=barred_from(inspection)))
    frames = may_somewhere(person, FRAME)
    return NAMES | {
        "inspection": inspection,
        "checklist_title": title_of(checklist_named(inspection.checklist)),
        "severity_title": title_of(severity_rule_named(inspection.severity_rule)),
        "warnings": warnings_of(inspection),
        "state": state,
        "prepares": prepares,
        "may_change": prepares and is_open("change", inspection),
        "opens": open_pages(inspection) if prepares else frozenset(),
        "may_decide": decides,
        "has_decision": kinds()[inspection.kind].begins_by_decision,
        "sees_frame": frames,
        "sees_list": sees_list(person, inspection),
        "sees_outcome": inspection.drawn_at is not None and sees_all(person),
        "may_take_folder": gets_folder(person, inspection),
        "sees_second": sees_second(person, inspection),
        "tabs": _tabs(request, inspection, frames=frames),
    }


def _tabs(request: HttpRequest, inspection: Inspection, *, frames: bool) -> list[Tab]:
    views = [("inspections:inspection", text("Inspection")), ("inspections:calendar", text("Visits"))]
    if frames:
        views.insert(1, ("inspections:frame", text("Places")))
    found = [Tab(title, reverse(name, args=[inspection.key])) for name, title in views]
    return [Tab(one.title, one.address, one.address == request.path) for one in found]


def tried(do: Callable[[], object]) -> tuple[Problem, ...]:
    """Do it; the problems of a refusal, none where it was done."""
    try:
        do()
    except (Incomplete, BadInput) as refused:
        return tuple(refused.problems)
    return ()
