"""Wrong passwords: five for one name from one address, then fifteen minutes of waiting.

The count is by user name *and* address. A stranger who types wrong passwords for somebody locks out the
name at the stranger's own address; the official signs in from theirs as before. Guessing from very many
addresses meets passwords of twelve letters and more, hashed by Argon2, and behind them the second factor,
which is counted by account whatever the address (`chiso.office.people.second_factor`).

Nothing tells whether a name exists: an unknown name is counted and locked like any other.
"""

from __future__ import annotations

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chiso.office.configuration import configuration
from chiso.office.ledger.work import ACCOUNTS, unit_of_work
from chiso.office.people.models import Person

MINUTES = 15


def address_of(request: HttpRequest) -> str:
    """The address of the client: of what proxies say, only the part that the city's own proxies wrote."""
    proxies = configuration().trusted_proxies
    if proxies:
        told = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if one.strip()]
        if len(told) >= proxies:
            return _plain(told[-proxies])
    return _plain(str(request.META.get("REMOTE_ADDR", "")))


def _plain(written: str) -> str:
    """The address in its plain form; what is none (a Unix socket) counts as this machine."""
    from ipaddress import IPv6Address, ip_address

    try:
        address = ip_address(written.strip("[]"))
    except ValueError:
        return "127.0.0.1"
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(address)


def listen() -> None:
    """Hear of wrong passwords; called when the app is ready."""
    user_login_failed.connect(_record_failure, dispatch_uid="chiso.sign_in_failed")
    user_locked_out.connect(_record_lockout, dispatch_uid="chiso.locked_out")


def say_nothing_of(
    _username: str, _address: str, _agent: str, _path: str, _request: HttpRequest | None = None
) -> str:
    """What the log says of a client: nothing that names a person."""
    return "a client"


def answer_locked(
    request: HttpRequest, _response: HttpResponse | None = None, _credentials: Any = None
) -> HttpResponse:
    """The sign-in page with the reason, in place of what the view would have said."""
    # Here, since the view needs what is above.
    from chiso.office.people.forms import SignInForm
    from chiso.office.people.views.sign_in import sign_in_context

    context = sign_in_context(SignInForm()) | {"locked_minutes": MINUTES}
    return render(request, "people/sign-in.html.j2", context, status=429)


def _record_failure(credentials: dict[str, Any], request: HttpRequest | None = None, **_more: Any) -> None:
    """A wrong password for an account that exists is told in the record; one for no account is not."""
    if request is None or getattr(request, "axes_locked_out", False):
        return
    person = Person.objects.filter(username=credentials.get("username") or "").first()
    if person is not None:
        record_of_sign_in(person, "sign_in_failed", request, outcome="refused")


def _record_lockout(request: HttpRequest, username: str, **_more: Any) -> None:
    """The first attempt that locks is told; those that knock at a locked door add nothing."""
    if getattr(request, "axes_failures_since_start", None) is None:
        return
    person = Person.objects.filter(username=username or "").first()
    if person is not None:
        record_of_sign_in(person, "locked_out", request, outcome="refused")


def record_of_sign_in(person: Person, verb: str, request: HttpRequest, outcome: str = "done") -> None:
    """An entry about somebody's sign-in; the address speaks of a person and stands among the words."""
    with unit_of_work(ACCOUNTS, actor=person if outcome == "done" else None) as work:
        work.record(verb, person, words={"address": address_of(request)}, outcome=outcome, person=person)
