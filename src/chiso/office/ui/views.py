"""Home, the choice of language, help."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from chiso.language import LANGUAGES, Language, Text, text
from chiso.office.configuration import configuration
from chiso.office.people.guard import public, signed_in
from chiso.office.ui.answers import SeeOther, safe_address
from chiso.office.ui.help import contents, read_help
from chiso.office.ui.language_choice import COOKIE
from chiso.office.ui.navigation import further_entries_for
from chiso.office.ui.reader import reader_of
from chiso.office.ui.tasks import tasks_of

_WEEKDAYS = (
    text("Monday"),
    text("Tuesday"),
    text("Wednesday"),
    text("Thursday"),
    text("Friday"),
    text("Saturday"),
    text("Sunday"),
)
_A_YEAR = 365 * 24 * 3600


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, until when."""
    waiting = tasks_of(request)
    late = sum(one.state == "late" for one in waiting)
    soon = sum(one.state == "soon" for one in waiting)
    reader = reader_of(request)
    context = {
        "waiting": waiting,
        "late": late,
        "soon": soon,
        "now": _now(),
        "further": further_entries_for(request, reader) if reader is not None else [],
    }
    return render(request, "home.html.j2", context)


def _now() -> Text:
    """Thứ Ba, 15/12/2026, 16:12."""
    local = timezone.localtime()
    return text(
        "{weekday}, {day}, {hour}",
        weekday=_WEEKDAYS[local.weekday()],
        day=local.date(),
        hour=local.strftime("%H:%M"),
    )


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language and go back to the page."""
    answer = SeeOther(safe_address(request, request.POST.get("back", "/")))
    wished = request.POST.get("language", "")
    if wished in LANGUAGES:
        answer.set_cookie(
            COOKIE, wished, max_age=_A_YEAR, samesite="Lax", httponly=True, secure=configuration().secure
        )
    return answer


@public
@require_safe
def help_contents(request: HttpRequest) -> HttpResponse:
    """All help texts."""
    return render(request, "help/contents.html.j2", {"texts": contents(_language(request))})


@public
@require_safe
def help_topic(request: HttpRequest, topic: str) -> HttpResponse:
    """One help text."""
    came_from = request.headers.get("Referer", "")
    back = safe_address(request, came_from, "") if came_from else ""
    context = {"shown": read_help(topic, _language(request)), "back": back}
    return render(request, "help/topic.html.j2", context)


def _language(request: HttpRequest) -> Language:
    language: Language = getattr(request, "language", "vi")
    return language
