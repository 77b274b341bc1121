"""Letters of citizens: by hand, from a file, from another system; once each. Who wrote them stands apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from chiso.language import text
from chiso.office.inspections.following.access import (
    LETTERS,
    SEE_PERSONS,
    WRITE_LETTERS,
    where_of_letter,
    where_of_letters,
)
from chiso.office.inspections.following.names import LETTER_NAMES
from chiso.office.inspections.following.problems import (
    in_the_future,
    letter_twice,
    no_request,
    no_words,
    not_in_list,
)
from chiso.office.inspections.following.sealing import Named, erase, open_sealed, seal
from chiso.office.inspections.following.services.checking import refuse
from chiso.office.inspections.models import Finding, Letter, LetterAuthor
from chiso.office.ledger.erasing import give_back_pages
from chiso.office.ledger.verbs import declare_values, declare_verbs
from chiso.office.ledger.work import Work, unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.records import lock_version, save_next
from chiso.problems import Problem

declare_values({f"letter_{one}": title for one, title in LETTER_NAMES.items()})
declare_verbs(
    {
        "letter_entered": text("entered the letter {number} ({kind})"),
        "letters_taken_in": text("took letters in: {count}, known before: {known}"),
        "letter_changed": text("changed the letter {number}"),
        "author_read": text("read who wrote the letter {number}"),
        "author_erased": text("erased who wrote the letter {number}, under request {request}"),
    }
)
_COMPARED = ("received_on", "kind", "agency", "field", "about")


@dataclass(frozen=True, slots=True)
class LetterGiven:
    """A letter; `reference` is the number of the system that sends it."""

    received_on: date
    kind: str
    agency: Agency
    field: str = ""
    about: str = ""
    reference: str = ""
    author: Named | None = None
    finding: Finding | None = None


def enter_letter(
    *, actor: Person, given: LetterGiven, origin: str = "hand", is_made_up: bool = False
) -> Letter:
    """Enter a letter. The same again under its reference: the one that stands.

    Raises NoRight, Incomplete (CH-8721, CH-8729, CH-8742, CH-8748).
    """
    decision = require(actor, WRITE_LETTERS, where_of_letters())
    refuse(problems_of(given))
    with unit_of_work(LETTERS, actor=actor, decision=decision) as work:
        known = _known([given]).get(given.reference)
        if known is not None:
            refuse([] if _is_same(known, given) else [letter_twice(given.reference)])
            work.record("letter_entered", known, facts=_facts(known) | {"again": True})
            return known
        made = _create(work, given, origin, is_made_up)
        work.record("letter_entered", made, facts=_facts(made), words={"about": made.about})
    return made


def take_letters_in(
    *, actor: Person, given: Sequence[LetterGiven], origin: str = "file", is_made_up: bool = False
) -> tuple[int, int]:
    """Take letters in, all of them or none; how many are new, how many were known.

    Whoever read the file has found what is wrong in it (`problems_of`). Raises NoRight, Incomplete (CH-8748).
    """
    decision = require(actor, WRITE_LETTERS, where_of_letters())
    with unit_of_work(LETTERS, actor=actor, decision=decision) as work:
        known = _known(given)
        refuse(problems_of_known(given, known))
        new = [one for one in given if not one.reference or one.reference not in known]
        for one in new:
            _create(work, one, origin, is_made_up)
        facts = {"count": len(new), "known": len(given) - len(new)}
        work.record("letters_taken_in", None, facts=facts)
    return len(new), len(given) - len(new)


def change_letter(*, actor: Person, letter: Letter, given: LetterGiven, expected_version: int) -> Letter:
    """Correct a letter, or link it to a finding; who wrote it stays as it is.

    Raises NoRight, Conflict, Incomplete (CH-8721, CH-8729, CH-8742).
    """
    decision = require(actor, WRITE_LETTERS, where_of_letters())
    refuse(problems_of(given))
    with unit_of_work(LETTERS, actor=actor, decision=decision) as work:
        current = lock_version(letter, expected_version, given=given)
        for name in (*_COMPARED, "finding"):
            setattr(current, name, getattr(given, name))
        save_next(current)
        work.record("letter_changed", current, facts=_facts(current), words={"about": current.about})
    return current


def read_author(*, actor: Person, letter: Letter) -> Named:
    """Who wrote a letter; that it was read stands in the record. Raises NoRight, Incomplete (CH-8876)."""
    decision = require(actor, SEE_PERSONS, where_of_letter(letter))
    with unit_of_work(LETTERS, actor=actor, decision=decision) as work:
        apart = LetterAuthor.objects.filter(letter=letter).first()
        named = open_sealed(apart) if apart is not None else Named()
        work.record("author_read", letter, facts={"number": letter.number})
    return named


def erase_author(*, actor: Person, letter: Letter, request: str) -> None:
    """Erase who wrote a letter, under a request. Raises NoRight, Incomplete (CH-8750)."""
    decision = require(actor, SEE_PERSONS, where_of_letter(letter))
    refuse([] if request.strip() else [no_request()])
    with unit_of_work(LETTERS, actor=actor, decision=decision) as work:
        for apart in LetterAuthor.objects.filter(letter=letter, erased_at=None):
            erase(apart, request)
        work.record("author_erased", letter, facts={"number": letter.number, "request": request.strip()})
        work.after_commit(lambda: give_back_pages(["inspections"]))


def problems_of(given: LetterGiven) -> list[Problem]:
    """What is wrong with a letter by itself."""
    problems = []
    if not given.about.strip():
        problems.append(no_words("about", text("Expected what the letter is about, without names.")))
    if given.kind not in LETTER_NAMES:
        problems.append(not_in_list("kind", given.kind))
    if given.received_on > timezone.localdate():
        problems.append(in_the_future("received_on", given.received_on))
    return problems


def problems_of_known(given: Sequence[LetterGiven], known: dict[str, Letter]) -> list[Problem]:
    """References that stand for another letter already."""
    return [
        letter_twice(one.reference)
        for one in given
        if one.reference in known and not _is_same(known[one.reference], one)
    ]


def _known(given: Sequence[LetterGiven]) -> dict[str, Letter]:
    references = [one.reference for one in given if one.reference]
    return {one.reference: one for one in Letter.objects.filter(reference__in=references)}


def _is_same(letter: Letter, given: LetterGiven) -> bool:
    return all(getattr(letter, name) == getattr(given, name) for name in _COMPARED)


def _create(work: Work, given: LetterGiven, origin: str, is_made_up: bool) -> Letter:
    assert work.actor is not None, "letters are entered by somebody"
    year = given.received_on.year
    count = Letter.objects.filter(number__startswith=f"ĐT-{year}-").count()
    made = Letter.objects.create(
        number=f"ĐT-{year}-{count + 1:04d}", reference=given.reference.strip(), received_on=given.received_on,
        kind=given.kind, agency=given.agency, field=given.field.strip(), about=given.about.strip(),
        finding=given.finding, origin=origin, is_made_up=is_made_up, entered_by=work.actor,
    )  # fmt: skip
    if given.author is not None and not given.author.is_empty:
        LetterAuthor.objects.create(letter=made, sealed=seal(given.author))
    return made


def _facts(letter: Letter) -> dict[str, object]:
    return {
        "number": letter.number,
        "kind": f"letter_{letter.kind}",
        "agency": letter.agency_id,
        "origin": letter.origin,
        "is_made_up": letter.is_made_up,
    }
