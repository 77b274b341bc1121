"""What is done with an account itself: the first one, password, language, ways back in, sessions."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from chiso.language import LANGUAGES, text
from chiso.office.api.services import revoke_all_tokens
from chiso.office.errors import Incomplete, NotFound
from chiso.office.ledger.work import ACCOUNTS, unit_of_work
from chiso.office.people import second_factor
from chiso.office.people.access import RENEW
from chiso.office.people.checks import check_password_rules, check_username, problem
from chiso.office.people.links import RENEWAL_STANDS, digest_of_token, make_token
from chiso.office.people.models import Appointment, Person, Renewal
from chiso.office.people.roles import Role
from chiso.office.people.services.appointments import check_serves, require_for_another
from chiso.office.people.sessions import end_sessions_of
from chiso.office.records import save_next


def create_first_administrator(
    *, username: str, full_name: str, password: str, email: str = "", language: str = "vi"
) -> Person:
    """The account with which an office begins: administrator of accounts and of the system.

    The only account that nobody invited; made where the office is installed. The telephone for codes is
    set up at the first sign-in.
    Raises Incomplete (CH-7101 no name, CH-7102, CH-7103, CH-7104, CH-7123 there is an account already).
    """
    likely = Person(username=username, full_name=full_name, email=email)
    problems = check_username(username) + check_password_rules(password, likely)
    if not full_name.strip():
        problems.append(
            problem("CH-7101", "full_name", text("Expected a name."), text("Write family and given name."))
        )
    if problems:
        raise Incomplete(problems)
    with unit_of_work(ACCOUNTS, actor=None) as work:
        if Person.objects.filter(is_demonstration=False).exists():
            expected = text("Expected an office without accounts.")
            mend = text("An administrator of accounts invites further people.")
            raise Incomplete([problem("CH-7123", "", expected, mend)])
        person = Person.objects.create_user(
            username, password, full_name=full_name.strip(), email=email, language=language
        )
        for role in (Role.ACCOUNT_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR):
            Appointment.objects.create(person=person, role=role, valid_from=timezone.localdate())
        words = {"name": person.full_name}
        work.record("first_administrator_made", person, words=words, person=person)
    return person


def change_password(
    *, actor: Person, password: str, keep_session: str, revokes_tokens: bool = False
) -> Person:
    """Set one's own password; all other sessions end. `keep_session`: the key of the one that goes on.

    Tokens of the API end too where `revokes_tokens` says so: a password that is changed by custom must not
    stop a program at night, one that somebody may have seen must.
    The caller has asked for the password before and for a code (`step_up`). Raises Incomplete (CH-7104).
    """
    problems = check_password_rules(password, actor)
    if problems:
        raise Incomplete(problems)
    with unit_of_work(ACCOUNTS, actor=actor) as work:
        person = Person.objects.select_for_update().get(pk=actor.pk)
        person.set_password(password)
        save_next(person)
        ended = end_sessions_of(person, but=keep_session)
        if revokes_tokens:
            revoke_all_tokens(person, work)
        work.record("password_changed", person, facts={"sessions": ended})
    return person


def choose_language(*, actor: Person, language: str) -> Person:
    """The language in which the office speaks to a person. Raises Incomplete (CH-7124)."""
    if language not in LANGUAGES:
        expected = text("Expected Vietnamese or English.")
        raise Incomplete(
            [problem("CH-7124", "language", expected, text("Choose one of the two."), found=language)]
        )
    with unit_of_work(ACCOUNTS, actor=actor) as work:
        person = Person.objects.select_for_update().get(pk=actor.pk)
        person.language = language
        save_next(person)
        work.record("language_chosen", person, facts={"language": language})
    return person


def end_own_sessions(*, actor: Person, keep_session: str = "", only: int | None = None) -> int:
    """End one of one's own sessions (`only`, its row) or all but `keep_session`; returns how many.

    Raises NotFound where `only` is no session of theirs.
    """
    with unit_of_work(ACCOUNTS, actor=actor) as work:
        ended = end_sessions_of(actor, but=keep_session, only=only)
        if only is not None and not ended:
            raise NotFound
        work.record("session_ended", actor, facts={"count": ended})
    return ended


@dataclass(frozen=True, slots=True)
class Renewed:
    """A way back in and its token, which is shown or sent this once and kept nowhere."""

    renewal: Renewal
    token: str


def issue_renewal(*, actor: Person | None, person: Person, resets_second_factor: bool) -> Renewed:
    """A link by which somebody sets a new password and, where the telephone is lost, sets up another.

    Telephone and recovery codes are forgotten when the link is used, not before. `actor` None: the console.
    Raises NoRight (also: for oneself), Incomplete (CH-7111 the person has left).
    """
    decision = require_for_another(actor, RENEW, person, None) if actor is not None else None
    problems = check_serves(person)
    if problems:
        raise Incomplete(problems)
    token, digest = make_token()
    with unit_of_work(ACCOUNTS, actor=actor, decision=decision) as work:
        renewal = _replace_renewal(person, digest, actor, resets_second_factor)
        facts = {"person": person.pk, "second_factor": resets_second_factor}
        work.record("renewal_issued", renewal, facts=facts, words={"name": person.full_name}, person=person)
    return Renewed(renewal, token)


def ask_for_renewal(*, person: Person) -> Renewed:
    """What somebody at the sign-in page asked for: a link for a new password, to be mailed to the account.

    The second factor stays as it is.
    """
    token, digest = make_token()
    with unit_of_work(ACCOUNTS, actor=None) as work:
        renewal = _replace_renewal(person, digest, None, False)
        work.record("renewal_asked", person, person=person)
    return Renewed(renewal, token)


def find_open_renewal(token: str) -> Renewal:
    """The renewal that a link opens. Raises Incomplete (CH-7110): expired, withdrawn, used or none."""
    found = (
        Renewal.objects.select_related("person")
        .filter(token_digest=digest_of_token(token), used_at=None, revoked_at=None)
        .filter(expires_at__gt=timezone.now(), person__is_active=True)
        .first()
    )
    if found is None:
        expected = text("Expected a link that is still open: it may be used up, withdrawn or too old.")
        mend = text("Ask whoever gave it to you for another one.")
        raise Incomplete([problem("CH-7110", "", expected, mend)])
    return found


def use_renewal(*, token: str, password: str) -> Person:
    """Set a new password by a link; all sessions and all tokens of the API end.

    Who lost password or telephone cannot know who has found them. Raises Incomplete (CH-7110, CH-7104).
    """
    renewal = find_open_renewal(token)
    problems = check_password_rules(password, renewal.person)
    if problems:
        raise Incomplete(problems)
    with unit_of_work(ACCOUNTS, actor=None) as work:
        # Under the lock of the chain: of two who hold the link, one comes first.
        renewal = find_open_renewal(token)
        person = Person.objects.select_for_update().get(pk=renewal.person_id)
        person.set_password(password)
        save_next(person)
        if renewal.resets_second_factor:
            second_factor.remove(person)
            work.record("second_factor_removed", person, words={"name": person.full_name}, person=person)
        renewal.used_at = timezone.now()
        renewal.save()
        end_sessions_of(person)
        revoke_all_tokens(person, work)
        work.record("renewed", person, person=person)
    return person


def _replace_renewal(person: Person, digest: str, by: Person | None, resets: bool) -> Renewal:
    """A new link makes the one before void; one that somebody asked for leaves an administrator's alone."""
    now = timezone.now()
    before = Renewal.objects.filter(person=person, used_at=None, revoked_at=None)
    (before if by is not None else before.filter(issued_by=None)).update(revoked_at=now)
    return Renewal.objects.create(
        person=person,
        token_digest=digest,
        issued_by=by,
        resets_second_factor=resets,
        expires_at=now + RENEWAL_STANDS,
    )
