"""How common a problem is among all places: of one inspection, and from year to year; both as a table too."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from chiso.inspection.trend_results import remarks_of
from chiso.language import Language
from chiso.office.errors import NotFound
from chiso.office.inspections.access import FRAME, inspection_for, sees_second
from chiso.office.inspections.following.counted import limits_of, may_estimate
from chiso.office.inspections.following.prevalence_forms import PrevalenceForm, TrendForm
from chiso.office.inspections.following.trends import (
    FEWEST_ROUNDS,
    MOST_ROUNDS,
    chart_of,
    inspections_to_compare,
    prevalence_shown,
    trend_shown,
)
from chiso.office.inspections.following.views.answering import language_of, page
from chiso.office.inspections.models import Inspection
from chiso.office.people.guard import needs
from chiso.office.people.models import Person
from chiso.office.people.signed_in import person_of

_CSV = "text/csv; charset=utf-8"


@needs(FRAME)
@require_safe
def prevalence(request: HttpRequest, key: str) -> HttpResponse:
    """How common findings are among all places of an inspection, with the error of the estimate."""
    person, inspection, form = _of_one(request, key)
    shown = prevalence_shown(person, inspection, **form.asked)
    context = {
        "form": form, "inspection": inspection, "shown": shown, "limits": limits_of(person),
        "asked": _asked(request), "sees_second": sees_second(person, inspection),
    }  # fmt: skip
    return page(request, "prevalence", context)


@needs(FRAME)
@require_safe
def prevalence_table(request: HttpRequest, key: str) -> HttpResponse:
    """The same figures as a file."""
    person, inspection, form = _of_one(request, key)
    shown = prevalence_shown(person, inspection, **form.asked)
    return _as_file(shown.as_csv(), f"{inspection.number.lower()}-pho-bien")


def _of_one(request: HttpRequest, key: str) -> tuple[Person, Inspection, PrevalenceForm]:
    person = person_of(request)
    inspection = inspection_for(person, key)
    if not may_estimate(person, inspection):
        raise NotFound
    return person, inspection, PrevalenceForm(inspection, request.GET or None, language=language_of(request))


@needs(FRAME)
@require_safe
def trend(request: HttpRequest) -> HttpResponse:
    """How common findings were in several inspections, one after another."""
    form, made_up = _of_several(request)
    is_several = len(form.inspections) >= FEWEST_ROUNDS
    shown = trend_shown(person_of(request), form.inspections, **form.asked) if is_several else None
    language: Language = "vi" if language_of(request) == "vi" else "en"
    context = {
        "form": form, "shown": shown, "made_up": made_up, "limits": limits_of(person_of(request)),
        "chart": chart_of(shown, language) if shown is not None else None, "most": MOST_ROUNDS,
        "asked": _asked(request), "remarks": list(remarks_of(shown.steps)) if shown is not None else [],
    }  # fmt: skip
    return page(request, "trend", context)


@needs(FRAME)
@require_safe
def trend_table(request: HttpRequest) -> HttpResponse:
    """The same figures as a file."""
    form, _ = _of_several(request)
    if len(form.inspections) < FEWEST_ROUNDS:
        raise NotFound
    shown = trend_shown(person_of(request), form.inspections, **form.asked)
    return _as_file(shown.as_csv(), "xu-huong-pho-bien")


def _of_several(request: HttpRequest) -> tuple[TrendForm, bool]:
    """The form, of inspections that went by the checklist of the latest: others have other duties."""
    made_up = request.GET.get("minh_hoa") == "1"
    found = inspections_to_compare(person_of(request), made_up=made_up)
    alike = [one for one in found if _list_of(one) == _list_of(found[0])]
    return TrendForm(alike, request.GET or None, language=language_of(request)), made_up


def _list_of(inspection: Inspection) -> str:
    """The checklist without its version."""
    return inspection.checklist.partition("@")[0]


def _asked(request: HttpRequest) -> str:
    return f"?{request.GET.urlencode()}" if request.GET else ""


def _as_file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=_CSV)
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
