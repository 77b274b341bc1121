"""What goes with an erased person besides the account: sessions, codes, identities, counted attempts, names.

An invitation under the same name that is still open is left alone: it may be meant for somebody else; so is
one that somebody else accepted.
"""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.db.models import Q

from chiso.office.ledger.erasing import Erasure
from chiso.office.people.models import Invitation, SecondFactorState, StandIn, Team

# A name stands in lists, and is what one presses there.
_GONE = "–"


def erase_from_accounts(erasure: Erasure) -> int:
    """Delete the rows that tell of the person, empty texts that name them; how many."""
    person = erasure.person
    found = 0
    for model in (Authenticator, SocialAccount, UserSession):
        found += int(model.objects.filter(user_id=person.pk).delete()[0])
    found += SecondFactorState.objects.filter(person=person).delete()[0]
    found += int(AccessAttempt.objects.filter(username__iexact=person.username).delete()[0])
    return found + _erase_names(erasure)


def _erase_names(erasure: Erasure) -> int:
    person = erasure.person
    ended = ~Q(revoked_at=None) | Q(expires_at__lte=erasure.at)
    by_nobody = Q(accepted_by=None)
    theirs = Q(accepted_by=person) | (by_nobody & ended & erasure.named_in("full_name", "email"))
    if person.email:
        theirs |= Q(email__iexact=person.email)
    found = Invitation.objects.filter(theirs).update(full_name="", email="")
    found += StandIn.objects.filter(erasure.named_in("document")).update(document="")
    found += Team.objects.filter(erasure.named_in("purpose")).update(purpose="")
    return found + Team.objects.filter(erasure.named_in("name")).update(name=_GONE)
