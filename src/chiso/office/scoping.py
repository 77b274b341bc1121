"""Whose rows a request may touch at all: a scope over agencies, the outer bound of every right.

A model with `objects = ScopedManager(agency="agency")` cannot be queried outside a scope: forgetting it
raises, it never shows everything. The middleware sets the scope of the signed-in person; what they may do
with a row inside it is decided by rights. Background work names its scope itself (`scopes_disabled()`
for the whole, in `django_scopes`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django_scopes import get_scope, scope

from chiso.office.organisation.models import Assignment
from chiso.office.people.holdings import holdings
from chiso.office.people.models import Person
from chiso.office.people.roles import Role

# These read, in some phase at least, what any agency has made.
_WHOLE_CITY = frozenset(
    {Role.COORDINATOR, Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY, Role.CITY_LEADER, Role.AUDITOR}
)


def reach_of(person: Person) -> list[int] | None:
    """The agencies (primary keys) within whose rows a person may be given any right; None: all.

    Own agencies, and those of whose parts an appraiser's agency is in charge. No query beyond what the
    person holds, but for appraisers one.
    """
    held = [one.appointment for one in holdings(person)]
    if any(one.role in _WHOLE_CITY for one in held):
        return None
    own = {one.agency_id for one in held if one.agency_id is not None}
    appraising = {one.agency_id for one in held if one.role == Role.APPRAISER}
    if appraising:
        rows = Assignment.objects.filter(Q(appraising__in=appraising), campaign__closed_at=None)
        own.update(key for pair in rows.values_list("responsible", "unit").distinct() for key in pair)
    return sorted(own)


@contextmanager
def within_reach_of(person: Person) -> Iterator[None]:
    """The scope of a person, where none is set: an answer made outside the middleware has its frame too."""
    if get_scope():
        yield
        return
    with scope(agency=reach_of(person)):
        yield


@dataclass
class ScopeOfThePerson:
    """Sets the scope for one request; without a person there is none, and scoped queries raise."""

    get_response: Callable[[HttpRequest], HttpResponse]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand the request on within the scope of its person."""
        if not request.user.is_authenticated:
            return self.get_response(request)
        with scope(agency=reach_of(request.user)):
            return self.get_response(request)
