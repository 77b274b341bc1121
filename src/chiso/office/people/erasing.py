"""What goes with an erased person besides the account: sessions, codes, identities, counted attempts."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt

from chiso.office.ledger.erasing import Erasure
from chiso.office.people.models import SecondFactorState


def erase_from_accounts(erasure: Erasure) -> int:
    """Delete the rows that tell of the person; how many."""
    person = erasure.person
    found = 0
    for model in (Authenticator, SocialAccount, UserSession):
        found += int(model.objects.filter(user_id=person.pk).delete()[0])
    found += SecondFactorState.objects.filter(person=person).delete()[0]
    found += int(AccessAttempt.objects.filter(username=person.username).delete()[0])
    return found
