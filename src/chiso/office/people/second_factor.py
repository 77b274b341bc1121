"""The second factor: six digits from a telephone (TOTP, RFC 6238), or one of ten recovery codes.

A code opens the door once: the step of time it belongs to must be later than the last one that was used
(RFC 6238, 5.2), and that is kept in a row, under a lock, for all processes. Five wrong codes in a row lock
the second factor of the account for fifteen minutes, from every address: only somebody who has given the
password gets as far as this, so a stranger cannot lock anybody out by it.

The secret and the seed of the recovery codes are stored by django-allauth, encrypted (`adapters.Codes`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.db import transaction
from django.utils import timezone

from chiso.office.ledger.work import ACCOUNTS, unit_of_work
from chiso.office.people.models import Person, SecondFactorState

LIMIT = 5
LOCKED_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a code: accepted; else until when no further one is looked at, if that is so."""

    accepted: bool
    locked_until: datetime | None = None
    by_recovery_code: bool = False
    codes_left: int = 0


def is_enrolled(person: Person) -> bool:
    """Whether the person has set up the app on a telephone."""
    return _secret_row(person) is not None


def new_secret() -> str:
    """A fresh secret of 160 bits, in base32."""
    return str(generate_totp_secret())


def accept_code(person: Person, written: str) -> Answer:
    """Whether a code opens the door; a wrong one is counted and told in the record."""
    code = "".join(written.split())
    now = timezone.now()
    with transaction.atomic():
        state = _lock_state(person)
        if state.locked_until is not None and state.locked_until > now:
            return Answer(False, state.locked_until)
        counter = _counter_of(person, code, state.last_counter)
        left = None if counter is not None else _spend_recovery_code(person, code)
        if counter is not None or left is not None:
            state.last_counter = counter if counter is not None else state.last_counter
            state.failures, state.failed_at, state.locked_until = 0, None, None
            state.save()
            if left is not None:
                with unit_of_work(ACCOUNTS, actor=person) as work:
                    work.record("recovery_code_used", person, facts={"left": left})
            return Answer(True, by_recovery_code=left is not None, codes_left=left or 0)
        return _count_failure(person, state, now)


def check_first_code(secret: str, written: str) -> int | None:
    """The step of time of a code under a secret that is not stored yet; None: the code is wrong."""
    return _matching_counter(secret, "".join(written.split()), 0)


def enrol(*, person: Person, secret: str, counter: int) -> list[str]:
    """Keep the secret of a telephone and make recovery codes; returns them, to be shown this once."""
    with unit_of_work(ACCOUNTS, actor=person) as work:
        state = _lock_state(person)
        Authenticator.objects.filter(user=person).delete()
        TOTP.activate(person, secret)
        codes = RecoveryCodes.activate(person)
        state.last_counter, state.failures, state.locked_until = counter, 0, None
        state.save()
        work.record("second_factor_set_up", person)
        return list(codes.generate_codes())


def renew_recovery_codes(*, person: Person) -> list[str]:
    """Ten new recovery codes; the ones before open nothing any more."""
    with unit_of_work(ACCOUNTS, actor=person) as work:
        _lock_state(person)
        Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).delete()
        codes = RecoveryCodes.activate(person)
        work.record("recovery_codes_renewed", person)
        return list(codes.generate_codes())


def remove(person: Person) -> None:
    """Forget telephone and codes, inside the transaction of whoever decided so."""
    Authenticator.objects.filter(user=person).delete()
    SecondFactorState.objects.filter(person=person).delete()


def recovery_codes_left(person: Person) -> int:
    """How many recovery codes are unused."""
    row = Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(RecoveryCodes(row).get_unused_codes()) if row is not None else 0


def recovery_codes_of_enrolled(person: Person) -> int | None:
    """How many recovery codes are unused; None where no telephone is set up. One query, for every page."""
    rows = {row.type: row for row in Authenticator.objects.filter(user=person)}
    if Authenticator.Type.TOTP not in rows:
        return None
    codes = rows.get(Authenticator.Type.RECOVERY_CODES)
    return len(RecoveryCodes(codes).get_unused_codes()) if codes is not None else 0


def _count_failure(person: Person, state: SecondFactorState, now: datetime) -> Answer:
    recent = state.failed_at is not None and now - state.failed_at < LOCKED_FOR
    state.failures = state.failures + 1 if recent else 1
    state.failed_at = now
    locks = state.failures >= LIMIT
    if locks:
        state.locked_until, state.failures = now + LOCKED_FOR, 0
    state.save()
    with unit_of_work(ACCOUNTS, actor=None) as work:
        work.record("code_locked" if locks else "code_refused", person, outcome="refused", person=person)
    return Answer(False, state.locked_until if locks else None)


def _lock_state(person: Person) -> SecondFactorState:
    SecondFactorState.objects.get_or_create(person=person)
    return SecondFactorState.objects.select_for_update().get(person=person)


def _secret_row(person: Person) -> Authenticator | None:
    found: Authenticator | None = Authenticator.objects.filter(
        user=person, type=Authenticator.Type.TOTP
    ).first()
    return found


def _counter_of(person: Person, code: str, after: int) -> int | None:
    row = _secret_row(person)
    return _matching_counter(decrypt(row.data["secret"]), code, after) if row is not None else None


def _matching_counter(secret: str, code: str, after: int) -> int | None:
    for counter in yield_hotp_counters_from_time():
        expected = format_hotp_value(hotp_value(secret, counter))
        if counter > after and compare_user_code(actual=code, expected=expected):
            return int(counter)
    return None


def _spend_recovery_code(person: Person, code: str) -> int | None:
    """How many are left after this one was spent; None where it is none of them."""
    row = Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).first()
    if row is None or not code:
        return None
    codes = RecoveryCodes(row)
    return len(codes.get_unused_codes()) if codes.validate_code(code) else None
