"""The step between password and office: a code, or for a first time the setting up of one.

Until it is done nobody is signed in: a session that is signed in has passed both.
"""

from __future__ import annotations

from allauth.account.stages import LoginStage, LoginStageController
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare

from chiso.office.people.models import Person
from chiso.office.people.second_factor import is_enrolled

KEY = "chiso_second_factor"
_PASSED = "first_factor_passed"


class SecondFactor(LoginStage):  # type: ignore[misc]
    """Always asked, whichever way the first factor came."""

    key = KEY
    urlname = "people:code"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Send to the page of the code, or to that where a telephone is set up."""
        return redirect("people:code" if is_enrolled(self.login.user) else "people:set-up"), True


def waiting(request: HttpRequest) -> tuple[SecondFactor, Person] | None:
    """The step that a browser stands at, and who gave the first factor there; None: at no step."""
    stage = LoginStageController.enter(request, KEY)
    if stage is None or stage.login.user is None or not stage.login.user.is_active:
        return None
    person: Person = stage.login.user
    passed = str(request.session.get(_PASSED, ""))
    if not constant_time_compare(passed, person.get_session_auth_hash()):
        return None
    return stage, person


def note_first_factor(request: HttpRequest, person: Person) -> None:
    """The first factor was right, and it was this one: a new password ends what waits under the old."""
    request.session[_PASSED] = person.get_session_auth_hash()
