"""The reference of roles and rights says what the code declares: each right of each role, and no other."""

from __future__ import annotations

from pathlib import Path

from chiso.language import render
from chiso.office.people.rights import declared, title_of
from chiso.office.people.roles import IN_AN_AGENCY, NAMES, WITH_OR_WITHOUT_AGENCY, Role
from chiso.office.people.selectors import about

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "roles-and-rights.md"


def lines() -> list[str]:
    """The rows of the page's two tables, as the code has them."""
    found = []
    for role in Role:
        held = "in an agency" if role in IN_AN_AGENCY else "for the city"
        if role in WITH_OR_WITHOUT_AGENCY:
            held = "for the city; an agency may be named"
        names = (NAMES[role].in_language("vi"), NAMES[role].in_language("en"))
        found.append(f"| `{role.value}` | {names[0]} | {names[1]} | {held} |")
    for action, rights in sorted(declared().items()):
        for right in sorted(rights, key=lambda one: list(Role).index(one.role)):
            when = ", ".join(f"`{phase}`" for phase in sorted(right.phases)) if right.phases else "any time"
            said = render(title_of(action), "en")
            whose = about(right).in_language("en")
            found.append(f"| `{action}` | {said} | `{right.role.value}` | {whose} | {when} |")
    return found


def test_the_reference_names_every_role_and_right_and_no_other() -> None:
    written = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert written == lines()
