"""Lists of tasks: the table, the board, the table as a file."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from chiso.language import text
from chiso.office.drafting.freezing.downloads import hand_out
from chiso.office.people.guard import needs
from chiso.office.people.rights import may_somewhere
from chiso.office.tasks.access import DIRECT, GIVE, READ, REMIND
from chiso.office.tasks.exporting import table_as_csv, table_as_workbook
from chiso.office.tasks.filters import FilterForm, Wanted
from chiso.office.tasks.listing import TaskList, board_of, listed, paged
from chiso.office.tasks.selectors import usual_of
from chiso.office.tasks.shown import PRIORITY_NAMES, WHOSE
from chiso.office.tasks.states import KINDS, NAMES
from chiso.office.ui.paging import page_of
from chiso.office.ui.parts import Tab
from chiso.office.ui.reader import Reader, reader_of

# Half of what other lists show: a row of tasks is six cells with two links and two tags.
SHOWN_AT_ONCE = 25


@needs(READ)
@require_safe
def tasks_list(request: HttpRequest) -> HttpResponse:
    """The tasks that a reader looks for, a page at a time, with how many stand how."""
    reader, form, wanted = _asked(request)
    today = timezone.localdate(reader.at)
    # Of all tasks of these people, whichever are looked for: from there one goes on to any other list.
    counts = TaskList(reader, Wanted(whose=wanted.whose, day=wanted.day), today).counts()
    pages = page_of(request, paged(TaskList(reader, wanted, today), counts), SHOWN_AT_ONCE)
    context = _frame(request, reader, form, wanted) | {
        "pages": pages,
        "rows": listed(pages.rows, today),
        "counts": counts,
        "addresses": {state: _address(request, tinh_trang=state.value) for state in NAMES},
        "tabs": tabs_of(request, "tasks:list"),
    }
    return render(request, "tasks/list.html.j2", context)


@needs(READ)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The tasks in columns by state; each leads to the page on which one acts."""
    reader, form, wanted = _asked(request)
    today = timezone.localdate(reader.at)
    columns = board_of(TaskList(reader, wanted, today))
    context = _frame(request, reader, form, wanted) | {
        "columns": columns,
        "addresses": {
            state: _address(request, to=reverse("tasks:list"), tinh_trang=state.value) for state in NAMES
        },
        "tabs": tabs_of(request, "tasks:board"),
    }
    return render(request, "tasks/board.html.j2", context)


@needs(READ)
@require_safe
def table(request: HttpRequest, ending: str) -> HttpResponse:
    """The whole list that a reader looks for, as CSV or as a workbook."""
    reader, _form, wanted = _asked(request)
    today = timezone.localdate(reader.at)
    rows = listed(list(TaskList(reader, wanted, today).tasks()), today)
    write = table_as_workbook if ending == "xlsx" else table_as_csv
    day = (wanted.day or today).isoformat()
    return hand_out(write(rows, reader.language), f"tasks-{day}.{ending}")


def _asked(request: HttpRequest) -> tuple[Reader, FilterForm, Wanted]:
    reader = reader_of(request)
    assert reader is not None, "the guard lets in who is signed in"
    form = FilterForm({name.replace("-", "_"): value for name, value in request.GET.items()})
    return reader, form, form.wanted(usual_of(reader))


def _frame(request: HttpRequest, reader: Reader, form: FilterForm, wanted: Wanted) -> dict[str, Any]:
    asked = request.GET.urlencode()
    return {
        "form": form,
        "wanted": wanted,
        "whose_names": WHOSE,
        "state_names": NAMES,
        "state_kinds": KINDS,
        "priorities": PRIORITY_NAMES,
        "asked": f"?{asked}" if asked else "",
        "today": timezone.localdate(reader.at),
        "may_give": may_somewhere(reader.person, GIVE),
        "may_direct": may_somewhere(reader.person, DIRECT),
        "may_remind": may_somewhere(reader.person, REMIND),
    }


def tabs_of(request: HttpRequest, here: str) -> list[Tab]:
    """The views of tasks; table and board keep what is looked for."""
    asked = request.GET.copy()
    asked.pop("trang", None)
    kept = f"?{asked.urlencode()}" if asked else ""
    return [
        Tab(text("List"), reverse("tasks:list") + kept, here == "tasks:list"),
        Tab(text("Board"), reverse("tasks:board") + kept, here == "tasks:board"),
        Tab(text("Directives"), reverse("tasks:directives"), here == "tasks:directives"),
        Tab(text("Calendar"), reverse("tasks:calendars"), here == "tasks:calendars"),
    ]


def _address(request: HttpRequest, *, to: str = "", **changed: str) -> str:
    """The address of this list with something else looked for."""
    asked = {name: value for name, value in request.GET.items() if value and name != "trang"} | changed
    return f"{to or request.path}?{urlencode(asked)}"
