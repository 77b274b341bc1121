"""API tokens of the person who is signed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chiso.language import text
from chiso.office.api.forms import TokenForm
from chiso.office.api.models import Token
from chiso.office.api.scopes import SCOPES
from chiso.office.api.services import make_token, revoke_token
from chiso.office.errors import NotFound
from chiso.office.people.guard import signed_in
from chiso.office.people.signed_in import person_of
from chiso.office.people.step_up import step_up
from chiso.office.ui.answers import SeeOther, expected_version, flash


@signed_in
@step_up
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens of this person; a new one is shown once, in the answer to the post that made it."""
    person = person_of(request)
    form = TokenForm(request.POST or None, initial={"days": 90})
    made = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = make_token(actor=person, name=given["name"], scopes=given["scopes"], days=given["days"])
        form = TokenForm(initial={"days": 90})
    context = {
        "form": form,
        "made": made,
        "tokens": Token.objects.filter(person=person),
        "scopes": SCOPES,
        "now": timezone.now(),
    }
    failed = request.method == "POST" and made is None
    return render(request, "api/tokens.html.j2", context, status=422 if failed else 200)


@signed_in
@require_POST
def revoke(request: HttpRequest, key: str) -> HttpResponse:
    """End a token now."""
    person = person_of(request)
    token = Token.objects.filter(person=person, key=key).first()
    if token is None:
        raise NotFound
    revoke_token(actor=person, token=token, expected_version=expected_version(request))
    flash(request, text("The token was revoked; programs that use it are refused from now on."))
    return SeeOther(reverse("tokens:list"))
