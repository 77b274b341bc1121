"""Stand-ins: one's own, those for others, ending them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.office.people import access, selectors, services
from chiso.office.people.forms import StandInForm, add_problems, describe
from chiso.office.people.guard import needs, signed_in
from chiso.office.people.models import Appointment, Person
from chiso.office.people.rights import Where, may, title_of
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash, safe_address


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Who stands in for me, for whom I stand in; naming a stand-in."""
    actor = person_of(request)
    offered = selectors.own_appointments(actor)
    return _page(
        request, actor, actor, offered, "people/my-stand-ins.html.j2", reverse("people:my-stand-ins")
    )


@needs(access.STAND_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def for_another(request: HttpRequest, key: str) -> HttpResponse:
    """Name a stand-in for somebody who is absent."""
    actor = person_of(request)
    shown = access.get_person_for(actor, key)
    offered = [
        one for one in selectors.own_appointments(shown) if may(actor, access.STAND_IN, Where(one.agency))
    ]
    back = reverse("people:person", args=[shown.key])
    return _page(request, actor, shown, offered, "people/stand-in.html.j2", back)


def _page(
    request: HttpRequest, actor: Person, absent: Person, offered: list[Appointment], template: str, back: str
) -> HttpResponse:
    form = StandInForm(
        request.POST or None,
        appointments=offered,
        initial={"appointment": offered[0].key} if len(offered) == 1 else {},
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            asked = dict(form.cleaned_data)
            appointment = next(one for one in offered if one.key == asked.pop("appointment"))
            try:
                made = services.name_stand_in(actor=actor, appointment=appointment, **asked)
            except Incomplete as refused:
                add_problems(form, refused)
            else:
                said = text(
                    "{deputy} stands in for {name}.", deputy=made.deputy.full_name, name=absent.full_name
                )
                flash(request, said)
                return SeeOther(back)
    context = {
        "form": form,
        "shown": absent,
        "offered": offered,
        "stand_ins": selectors.stand_ins_of(actor, absent),
        "now": timezone.now(),
        "describe": describe,
        "action_title": title_of,
    }
    return render(request, template, context, status=status)


@signed_in
@require_POST
def end(request: HttpRequest, key: str) -> HttpResponse:
    """End a stand-in this minute."""
    actor = person_of(request)
    stand_in = access.get_stand_in_for(actor, key)
    services.end_stand_in(actor=actor, stand_in=stand_in, expected_version=expected_version(request))
    flash(request, text("The stand-in is ended."))
    return SeeOther(safe_address(request, request.POST.get("back", ""), reverse("people:my-stand-ins")))
