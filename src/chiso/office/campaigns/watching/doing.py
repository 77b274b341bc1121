"""What the reader of a campaign's page has to do in it, by role and by what is open now."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from chiso.language import Text, text, text_by_count
from chiso.office.campaigns import access
from chiso.office.campaigns.answering.progress import states_of
from chiso.office.campaigns.calendar.lateness import Deadlines
from chiso.office.campaigns.models import Campaign, Submission
from chiso.office.campaigns.participants import participants_of
from chiso.office.campaigns.submitting import states
from chiso.office.organisation.models import Agency, Assignment
from chiso.office.people.roles import Role
from chiso.office.ui.reader import Reader
from chiso.office.ui.tasks import State, Task, Waiting, time_left

_OWN = (Role.AGENCY_OFFICER, Role.AGENCY_HEAD)


@dataclass(frozen=True, slots=True)
class _Door:
    """A page of the campaign for those who hold a role; open to them while one of the phases is."""

    name: str
    title: Text
    why: Text
    button: Text
    action: str
    phases: frozenset[str]


_DOORS = (
    _Door(
        "appraisal",
        text("Appraise"),
        text("The criteria that your agency appraises, with what proves them."),
        text("Open the queue"),
        access.READ_APPRAISED,
        frozenset({"completeness", "appraisal_1", "explanation", "appraisal_2"}),
    ),
    _Door(
        "submissions",
        text("Check completeness"),
        text("What was handed in; return what needs a supplement."),
        text("Look at what was handed in"),
        access.RETURN,
        frozenset({"completeness"}),
    ),
    _Door(
        "sheets",
        text("Figures from elsewhere"),
        text("One criterion for all units at once, from a survey, a statistic, an inspection."),
        text("Bring a table"),
        access.BRING,
        frozenset({"self_assessment", "completeness", "appraisal_1", "explanation", "appraisal_2"}),
    ),
    _Door(
        "agenda",
        text("Council"),
        text("The agenda of disputed and changed criteria, sessions and minutes."),
        text("Open the agenda"),
        access.READ_COUNCIL,
        frozenset({"council", "petition"}),
    ),
    _Door(
        "editions",
        text("Decision and publication"),
        text("Decision, annexes, approval, seal."),
        text("Open the edition"),
        access.WATCH,
        frozenset({"decision", "publication", "correction"}),
    ),
)

_QUESTIONS = _Door(
    "questions",
    text("Questions of appraisers"),
    text("What your agency is asked to explain, with the time to answer."),
    text("Open the questions"),
    access.REPLY,
    frozenset({"explanation"}),
)


def doings_of(
    reader: Reader, campaign: Campaign, deadlines: Deadlines, open_kinds: Collection[str]
) -> list[Waiting]:
    """What to do here: the reader's agencies first, then what is open to a role. At most six queries."""
    held = [one.appointment for one in reader.held]
    agencies = {one.agency_id: one.agency for one in held if one.agency is not None and one.role in _OWN}
    answering, appraising = _parts_of(campaign, reader.agencies)
    own = [agency for key, agency in agencies.items() if key in answering and agency is not None]
    found = list(_of_agencies(reader, campaign, own, deadlines, open_kinds))
    for door in _DOORS:
        if not reader.may_somewhere(door.action) or not door.phases & set(open_kinds):
            continue
        if door.action != access.READ_APPRAISED or appraising:
            found.append(_door(campaign, door))
    return found


def _parts_of(campaign: Campaign, agencies: Collection[int]) -> tuple[set[int], set[int]]:
    """Which of these agencies answer for something in the campaign, and which appraise something."""
    if not agencies:
        return set(), set()
    concerned = Q(responsible__in=agencies) | Q(appraising__in=agencies)
    rows = Assignment.objects.filter(concerned, campaign=campaign).order_by()
    pairs = set(rows.values_list("responsible", "appraising"))
    return {one for one, _ in pairs} & set(agencies), {one for _, one in pairs if one} & set(agencies)


def _of_agencies(
    reader: Reader,
    campaign: Campaign,
    agencies: Collection[Agency],
    deadlines: Deadlines,
    open_kinds: Collection[str],
) -> Iterator[Waiting]:
    """What the reader's agencies have to do: results before the self-assessment that is over."""
    if not agencies:
        return
    kept = Submission.objects.filter(campaign=campaign, agency__in=agencies)
    submissions = {one.agency_id: one for one in kept}
    left = _left_of(campaign, agencies)
    for agency in agencies:
        if {"results", "petition"} & set(open_kinds):
            yield _result(campaign, agency)
        own = submissions.get(agency.pk)
        yield _self_assessment(reader, campaign, agency, own, left[agency.pk], deadlines)
    if "explanation" in open_kinds:
        yield _door(campaign, _QUESTIONS)


def _left_of(campaign: Campaign, agencies: Collection[Agency]) -> dict[int, int]:
    """How many criteria are still to be done by each of these agencies."""
    units = Assignment.objects.filter(campaign=campaign, responsible__in=agencies)
    participants = participants_of(campaign, units.values_list("unit", flat=True).distinct())
    leaves = [leaf for agency in agencies for leaf in participants.leaves_of(agency)]
    found = dict.fromkeys((agency.pk for agency in agencies), 0)
    for one in states_of(campaign, leaves):
        found[one.leaf.responsible] += one.state in ("part", "none")
    return found


def _result(campaign: Campaign, agency: Agency) -> Waiting:
    task = Task(
        text("Result of {agency}", agency=agency.name),
        text("Look at it; ask for it to be looked at again where you do not agree."),
        None,
        reverse("campaigns:own-result", args=[campaign.key, agency.key]),
        text("See the result"),
    )
    return Waiting(task, text("Open now"), "", "", True)


def _self_assessment(
    reader: Reader,
    campaign: Campaign,
    agency: Agency,
    submission: Submission | None,
    left: int,
    deadlines: Deadlines,
) -> Waiting:
    state = submission.state if submission is not None else ""
    said = states.STATE_NAMES.get(state, states.NOT_BEGUN)
    until = deadlines.of(agency.pk)
    if submission is not None and state == "returned" and submission.supplement_until is not None:
        until = submission.supplement_until
    is_in = state in ("submitted", "complete")
    task = Task(
        text("Self-assessment of {agency}", agency=agency.name),
        text("State: {state}.", state=said)
        if is_in
        else text("{left} State: {state}.", left=_said(left), state=said),
        until,
        reverse("campaigns:agency-work", args=[campaign.key, agency.key]),
        text("Look at it") if is_in else text("Go on"),
    )
    if until is None:
        return Waiting(task, text("No deadline"), "", "", not is_in)
    day = timezone.localtime(until).strftime("%H:%M, %d/%m/%Y")
    if is_in:
        return Waiting(task, said, day, "", False)
    return Waiting(task, *_until(until, reader.at, day), True)


def _said(left: int) -> Text:
    if not left:
        return text("Every criterion is done; hand it in.")
    return text_by_count("One criterion is left.", "{count} criteria are left.", left)


def _until(until: datetime, at: datetime, day: str) -> tuple[Text, Text | str, State]:
    if until <= at:
        return text("Closed"), day, "late"
    days = (timezone.localdate(until) - timezone.localdate(at)).days
    return time_left(until - at, days), day, "soon" if until - at <= timedelta(days=1) else ""


def _door(campaign: Campaign, door: _Door) -> Waiting:
    address = reverse(f"campaigns:{door.name}", args=[campaign.key])
    task = Task(door.title, door.why, None, address, door.button)
    return Waiting(task, text("Open now"), "", "", False)
