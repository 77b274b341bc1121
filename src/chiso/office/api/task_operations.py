"""Operations on tasks: to read, to report; by the same services and rights as on the screens."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from chiso.office.api import task_shapes as shapes
from chiso.office.api.answers import ALWAYS, WRITES, answer_with
from chiso.office.api.asking import ByToken, answer_once, token_behind
from chiso.office.errors import Incomplete
from chiso.office.files.access import document_for
from chiso.office.people.holdings import holdings
from chiso.office.people.rights import may_somewhere, require
from chiso.office.scoping import within_reach_of
from chiso.office.tasks.access import READ, task_for, where_of_directives
from chiso.office.tasks.filters import Wanted
from chiso.office.tasks.listing import Listed, TaskList, listed
from chiso.office.tasks.problems import not_a_percentage
from chiso.office.tasks.selectors import task_page
from chiso.office.tasks.services import OutreachGiven, report_done, report_progress
from chiso.office.ui.reader import Reader

router = Router()
PAGE = 200
States = Literal[
    "", "all", "not_begun", "running", "waiting", "overdue", "done_in_time", "done_late", "withdrawn"
]


@router.get("", response={200: shapes.Tasks, **ALWAYS}, summary="Tasks", auth=ByToken("tasks:read"))
def all_tasks(
    request: HttpRequest,
    whose: Literal["mine", "agency", "city"] = "city",
    state: States = "",
    day: date | None = None,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> dict[str, Any]:
    """Tasks that the person may read, by their last day; `state` "" those still open, `day` as of its end."""
    person, today = token_behind(request).person, timezone.localdate()
    if not may_somewhere(person, READ):
        require(person, READ, where_of_directives())
    looked_at = day if day is not None and day < today else None
    reader = Reader(person, holdings(person), timezone.now())
    found = TaskList(reader, Wanted(whose=whose, state=state, day=looked_at), today).tasks()
    first = (page - 1) * PAGE
    rows = list(found.select_related("parent")[first : first + PAGE + 1])
    return {
        "day": looked_at or today,
        "tasks": [_task(one) for one in listed(rows[:PAGE], today)],
        "next_page": page + 1 if len(rows) > PAGE else None,
    }


@router.get(
    "/{key}", response={200: shapes.TaskWhole, **ALWAYS}, summary="One task", auth=ByToken("tasks:read")
)
def one_task(request: HttpRequest, key: str) -> dict[str, Any]:
    """A task with its aims, reports and requests for more time."""
    person = token_behind(request).person
    with within_reach_of(person):
        found = task_for(person, key)
        whole = task_page(person, found, timezone.localdate())
    return _task(Listed(found, whole.state, found.last_day, found.percent, found.done_on)) | {
        "words": found.words,
        "measure": found.measure,
        "aims": [{"framework": one.framework, "code": one.code} for one in whole.aims],
        "involved": [{"agency": one.agency.key, "part": one.part} for one in whole.involved],
        "reports": [
            {
                "key": one.report.key,
                "kind": one.report.kind,
                "at": one.report.at,
                "percent": one.report.percent,
                "words": one.report.words,
                "decision": one.report.decision,
                "decided_at": one.report.decided_at,
                "answer": one.report.answer,
                "documents": [document.key for document in one.documents],
            }
            for one in whole.reports
        ],
        "extensions": [
            {
                "key": one.key,
                "asked_at": one.asked_at,
                "old_deadline": one.old_deadline,
                "new_deadline": one.new_deadline,
                "decision": one.decision,
            }
            for one in whole.extensions
        ],
    }


@router.post(
    "/{key}/reports", response={201: shapes.TaskShown, **WRITES}, summary="Report on a task",
    auth=ByToken("tasks:write"),
)  # fmt: skip
def post_report(request: HttpRequest, key: str, given: shapes.NewReport) -> HttpResponse:
    """Say how far a task is, or that it is done; the answer is the task as it stands then."""

    def do() -> HttpResponse:
        person = token_behind(request).person
        with within_reach_of(person):
            found = task_for(person, key)
            said: dict[str, Any] = {
                "actor": person,
                "task": found,
                "words": given.words,
                "documents": [document_for(person, one) for one in given.documents],
                "outreach": OutreachGiven(given.channels, given.reach, given.products),
                "expected_version": given.expected_version,
            }
            if given.kind == "done":
                report_done(parts_left_for=given.parts_left_for, **said)
            elif given.percent is None:
                raise Incomplete([not_a_percentage(None)])
            else:
                report_progress(percent=given.percent, **said)
            current = task_for(person, key)
        (shown,) = listed([current], timezone.localdate())
        return answer_with(201, shapes.TaskShown, _task(shown))

    return answer_once(request, do)


def _task(one: Listed) -> dict[str, Any]:
    task = one.task
    return {
        "key": task.key,
        "version": task.version,
        "title": task.title,
        "state": one.state.value,
        "owner": task.owner.key,
        "officer": task.officer.key if task.officer else None,
        "directive": task.directive.key if task.directive else None,
        "parent": task.parent.key if task.parent else None,
        "level": task.level,
        "deadline": task.deadline,
        "last_day": one.last_day,
        "percent": one.percent,
        "priority": task.priority,
        "product": task.product,
        "done_on": one.done_on,
        "given_at": task.given_at,
        "is_made_up": task.is_made_up,
    }
