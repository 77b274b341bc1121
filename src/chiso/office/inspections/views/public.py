"""Draws for everybody: commitments before they are opened, the files to draw again afterwards. No sign-in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chiso.office.drafting.freezing.downloads import hand_out
from chiso.office.inspections.papers import zip_of
from chiso.office.inspections.public import draw_laid_open, public_draws, second_draw_laid_open
from chiso.office.inspections.services.drawing import folder_files
from chiso.office.inspections.services.second_visits import folder_of_second
from chiso.office.people.guard import public
from chiso.office.ui.paging import page_of


@public
@require_safe
def draws(request: HttpRequest) -> HttpResponse:
    """Every sealed draw with its commitment. Two queries, however many there are."""
    return render(request, "inspections/public.html.j2", {"pages": page_of(request, public_draws())})


@public
@require_safe
def folder(request: HttpRequest, number: str) -> HttpResponse:
    """The folder of a draw that lies open, as `chiso inspection verify-draw` takes it."""
    found = draw_laid_open(number)
    return hand_out(zip_of(folder_files(found)), f"{found.number.lower()}-rut-tham.zip")


@public
@require_safe
def second_folder(request: HttpRequest, number: str) -> HttpResponse:
    """The folder of second visits whose draw lies open."""
    found = second_draw_laid_open(number)
    return hand_out(zip_of(folder_of_second(found)), f"{number.lower()}-lan-hai.zip")
