"""Pages of letters of citizens: the list, one, by hand, from a file; who wrote, shown once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chiso.language import text
from chiso.office.inspections.following import services
from chiso.office.inspections.following.access import (
    READ_LETTERS,
    SEE_PERSONS,
    WRITE_LETTERS,
    findings_for,
    letter_for,
    letter_to_change,
    where_of_letter,
    where_of_letters,
)
from chiso.office.inspections.following.forms import EraseForm
from chiso.office.inspections.following.letter_forms import (
    LetterForm,
    LettersFileForm,
    LettersFilter,
    NewLetterForm,
)
from chiso.office.inspections.following.reading_letters import LARGEST_TABLE, read_letters
from chiso.office.inspections.following.sealing import Named
from chiso.office.inspections.following.selectors import LetterWanted, letters_wanted
from chiso.office.inspections.following.views.answering import page, posted
from chiso.office.inspections.models import Letter, LetterAuthor
from chiso.office.inspections.views.answering import tried
from chiso.office.ledger.selectors import history_of
from chiso.office.people.guard import needs
from chiso.office.people.models import Person
from chiso.office.people.rights import may, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash
from chiso.office.ui.conflicts import keep
from chiso.office.ui.paging import page_of
from chiso.problems import Problem


@needs(READ_LETTERS)
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """All letters, the latest first."""
    person = person_of(request)
    form = LettersFilter(request.GET or None)
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    wanted = LetterWanted(given.get("loai", ""), request.GET.get("co_quan", "")[:20], given.get("tim", ""))
    context = {
        "form": form, "pages": page_of(request, letters_wanted(person, wanted)),
        "may_write": may(person, WRITE_LETTERS, where_of_letters()),
    }  # fmt: skip
    return page(request, "letters", context)


@needs(READ_LETTERS)
@require_safe
def letter(request: HttpRequest, key: str) -> HttpResponse:
    """One letter, without who wrote it."""
    person = person_of(request)
    return _letter(request, person, letter_for(person, key), None)


def _letter(request: HttpRequest, person: Person, found: Letter, named: Named | None) -> HttpResponse:
    context = {
        "letter": found, "author": LetterAuthor.objects.filter(letter=found).first(), "named": named,
        "history": history_of(found, limit=20),
        "opens_finding": findings_for(person).filter(letters=found).exists(),
        "may_write": may(person, WRITE_LETTERS, where_of_letters()),
        "may_see": may(person, SEE_PERSONS, where_of_letter(found)),
    }  # fmt: skip
    return page(request, "letter", context)


@needs(WRITE_LETTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a letter by hand."""
    person = person_of(request)
    form = NewLetterForm(request.POST or None, findings=findings_for(person))

    def do() -> str:
        made = services.enter_letter(
            actor=person, given=form.read(), is_made_up=form.cleaned_data["is_made_up"]
        )
        return reverse("inspections:letter", args=[made.key])

    done = posted(request, form, do, said=text("The letter was entered."), field="about")
    return done or page(request, "enter_letter", {"form": form, "letter": None})


@needs(WRITE_LETTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Correct a letter, or link it to a finding."""
    person = person_of(request)
    found = letter_to_change(person, key)
    stands = {name: getattr(found, name) for name in ("received_on", "kind", "field", "about")}
    stands["agency"] = found.agency.key
    stands["finding"] = reverse("inspections:finding", args=[found.finding.key]) if found.finding else ""
    form = keep(request, LetterForm(request.POST or None, findings=findings_for(person), initial=stands))

    def do() -> str:
        services.change_letter(
            actor=person, letter=found, given=form.read(), expected_version=expected_version(request)
        )
        return reverse("inspections:letter", args=[found.key])

    done = posted(request, form, do, said=text("The letter was saved."), field="about")
    return done or page(request, "enter_letter", {"form": form, "letter": found})


@needs(WRITE_LETTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest) -> HttpResponse:
    """Take letters in from a file: all of them, or none."""
    person = person_of(request)
    form = LettersFileForm(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["table"]
        counts: list[tuple[int, int]] = []

        def do() -> None:
            given = read_letters(file.read(LARGEST_TABLE + 1), file.name)
            counts.append(services.take_letters_in(actor=person, given=given))

        problems = tried(do)
        if not problems:
            new, known = counts[0]
            flash(request, text("Letters taken in: {new}; known before: {known}.", new=new, known=known))
            return SeeOther(reverse("inspections:letters"))
    return page(request, "take_letters", {"form": form, "problems": problems})


@needs(SEE_PERSONS)
@never_cache
@require_POST
def read_author(request: HttpRequest, key: str) -> HttpResponse:
    """Show once who wrote a letter; that it was read stands in the record."""
    person = person_of(request)
    found = letter_for(person, key)
    answer = _letter(request, person, found, services.read_author(actor=person, letter=found))
    answer.status_code = 200
    return answer


@needs(SEE_PERSONS)
@require_http_methods(["GET", "HEAD", "POST"])
def erase_author(request: HttpRequest, key: str) -> HttpResponse:
    """Erase who wrote a letter, under a request."""
    person = person_of(request)
    found = letter_for(person, key)
    require_for_page(person, SEE_PERSONS, where_of_letter(found))
    form = EraseForm(request.POST or None)
    back = reverse("inspections:letter", args=[found.key])

    def do() -> str:
        services.erase_author(actor=person, letter=found, request=form.cleaned_data["request"])
        return back

    done = posted(request, form, do, said=text("The name was erased."), field="request")
    return done or page(request, "erase_name", {"form": form, "back": back})
