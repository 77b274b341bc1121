"""The page of second visits: how many, sealed, drawn, opened; and their folder."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chiso.language import Text, text
from chiso.office.drafting.freezing.downloads import hand_out
from chiso.office.errors import NotFound
from chiso.office.inspections.access import PREPARE, READ, second_draw_for, where_of
from chiso.office.inspections.forms import SecondForm
from chiso.office.inspections.models import Inspection, SecondDraw
from chiso.office.inspections.papers import zip_of
from chiso.office.inspections.selectors import second_told
from chiso.office.inspections.services.second_visits import (
    draw_second_visits,
    folder_of_second,
    open_second_draw,
    seal_second_draw,
    visited_of,
)
from chiso.office.inspections.views.answering import context_of, tried
from chiso.office.people.guard import needs
from chiso.office.people.rights import require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.people.step_up import step_up
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.problems import Problem


@needs(READ)
@require_http_methods(["GET", "HEAD", "POST"])
def second_visits(request: HttpRequest, key: str) -> HttpResponse:
    """Where second visits stand, and the next step of them."""
    inspection, second = second_draw_for(person_of(request), key)
    if request.method != "POST":
        return _page(request, inspection, second, SecondForm())
    require_for_page(person_of(request), PREPARE, where_of(inspection))
    if second is None:
        return _seal(request, inspection)
    return _go_on(request, second)


def _seal(request: HttpRequest, inspection: Inspection) -> HttpResponse:
    form = SecondForm(request.POST)
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        problems = tried(
            lambda: seal_second_draw(
                actor=person_of(request), inspection=inspection, wanted=form.wanted(),
                expected_version=expected_version(request),
            )
        )  # fmt: skip
        if not problems:
            return _done(request, inspection, text("The seed is sealed. Now draw the second visits."))
    return _page(request, inspection, None, form, problems)


@step_up
def _go_on(request: HttpRequest, second: SecondDraw) -> HttpResponse:
    """Draw, or open: whichever comes next and was asked."""
    actor, version = person_of(request), expected_version(request)
    if request.POST.get("action") == "open":
        problems = tried(lambda: open_second_draw(actor=actor, second=second, expected_version=version))
        said = text("The seed is open. Anybody who has the folder of the draw can repeat it.")
    else:
        problems = tried(lambda: draw_second_visits(actor=actor, second=second, expected_version=version))
        said = text("The second visits are drawn. Now give them days.")
    if problems:
        return _page(request, second.inspection, second, SecondForm(), problems)
    return _done(request, second.inspection, said)


def _done(request: HttpRequest, inspection: Inspection, said: Text) -> HttpResponse:
    flash(request, said)
    return SeeOther(reverse("inspections:second", args=[inspection.key]))


def _page(
    request: HttpRequest,
    inspection: Inspection,
    second: SecondDraw | None,
    form: SecondForm,
    problems: tuple[Problem, ...] = (),
) -> HttpResponse:
    person = person_of(request)
    context = context_of(request, person, inspection) | {
        "form": form, "second": second, "problems": problems,
        "places": second.places if second is not None else len(visited_of(inspection)),
        "told": second_told(person, inspection) if second is not None else None,
    }  # fmt: skip
    return render(request, "inspections/second.html.j2", context, status=status_of_form(request))


@needs(READ)
@require_safe
def folder(request: HttpRequest, key: str) -> HttpResponse:
    """The folder of an opened draw of second visits, as `chiso inspection verify-draw` takes it."""
    inspection, second = second_draw_for(person_of(request), key)
    if second is None or second.opened_at is None:
        raise NotFound
    return hand_out(zip_of(folder_of_second(second)), f"{inspection.number.lower()}-lan-hai.zip")
