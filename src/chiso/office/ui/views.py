"""Home, and the choice of language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from chiso.language import LANGUAGES
from chiso.office.people.guard import public, signed_in
from chiso.office.ui.middleware import COOKIE

_A_YEAR = 365 * 24 * 3600


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, until when."""
    return render(request, "home.html.j2", {"tasks": []})


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language and go back to the page."""
    back = request.POST.get("back", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    answer = HttpResponseRedirect(back)
    wished = request.POST.get("language", "")
    if wished in LANGUAGES:
        answer.set_cookie(
            COOKIE, wished, max_age=_A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
        )
    return answer
