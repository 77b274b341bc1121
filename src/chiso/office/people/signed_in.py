"""The person behind a request that the guard let through."""

from __future__ import annotations

from django.http import HttpRequest

from chiso.office.people.models import Person


def person_of(request: HttpRequest) -> Person:
    """Who is signed in; only for views that are not public."""
    person = request.user
    assert isinstance(person, Person), "the guard lets nobody pass who is not signed in"
    return person
