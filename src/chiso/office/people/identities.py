"""People who come by the city's sign-in service (OpenID Connect): only those whom the office knows.

Known is who was bound before (by the service's own number for the person, `sub`), else whose address the
service has verified and exactly one account in use, or one open invitation, bears. The first time binds
the number to the account; from then on the address plays no part.
"""

from __future__ import annotations

import re
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.http import HttpRequest
from django.utils import timezone

from chiso.language import DEFAULT_LANGUAGE
from chiso.office.ledger.work import ACCOUNTS, unit_of_work
from chiso.office.people.checks import check_username
from chiso.office.people.models import Invitation, Person
from chiso.office.people.services.invitations import open_account


def recognise(request: HttpRequest, login: Any) -> Person | None:
    """Whom the service vouches for; None: nobody whom the office knows."""
    bound = SocialAccount.objects.filter(provider=login.account.provider, uid=login.account.uid).first()
    if bound is not None:
        person: Person = bound.user
        return person if person.is_active and person.left_at is None else None
    address = _verified_address(login)
    if not address:
        return None
    people = list(Person.objects.filter(email__iexact=address, is_active=True, left_at=None)[:2])
    if len(people) > 1:
        return None
    found = people[0] if people else _accept_invitation(request, address)
    if found is None or SocialAccount.objects.filter(user=found, provider=login.account.provider).exists():
        # Somebody whose account is bound to another number is not the one who comes now.
        return None
    _bind(found, login)
    return found


def _verified_address(login: Any) -> str:
    """The address that the service has verified; "" where there is none."""
    told = [one.email for one in login.email_addresses if one.verified is True and one.email]
    return str(told[0]) if len(told) == 1 else ""


def _bind(person: Person, login: Any) -> None:
    with unit_of_work(ACCOUNTS, actor=None) as work:
        # The number is all that is needed of what the service told.
        SocialAccount.objects.create(user=person, provider=login.account.provider, uid=login.account.uid)
        work.record("identity_bound", person, person=person)


def _accept_invitation(request: HttpRequest, address: str) -> Person | None:
    rows = Invitation.objects.filter(
        email__iexact=address, accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()
    )
    open_now = list(rows[:2])
    if len(open_now) != 1:
        return None
    language = getattr(request, "language", DEFAULT_LANGUAGE)
    return open_account(open_now[0], username=_free_username(address), password=None, language=language)


def _free_username(address: str) -> str:
    """A user name from the address; with a number where somebody has it."""
    plain = re.sub(r"[^a-z0-9._-]", "", address.partition("@")[0].lower()).lstrip("._-")[:50]
    wished = plain if len(plain) >= 3 else f"user.{plain}"
    number, name = 1, wished
    while check_username(name):
        number += 1
        name = f"{wished}{number}"
    return name
