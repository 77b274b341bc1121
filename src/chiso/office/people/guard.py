"""Default deny: a view that does not say who may open it is opened by nobody.

    @public                     sign-in, health: nobody need be signed in
    @signed_in                  every person with an account in use
    @needs("people.invite")     who holds a role that may do this somewhere; the service asks again, about
                                the very thing

Views of libraries are declared in `LIBRARY_ROUTES` of `chiso.office.people.routes`, by name of address.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from chiso.language import text
from chiso.office.errors import NoRight, NotFound, OfficeRefused
from chiso.office.people.holdings import remembering
from chiso.office.people.rights import Where, may_somewhere, require
from chiso.office.people.routes import LIBRARY_NAMESPACES, LIBRARY_ROUTES, Access
from chiso.office.people.sessions import is_over, note_seen
from chiso.problems import Place, Problem

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = Access(public=True)
SIGNED_IN = Access()


def public(view: View) -> View:
    """Nobody need be signed in."""
    return _declare(view, PUBLIC)


def signed_in(view: View) -> View:
    """Whoever has an account in use."""
    return _declare(view, SIGNED_IN)


def needs(action: str) -> Callable[[View], View]:
    """Whoever may do `action` somewhere."""
    return lambda view: _declare(view, Access(action=action))


def _declare(view: View, access: Access) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view


def access_of(view: Any, name: str | None) -> Access | None:
    """Who may open a view; None where nobody said."""
    declared: Access | None = getattr(view, "access", None)
    written = name or ""
    return declared or LIBRARY_ROUTES.get(written) or LIBRARY_NAMESPACES.get(written.partition(":")[0])


@dataclass
class Guard:
    """Stands before every view."""

    get_response: Callable[[HttpRequest], HttpResponse]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand the request on; what the reader holds is asked of the database once. See `process_view`."""
        with remembering():
            answer = self.get_response(request)
        if not answer.has_header("Cache-Control"):
            # Whatever a page shows is for this reader and this moment.
            answer["Cache-Control"] = "private, no-store"
        return answer

    def process_view(
        self, request: HttpRequest, view: Any, _arguments: Any, named: dict[str, Any]
    ) -> HttpResponse | None:
        """Answer in place of the view where it may not be opened."""
        from chiso.office.ui.refusals import answer_refusal

        try:
            _refuse_nul(request, named)
            return self._stop(request, view)
        except OfficeRefused as refused:
            # Django asks no middleware about what is raised before the view.
            match = request.resolver_match
            if match is not None and match.namespace == "api":
                from chiso.office.api.urls import refused as answer_program

                return answer_program(request, refused)
            return answer_refusal(request, refused)

    def _stop(self, request: HttpRequest, view: Any) -> HttpResponse | None:
        match = request.resolver_match
        access = access_of(view, match.view_name if match else None)
        if access is None:
            raise NoRight(text("Nobody may open this page."), text("Tell the administrator of the system."))
        if access.public:
            return None
        if request.user.is_authenticated and is_over(request):
            logout(request)
        if not request.user.is_authenticated:
            # What was posted cannot be posted again by a redirect: after signing in one starts at home.
            back = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
            return redirect_to_login(back, settings.LOGIN_URL)
        note_seen(request)
        if access.action and not may_somewhere(request.user, access.action):
            require(request.user, access.action, Where())
        return None


def _refuse_nul(request: HttpRequest, named: dict[str, Any]) -> None:
    """No page of ours sends a NUL, and PostgreSQL takes none: not even to look for it.

    Raises NotFound where a key holds one, OfficeRefused (CH-7005) where what was typed does.
    """
    if any("\0" in value for value in named.values() if isinstance(value, str)):
        raise NotFound
    for sent in (request.GET, request.POST):
        for name, values in sent.lists():
            if any("\0" in str(value) for value in (name, *values)):
                expected = text("Something in this request is not as a browser sends it.")
                mend = text("Go back to the page, load it anew and try again.")
                raise OfficeRefused([Problem("CH-7005", Place(), "", expected, mend)])
