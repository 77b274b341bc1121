"""What must be true of an appointment, a user name, a password; every problem at once, with its code."""

from __future__ import annotations

import re
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from chiso.language import Text, text
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.passwords import is_of_our_words
from chiso.office.people.roles import IN_AN_AGENCY, WITH_OR_WITHOUT_AGENCY, Role
from chiso.problems import Place, Problem, quote

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}\Z")
_NODE = re.compile(r"[a-z0-9][a-z0-9-]*:[A-Za-z0-9][A-Za-z0-9._-]*\Z")


def problem(code: str, field: str, expected: Text, mend: Text, found: str = "") -> Problem:
    """A problem of one field of a form."""
    return Problem(code, Place(field=field), quote(found) if found else "", expected, mend)


def check_role(role: str, agency: Agency | None) -> list[Problem]:
    """A role that exists, in an agency where it is held in one."""
    if role not in {one.value for one in Role}:
        return [
            problem("CH-7105", "role", text("Expected one of the roles."), text("Choose a role."), found=role)
        ]
    if Role(role) in IN_AN_AGENCY and agency is None:
        expected = text("This role is held in an agency.")
        return [problem("CH-7106", "agency", expected, text("Choose the agency."))]
    if agency is not None and Role(role) not in IN_AN_AGENCY | WITH_OR_WITHOUT_AGENCY:
        expected = text("This role is held for the city as a whole.")
        return [problem("CH-7106", "agency", expected, text("Leave the agency empty."), found=agency.name)]
    return []


def check_days(first: date, last: date | None) -> list[Problem]:
    """An end that is not before the beginning."""
    if last is None or last >= first:
        return []
    expected = text("Expected {day} or later, since it begins on that day.", day=first)
    return [problem("CH-7107", "valid_to", expected, text("Correct one of the two days."))]


def check_nodes(nodes: list[str]) -> list[Problem]:
    """Parts of frameworks, written "par-index:2"."""
    wrong = [one for one in nodes if not _NODE.match(one)]
    expected = text("Expected parts of a framework as its name, a colon and the code: par-index:2.")
    mend = text("Write one a line; leave it empty for all parts.")
    return [problem("CH-7108", "nodes", expected, mend, found=one) for one in wrong]


def check_username(username: str) -> list[Problem]:
    """Letters a to z, digits, points, hyphens; not taken."""
    if not _USERNAME.match(username):
        expected = text("Expected 3 to 60 letters a–z, digits, points, hyphens or underscores.")
        mend = text("Choose another user name, such as nguyen.thi.binh.")
        return [problem("CH-7102", "username", expected, mend, found=username)]
    if Person.objects.filter(username=username).exists():
        expected = text("Expected a user name that nobody has.")
        return [problem("CH-7103", "username", expected, text("Choose another user name."), found=username)]
    return []


_ABOUT_PASSWORDS = {
    "password_too_short": text("Expected at least 12 characters."),
    "password_too_similar": text("The password is too like your name or user name."),
    "password_too_common": text("The password is one that many people use."),
    "password_breached": text("The password stands on a list of those that leaked elsewhere."),
    "password_entirely_numeric": text("The password needs letters too, not digits alone."),
    "password_of_our_words": text("The password is little more than words of this office."),
    "password_too_long": text("Expected at most 200 characters."),
}
LONGEST_PASSWORD = 200


def check_password_rules(password: str, person: Person, agency: Agency | None = None) -> list[Problem]:
    """Twelve characters or more, not one that many use, not like the name, not of words of the office.

    `agency`: where the person will serve, before there is an appointment that says so.
    """
    mend = text("Take several words that do not belong together; blanks and marks count too.")
    codes = ["password_too_long"] if len(password) > LONGEST_PASSWORD else []
    if not codes:
        try:
            validate_password(password, person)
        except ValidationError as error:
            codes = [one.code or "" for one in error.error_list]
        if agency is not None and is_of_our_words(password, [agency.name]):
            codes.append("password_of_our_words")
    return [problem("CH-7104", "password", _ABOUT_PASSWORDS[code], mend) for code in dict.fromkeys(codes)]
