"""One draft: its table with what can be done to a node, its head, its steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chiso.language import text
from chiso.office.drafting.access import DRAFT, draft_for, draft_to_write, node_for, where_of
from chiso.office.drafting.assembling import document_of
from chiso.office.drafting.links import links_of
from chiso.office.drafting.models import Draft, DraftNode
from chiso.office.drafting.sections import OF_THE_HEAD, head_shape, sections
from chiso.office.drafting.selectors import draft_page, last_steps, placed_draft
from chiso.office.drafting.services import (
    abandon_draft,
    add_node,
    indent_node,
    move_node,
    outdent_node,
    renumber,
    save_head,
    undo,
)
from chiso.office.drafting.services.changing import OPEN_STATES
from chiso.office.drafting.shapes.simple import write_notation
from chiso.office.drafting.shapes.titles import KINDS
from chiso.office.drafting.showing import shown_form, with_problems
from chiso.office.drafting.verbs import ORIGINS, STATES, said_of
from chiso.office.errors import Incomplete
from chiso.office.ledger.selectors import history_of
from chiso.office.people.guard import needs, signed_in
from chiso.office.people.models import Person
from chiso.office.people.rights import may
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash
from chiso.office.ui.conflicts import keep
from chiso.problems import Place, Problem

SELECTED = "chon"
_MOVES: dict[str, Callable[..., DraftNode]] = {
    "up": lambda **given: move_node(by=-1, **given),
    "down": lambda **given: move_node(by=1, **given),
    "in": indent_node,
    "out": outdent_node,
}
_PAGES = {"edit": "drafting:node", "split": "drafting:split", "delete": "drafting:delete"}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """The table of a draft; what can be done to the chosen node."""
    person = person_of(request)
    found = draft_for(person, key)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            return _do(request, draft_to_write(person, key))
        except Incomplete as refused:
            problems = refused.problems
    page = draft_page(found)
    context = {
        "draft": found,
        "page_of_draft": page,
        "problems": problems,
        "states": STATES,
        "origins": ORIGINS,
        "kinds": KINDS,
        "may_write": _may_write(person, found),
        "selected": request.POST.get("node", "").partition(":")[0] or request.GET.get(SELECTED, ""),
        "links": list(links_of(person, found)),
        "history": history_of(found, limit=10),
    }
    return render(request, "drafting/draft.html.j2", context, status=422 if problems else 200)


def _may_write(person: Person, draft: Draft) -> bool:
    return draft.state in OPEN_STATES and may(person, DRAFT, where_of(draft))


def _do(request: HttpRequest, draft: Draft) -> HttpResponse:
    """What the buttons under the table say. Raises Incomplete, Conflict."""
    person, do = person_of(request), request.POST.get("do", "")
    if do == "renumber":
        version = expected_version(request) or _number(request.POST.get("draft_version", ""))
        renumber(actor=person, draft=draft, expected_version=version)
        flash(request, text("The criteria are numbered anew."))
        return SeeOther(reverse("drafting:draft", args=[draft.key]))
    chosen, version = _chosen(request, draft)
    if do == "add-top" or (do == "add" and chosen is None):
        return _to_node(add_node(actor=person, draft=draft))
    if chosen is None:
        raise Incomplete([_nothing_chosen()])
    if do in ("add", "add-inside"):
        after, parent = (chosen, None) if do == "add" else (None, chosen)
        return _to_node(add_node(actor=person, draft=draft, parent=parent, after=after))
    if do in _PAGES:
        return SeeOther(reverse(_PAGES[do], args=[draft.key, chosen.key]))
    if do in _MOVES:
        _MOVES[do](actor=person, node=chosen, expected_version=version)
    address = reverse("drafting:draft", args=[draft.key])
    return SeeOther(f"{address}?{SELECTED}={chosen.key}#{chosen.key}")


def _chosen(request: HttpRequest, draft: Draft) -> tuple[DraftNode | None, int]:
    """The node that is chosen in the table, and the version that the page showed."""
    key, _, version = request.POST.get("node", "").partition(":")
    if not key:
        return None, 0
    node = node_for(person_of(request), draft.key, key)
    return node, expected_version(request) or _number(version)


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


def _to_node(node: DraftNode) -> HttpResponse:
    return SeeOther(reverse("drafting:node", args=[node.draft.key, node.key]))


def _nothing_chosen() -> Problem:
    expected = text("Expected a criterion to be chosen in the table.")
    mend = text("Choose one at the left of its row, then press the button again.")
    return Problem("CH-7707", Place(), "", expected, mend)


@needs(DRAFT)
@require_http_methods(["GET", "HEAD", "POST"])
def head(request: HttpRequest, key: str) -> HttpResponse:
    """What stands above the criteria: title, law, the total, classes."""
    found = draft_to_write(person_of(request), key)
    form, is_asked_to_save = shown_form(request, head_shape(), found.head, required=("id", "version"))
    keep(request, form)
    if is_asked_to_save and form.is_valid():
        save_head(
            actor=person_of(request),
            draft=found,
            head=form.tree,
            expected_version=expected_version(request),
        )
        flash(request, text("Saved."))
        return SeeOther(reverse("drafting:draft", args=[key]))
    if request.method != "POST":
        form = with_problems(form, placed_draft(found).sorted.of_head)
    context = {
        "draft": found,
        "form": form,
        "sections": sections(form, OF_THE_HEAD),
        "is_failed": is_asked_to_save,
    }
    return render(request, "drafting/head.html.j2", context, status=422 if is_asked_to_save else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def steps(request: HttpRequest, key: str) -> HttpResponse:
    """The last steps, each of which can be undone while nothing came after it."""
    person = person_of(request)
    found = draft_for(person, key)
    if request.method == "POST":
        number = _number(request.POST.get("number", ""))
        undo(actor=person, draft=draft_to_write(person, key), number=number)
        flash(request, text("Step {number} was undone.", number=str(number)))
        return SeeOther(reverse("drafting:draft", args=[key]))
    shown = last_steps(found)
    context: dict[str, Any] = {
        "draft": found,
        "steps": shown,
        "links": list(links_of(person, found)),
        "steps_said": {step.number: said_of(step) for step in shown},
        "may_write": _may_write(person, found),
    }
    return render(request, "drafting/steps.html.j2", context)


@needs(DRAFT)
@require_http_methods(["GET", "HEAD", "POST"])
def abandon(request: HttpRequest, key: str) -> HttpResponse:
    """Lay a draft aside, after one more question."""
    found = draft_to_write(person_of(request), key)
    if request.method == "POST":
        abandon_draft(actor=person_of(request), draft=found, expected_version=expected_version(request))
        flash(request, text("The draft was laid aside."))
        return SeeOther(reverse("drafting:list"))
    return render(request, "drafting/abandon.html.j2", {"draft": found})


@signed_in
@require_safe
def document(request: HttpRequest, key: str) -> HttpResponse:
    """The document of a draft as a file, as “chiso frameworks check” reads it."""
    found = draft_for(person_of(request), key)
    written = write_notation(document_of(found), in_one_line=False)
    answer = HttpResponse(f"{written}\n", content_type="text/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.set_key}.yaml"'
    return answer
