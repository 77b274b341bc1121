"""The sound of a voice note: played to whoever reads its record, and deleted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chiso.language import text
from chiso.office.errors import Incomplete, NotFound
from chiso.office.files.serving import send_sound
from chiso.office.files.showing import add_problems
from chiso.office.inspections.access import DELETE_SOUND, READ, sound_to_delete, voice_note_for
from chiso.office.inspections.record_forms import DeleteSoundForm
from chiso.office.inspections.services.attaching import delete_sound
from chiso.office.people.guard import needs
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.office.ui.conflicts import keep


@needs(READ)
@require_safe
def sound(request: HttpRequest, key: str) -> HttpResponseBase:
    """The sound, whole or in parts."""
    found = voice_note_for(person_of(request), key)
    if found.content is None:
        raise NotFound
    # A part is a matter of GET alone (RFC 9110, 14.2).
    return send_sound(found.content, request.headers.get("Range", "") if request.method == "GET" else "")


@needs(DELETE_SOUND)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, key: str) -> HttpResponse:
    """Delete the sound; the summary stays."""
    person = person_of(request)
    note = sound_to_delete(person, key)
    visit = note.record.visit
    form = keep(request, DeleteSoundForm(request.POST or None))
    if request.method == "POST" and form.is_valid():
        try:
            delete_sound(
                actor=person, note=note, reason=form.cleaned_data["reason"],
                expected_version=expected_version(request),
            )  # fmt: skip
        except Incomplete as refused:
            add_problems(form, refused.problems, "reason")
        else:
            flash(request, text("The sound was deleted; its summary stays."))
            return SeeOther(reverse("inspections:record", args=[visit.key]))
    context = {
        "form": form, "note": note, "visit": visit, "record": note.record, "inspection": visit.inspection,
    }  # fmt: skip
    return render(
        request, "inspections/records/delete_sound.html.j2", context, status=status_of_form(request)
    )
