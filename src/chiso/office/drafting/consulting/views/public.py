"""The page of a consultation for everybody: the draft to read, a form for what one thinks. No sign-in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chiso.office.drafting.consulting.forms import PublicForm
from chiso.office.drafting.consulting.selectors import public_consultation, text_laid_open
from chiso.office.drafting.consulting.services.opinions import Sender, receive_opinion
from chiso.office.drafting.consulting.showing import parts_shown, state_of, time_left_of
from chiso.office.drafting.models import Consultation
from chiso.office.errors import OfficeRefused
from chiso.office.people.guard import public
from chiso.office.people.lockout import address_of
from chiso.office.records import KEY_LENGTH
from chiso.office.ui.answers import SeeOther, status_of_form
from chiso.office.ui.refusals import TooOften
from chiso.problems import Problem

RECEIPT = "so"


@public
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Read the draft and send an opinion; after the deadline, read it."""
    found = public_consultation(slug)
    framework = text_laid_open(found)
    form = PublicForm(framework, request.POST or None, initial={"node": request.GET.get("muc", "")})
    refused: OfficeRefused | None = None
    status = status_of_form(request)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        sender = Sender(given["name"], given["contact"], address_of(request))
        try:
            taken = receive_opinion(
                consultation=found, node=given["node"], words=given["words"], sender=sender
            )
        except OfficeRefused as error:
            # What was typed stays on the page, also where it came too often or too late.
            refused, status = error, error.status
        else:
            address = reverse("drafting:public-consultation", args=[slug])
            return SeeOther(f"{address}?{RECEIPT}={taken.key}")
    problems: tuple[Problem, ...] = refused.problems if refused else ()
    context = {
        "consultation": found,
        "state": state_of(found),
        "time_left": time_left_of(found),
        "framework": framework,
        "parts": list(parts_shown(framework)),
        "form": form,
        "problems": problems,
        "receipt": _receipt(request, found),
    }
    answer = render(request, "drafting/public-consultation.html.j2", context, status=status)
    if isinstance(refused, TooOften):
        answer["Retry-After"] = str(refused.minutes * 60)
    # The address is given to people; search engines are not among them.
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _receipt(request: HttpRequest, consultation: Consultation) -> str:
    """The number of an opinion that was just taken here; "" otherwise."""
    written = request.GET.get(RECEIPT, "")
    if len(written) != KEY_LENGTH or not consultation.opinions.filter(key=written, agency=None).exists():
        return ""
    return written
