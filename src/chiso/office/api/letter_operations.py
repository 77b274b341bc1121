"""Operations on letters of citizens: to bring them in, by the same service and rights as on the screens."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from chiso.language import text
from chiso.office.api import letter_shapes as shapes
from chiso.office.api.answers import WRITES, answer_with
from chiso.office.api.asking import ByToken, answer_once, token_behind
from chiso.office.errors import Incomplete
from chiso.office.inspections.following.access import WRITE_LETTERS, where_of_letters
from chiso.office.inspections.following.sealing import Named
from chiso.office.inspections.following.services import LetterGiven, take_letters_in
from chiso.office.inspections.following.services.letters import problems_of
from chiso.office.organisation.models import Agency
from chiso.office.people.rights import require
from chiso.office.plans.naming import AgencyNames
from chiso.problems import Place, Problem, quote

router = Router()


@router.post(
    "", response={200: shapes.LettersTaken, **WRITES}, summary="Bring letters of citizens",
    auth=ByToken("letters:write"),
)  # fmt: skip
def post_letters(request: HttpRequest, given: shapes.NewLetters) -> HttpResponse:
    """Take letters in, all of them or none; what is known under its reference is not taken twice."""

    def do() -> HttpResponse:
        person = token_behind(request).person
        require(person, WRITE_LETTERS, where_of_letters())
        new, known = take_letters_in(
            actor=person, given=_read(given.letters), origin="api", is_made_up=given.is_made_up
        )
        return answer_with(200, shapes.LettersTaken, {"new": new, "known": known})

    return answer_once(request, do)


def _read(letters: list[shapes.NewLetter]) -> list[LetterGiven]:
    """The letters. Raises Incomplete with every problem of every one of them."""
    names = AgencyNames(timezone.localdate())
    keys = {one.key: one for one in Agency.objects.filter(key__in=[letter.agency for letter in letters])}
    problems: list[Problem] = []
    found: list[LetterGiven] = []
    seen: set[str] = set()
    for number, one in enumerate(letters):
        place = f"letters.{number}"
        agency = keys.get(one.agency) or names.named(one.agency)
        if agency is None:
            expected = text("Expected one agency of the office, by uid, code or full name.")
            mend = text("Take its name from the list of agencies.")
            problems.append(
                Problem("CH-8746", Place(field=f"{place}.agency"), quote(one.agency), expected, mend)
            )
            continue
        if one.reference in seen:
            expected = text("Expected each reference once.")
            mend = text("Give the letter a reference of its own.")
            problems.append(
                Problem("CH-8748", Place(field=f"{place}.reference"), quote(one.reference), expected, mend)
            )
        seen.add(one.reference)
        letter = LetterGiven(
            received_on=one.received_on, kind=one.kind, agency=agency, field=one.field.strip(),
            about=one.about.strip(), reference=one.reference.strip(), author=Named(one.name, one.contact),
        )  # fmt: skip
        problems += [
            replace(each, where=Place(field=f"{place}.{each.where.field}")) for each in problems_of(letter)
        ]
        found.append(letter)
    if problems:
        raise Incomplete(problems)
    return found
