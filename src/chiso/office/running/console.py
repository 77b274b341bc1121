"""What somebody at the console does with accounts and keys, when nobody can sign in who could.

The actor is the program; the record tells under which name of the system it was called, as a text that can
be erased. Each write goes through the service that the screens call.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chiso.language import text
from chiso.office.configuration import configuration
from chiso.office.errors import Incomplete
from chiso.office.ledger.work import ACCOUNTS, unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people import services
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from chiso.problems import Place, Problem


def name_at_the_console() -> str:
    """Who works at this machine, as the system knows them."""
    return os.environ.get("SUDO_USER") or getpass.getuser()


@contextmanager
def at_the_console(command: str) -> Iterator[None]:
    """One write from the console: told in the record beside what the service records."""
    with unit_of_work(ACCOUNTS, actor=None) as work:
        work.record(
            "at_the_console", None, facts={"command": command}, words={"console": name_at_the_console()}
        )
        yield


def find_person(username: str) -> Person:
    """The account of that name. Raises Incomplete (CH-7512)."""
    found = Person.objects.filter(username=username).first()
    if found is None:
        expected = text("Expected the user name of an account.")
        mend = text("chiso office users list shows them.")
        raise Incomplete([Problem("CH-7512", Place(field="username"), username, expected, mend)])
    return found


def invite(*, full_name: str, role: str, agency: str = "", email: str = "") -> str:
    """Invite somebody; the address that opens the invitation. Raises Incomplete (CH-7513: no such agency)."""
    found = None
    if agency:
        found = Agency.objects.filter(uid=agency).first() or Agency.objects.filter(name=agency).first()
        if found is None:
            expected = text("Expected the uid or the name of an agency.")
            mend = text("The page “Agencies” shows them.")
            raise Incomplete([Problem("CH-7513", Place(field="agency"), agency, expected, mend)])
    with at_the_console("users invite"):
        invited = services.invite(actor=None, full_name=full_name, role=role, agency=found, email=email)
    return _address("people:open-invitation", invited.token)


def end(*, username: str) -> Person:
    """Close an account from this minute on. Raises Incomplete."""
    person = find_person(username)
    with at_the_console("users end"):
        return services.end_service(actor=None, person=person, expected_version=person.version)


def reset(*, username: str) -> str:
    """A link by which somebody sets password and telephone anew; its address. Raises Incomplete."""
    person = find_person(username)
    with at_the_console("users reset"):
        renewed = services.issue_renewal(actor=None, person=person, resets_second_factor=True)
    return _address("people:open-renewal", renewed.token)


def roles() -> list[str]:
    """The roles by name."""
    return [role.value for role in Role]


def _address(name: str, token: str) -> str:
    from django.urls import reverse

    chosen = configuration()
    begin = f"https://{chosen.hosts[0]}" if chosen.secure else f"http://{chosen.hosts[0]}:8000"
    return begin + reverse(name, args=[token])


def rotate_key(folder: Path) -> int:
    """Make a new secret key; the old one opens what was sealed before. How many secrets were sealed anew.

    Sessions and links that stand go on until `forget_old_keys`.
    """
    import secrets

    from chiso.office.running.settings_file import change_settings

    chosen = configuration()
    if "CHISO_SECRET_KEY" in os.environ:
        expected = text("Expected the key in office.toml; here it comes from the environment.")
        mend = text(
            "Change it where it is set: CHISO_SECRET_KEY, and the old one in CHISO_SECRET_KEY_FALLBACKS."
        )
        raise Incomplete([Problem("CH-7514", Place(field="secret_key"), "", expected, mend)])
    old = [chosen.secret_key, *chosen.secret_key_fallbacks]
    with at_the_console("keys rotate"):
        new = secrets.token_urlsafe(64)
        change_settings(
            folder, {"secret_key": new, "secret_key_fallbacks": [k.get_secret_value() for k in old]}
        )
        return _seal_anew(new, [key.get_secret_value() for key in old])


def forget_old_keys(folder: Path) -> int:
    """Take the earlier keys out of the settings: what they signed holds no longer. How many there were."""
    from chiso.office.running.settings_file import change_settings

    old = configuration().secret_key_fallbacks
    with at_the_console("keys forget"):
        change_settings(folder, {"secret_key_fallbacks": None})
    return len(old)


def _seal_anew(new: str, old: list[str]) -> int:
    """Encrypt the secrets of all second factors under the new key."""
    from allauth.mfa.models import Authenticator
    from django.test.utils import override_settings

    from chiso.office.people.adapters import Codes

    count = 0
    with override_settings(SECRET_KEY=new, SECRET_KEY_FALLBACKS=old):
        codes = Codes()
        for row in Authenticator.objects.select_for_update():
            for name in ("secret", "seed"):
                if name in row.data:
                    row.data[name] = codes.encrypt(codes.decrypt(row.data[name]))
            row.save(update_fields=["data"])
            count += 1
    return count
