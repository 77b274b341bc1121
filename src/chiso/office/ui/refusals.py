"""The page of each refusal: its code, that nothing was written, what to do; every problem at once.

CH-7005 a request that makes no sense       CH-7006 a form that was not sent from a page of ours
CH-7007 too much at once                    CH-7008 too often
CH-7009 an address that takes no such call  CH-9001 a fault of the program, with its number in the log
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.core import signing
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from chiso.language import LANGUAGES, Language, Text, text, text_by_count
from chiso.office.errors import Conflict, NoRight, NotFound, NotNow, OfficeRefused
from chiso.office.people.guard import public
from chiso.office.running.logs import request_id
from chiso.office.ui.conflicts import answer_conflict
from chiso.office.ui.frame import bare_frame
from chiso.office.ui.language_choice import COOKIE
from chiso.office.ui.templates import environment
from chiso.problems import Place, Problem, Refused
from chiso.tables import as_text

FAULT = "CH-9001"
MOST_SHOWN = 100
_SALT = "chiso.office.ui.problem-list"
_LIST_HOLDS = 3600
_COLUMNS = ("code", "file", "row", "field", "found", "expected", "mend")
_TITLES: dict[int, Text] = {
    400: text("This request was not understood"),
    403: text("You may not do this"),
    404: text("Nothing here that you may see"),
    405: text("This address is not opened that way"),
    413: text("That is too much at once"),
    422: text("Not done: something has to be mended first"),
    429: text("Too often in a short time"),
}


class TooOften(OfficeRefused):
    """The same thing too often in a short time (CH-7008)."""

    status = 429

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        expected = text("This was asked of the office too often in a short time.")
        mend = text_by_count(
            "Wait a minute, then try again.", "Wait {count} minutes, then try again.", minutes
        )
        super().__init__([Problem("CH-7008", Place(), "", expected, mend)])


def answer_refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The page that belongs to a refusal."""
    if isinstance(refused, Conflict):
        return answer_conflict(request, refused)
    status = refused.status if isinstance(refused, OfficeRefused) else 422
    if status == 422:
        return answer_problems(request, refused.problems)
    title = (
        text("Not open at this time") if isinstance(refused, NotNow) else _TITLES.get(status, _TITLES[400])
    )
    answer = _one(request, refused.problems[0], title, status)
    if isinstance(refused, TooOften):
        answer["Retry-After"] = str(refused.minutes * 60)
    return answer


def answer_problems(request: HttpRequest, problems: Sequence[Problem]) -> HttpResponse:
    """All problems of what was sent, and the same as a file (422)."""
    language: Language = getattr(request, "language", "vi")
    title = text_by_count(
        "Not done: there is one mistake", "Not done: there are {count} mistakes", len(problems)
    )
    context = {
        "title": title,
        "problems": problems,
        "shown": MOST_SHOWN,
        "signed_list": signing.dumps(
            [list(problem.as_record(language).values()) for problem in problems], salt=_SALT, compress=True
        ),
    }
    return render(request, "refusals/problems.html.j2", context, status=422)


@public
@require_POST
def problem_list(request: HttpRequest) -> HttpResponse:
    """The list of a page of problems as a table. The page carried it, signed: nothing is kept here."""
    try:
        rows = signing.loads(request.POST.get("list", ""), salt=_SALT, max_age=_LIST_HOLDS)
    except signing.BadSignature:
        raise NotFound from None
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow(_COLUMNS)
    table.writerows([_safe_cell(cell) for cell in row] for row in rows)
    answer = HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="danh-sach-loi.csv"'
    return answer


def _safe_cell(cell: Any) -> str:
    """A cell that a spreadsheet would take for a formula is quoted as text."""
    return as_text("" if cell is None else str(cell))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's answer 400, and 413 where more was sent than is taken at once."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        problem = Problem(
            "CH-7007",
            Place(),
            "",
            text("More was sent at once than the office takes."),
            text("Send it in smaller parts; files have a place of their own, where large ones are taken."),
        )
        return _one(request, problem, _TITLES[413], 413)
    problem = Problem(
        "CH-7005",
        Place(),
        "",
        text("Something in this request is not as a browser sends it."),
        text("Go back to the page, load it anew and try again."),
    )
    return _one(request, problem, _TITLES[400], 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What a library forbids."""
    del exception
    refused = NoRight(text("This page is not open to you."), text("Ask the coordinator."))
    return answer_refusal(request, refused)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such address."""
    del exception
    return answer_refusal(request, NotFound())


def not_a_page_of_ours(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the token of its page: another site sent it, or the sign-in has ended meanwhile."""
    del reason
    problem = Problem(
        "CH-7006",
        Place(),
        "",
        text("The form was not sent from a page of this office, or its page is too old."),
        text("Go back, load the page anew and send it again; copy long texts before you do."),
    )
    return _one(request, problem, text("This form was not taken"), 403)


def not_that_way(request: HttpRequest, allowed: str) -> HttpResponse:
    """A call that the address does not take: a link to what only a form may do."""
    problem = Problem(
        "CH-7009",
        Place(),
        request.method or "",
        text("What this address does is done by a button of a page, not by opening it."),
        text("Go to the page and press the button there."),
    )
    answer = _one(request, problem, _TITLES[405], 405)
    answer["Allow"] = allowed
    return answer


def fault(request: HttpRequest) -> HttpResponse:
    """A fault of the program: its number, and nothing of what went wrong. Needs no database."""
    wished = request.COOKIES.get(COOKIE, "")
    language = wished if wished in LANGUAGES else "vi"
    context = bare_frame(language) | {"code": FAULT, "incident": request_id.get() or "–"}
    page = environment().get_template("refusals/fault.html.j2").render(context)
    answer = HttpResponse(page, status=500)
    answer["Cache-Control"] = "no-store"
    return answer


def _one(request: HttpRequest, problem: Problem, title: Text, status: int) -> HttpResponse:
    """The page of one problem."""
    is_read = request.method in ("GET", "HEAD")
    # Whoever tries a thousand addresses does not make the office count what waits for them.
    request.is_refused = True  # type: ignore[attr-defined]
    context = {
        "problem": problem,
        "title": title,
        "wrote_nothing": not is_read,
    }
    return render(request, "refusals/one.html.j2", context, status=status)
