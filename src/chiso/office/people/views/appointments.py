"""Appointing somebody, changing an appointment, ending it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.office.people import access, services
from chiso.office.people.forms import AppointForm, ChangeAppointmentForm, add_problems, describe
from chiso.office.people.guard import needs
from chiso.office.people.signed_in import person_of
from chiso.office.people.step_up import step_up
from chiso.office.ui.answers import SeeOther, expected_version, flash
from chiso.office.ui.conflicts import keep


@needs(access.APPOINT)
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: HttpRequest, key: str) -> HttpResponse:
    """Appoint a person to a further role."""
    actor = person_of(request)
    shown = access.get_person_for(actor, key)
    form = AppointForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = services.appoint(actor=actor, person=shown, **form.cleaned_data)
            except Incomplete as refused:
                add_problems(form, refused)
            else:
                said = text("{name} is appointed: {role}.", name=shown.full_name, role=describe(made))
                flash(request, said)
                return SeeOther(reverse("people:person", args=[shown.key]))
    return render(request, "people/appoint.html.j2", {"form": form, "shown": shown}, status=status)


@needs(access.APPOINT)
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Change until when, and on which parts."""
    actor = person_of(request)
    appointment = access.get_appointment_for(actor, key)
    stands = {
        "nodes": "\n".join(appointment.nodes),
        "valid_to": appointment.valid_to,
        "expected_version": appointment.version,
    }
    form = keep(request, ChangeAppointmentForm(request.POST or None, initial=stands))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.change_appointment(actor=actor, appointment=appointment, **form.cleaned_data)
            except Incomplete as refused:
                add_problems(form, refused)
            else:
                flash(request, text("The appointment is changed."))
                return SeeOther(reverse("people:person", args=[appointment.person.key]))
    context = {"form": form, "appointment": appointment, "described": describe(appointment)}
    return render(request, "people/change-appointment.html.j2", context, status=status)


@needs(access.APPOINT)
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, key: str) -> HttpResponse:
    """End an appointment this minute; asked once more first."""
    actor = person_of(request)
    appointment = access.get_appointment_for(actor, key)
    if request.method == "POST":
        services.end_appointment(
            actor=actor, appointment=appointment, expected_version=expected_version(request)
        )
        flash(request, text("The appointment is ended."))
        return SeeOther(reverse("people:person", args=[appointment.person.key]))
    context = {"appointment": appointment, "described": describe(appointment)}
    return render(request, "people/end-appointment.html.j2", context)
