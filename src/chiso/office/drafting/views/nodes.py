"""One node: its fields, its sentences, the box in which its rule is tried, comments; split, delete."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from chiso.frameworks.document import Tree
from chiso.language import text
from chiso.office.drafting.access import DRAFT, draft_to_write, node_for
from chiso.office.drafting.assembling import Placed
from chiso.office.drafting.forms import CommentForm, SplitForm
from chiso.office.drafting.models import DraftNode, NodeComment
from chiso.office.drafting.previewing import Preview, preview
from chiso.office.drafting.sections import OF_A_NODE, node_shape, sections
from chiso.office.drafting.selectors import DraftPage, comments_on, placed_draft, title_of
from chiso.office.drafting.services import (
    delete_node,
    save_node,
    settle_comment,
    split_node,
    write_comment,
)
from chiso.office.drafting.shapes import TreeForm
from chiso.office.drafting.shapes.simple import FigureWords
from chiso.office.drafting.showing import DECISION, TRY, language_of, shown_form, with_problems
from chiso.office.drafting.trying_out import PREFIX, TryForm
from chiso.office.errors import Incomplete, NotFound
from chiso.office.people.guard import needs
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.office.ui.conflicts import keep
from chiso.office.ui.labels import label
from chiso.problems import Problem


@dataclass(slots=True)
class _Here:
    """A node with everything around it."""

    node: DraftNode
    page: DraftPage
    placed: Placed

    @property
    def neighbours(self) -> tuple[Placed | None, Placed | None]:
        """The node before it and the one after it, in the order of the document."""
        spot = self.page.placed.index(self.placed)
        before = self.page.placed[spot - 1] if spot else None
        return before, next(iter(self.page.placed[spot + 1 :]), None)


def _here(request: HttpRequest, key: str, node: str) -> _Here:
    draft = draft_to_write(person_of(request), key)
    page = placed_draft(draft)
    placed = next((one for one in page.placed if one.row.key == node), None)
    if placed is None:
        raise NotFound
    placed.row.draft = draft
    return _Here(placed.row, page, placed)


@needs(DRAFT)
@require_http_methods(["GET", "HEAD", "POST"])
def node(request: HttpRequest, key: str, node: str) -> HttpResponse:
    """The fields of a node."""
    here = _here(request, key, node)
    content: dict[str, Tree] = here.node.content
    shape = node_shape(has_parts=bool(here.placed.parts), content=dict(content))
    form, is_asked_to_save = shown_form(request, shape, content, required=("code",))
    keep(request, form)
    if is_asked_to_save and form.is_valid():
        save_node(
            actor=person_of(request),
            node=here.node,
            content=form.tree,
            expected_version=expected_version(request),
        )
        flash(request, text("Saved."))
        return SeeOther(_next_address(request, here))
    if request.method != "POST":
        form = with_problems(form, here.page.sorted.of_nodes.get(here.node.pk, ()))
    shown = _shown(here, form)
    context = _context(here) | {
        "form": form,
        "sections": sections(form, OF_A_NODE),
        "is_failed": is_asked_to_save,
        "preview": shown,
        "try_form": _try_form(request, shown),
        "comments": comments_on(here.node),
        "comment_form": CommentForm(),
    }
    return render(request, "drafting/node.html.j2", context, status=422 if is_asked_to_save else 200)


def _next_address(request: HttpRequest, here: _Here) -> str:
    """After saving: the next node where that was asked for, else this one again."""
    after = here.neighbours[1]
    if request.POST.get(DECISION) == "next" and after is not None:
        return reverse("drafting:node", args=[here.page.draft.key, after.row.key])
    return reverse("drafting:node", args=[here.page.draft.key, here.node.key])


def _shown(here: _Here, form: TreeForm) -> Preview:
    """The node as it is typed, as far as that can be read; else as it stands."""
    typed = form.is_bound and not [
        name for name in form.errors if name in form.fields and _misread(form, name)
    ]
    content = form.tree if typed else here.node.content
    return preview(here.page.draft.head, content, here.placed, here.page.placed)


def _misread(form: TreeForm, name: str) -> bool:
    """Whether a field could not be read, apart from what the loader says of it."""
    return any(error.code != "framework" for error in form.errors.as_data().get(name, ()))


def _try_form(request: HttpRequest, shown: Preview) -> TryForm | None:
    if shown.framework is None or shown.node is None or shown.node.rule is None:
        return None
    is_tried = request.method == "POST" and request.POST.get(DECISION) == TRY
    made = TryForm(shown.framework, shown.node, language_of(request), request.POST if is_tried else None)
    if not is_tried and any(name.startswith(f"{PREFIX}-") for name in request.POST):
        made.initial = {
            name: request.POST.getlist(f"{PREFIX}-{name}") if hasattr(field, "choices") else value
            for name, field in made.fields.items()
            if (value := request.POST.get(f"{PREFIX}-{name}")) is not None
        }
    made.is_valid()
    return made if made.fields else None


def _context(here: _Here) -> dict[str, Any]:
    before, after = here.neighbours
    return {
        "draft": here.page.draft,
        "node": here.node,
        "title": title_of(here.node.content),
        "before": before,
        "after": after,
        "has_parts": bool(here.placed.parts),
        "path": _groups(here.placed),
    }


def _groups(placed: Placed) -> list[DraftNode]:
    """The groups around a node, the outermost first."""
    found: list[DraftNode] = []
    above = placed.parent
    while above is not None:
        found.insert(0, above.row)
        above = above.parent
    return found


@needs(DRAFT)
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, key: str, node: str) -> HttpResponse:
    """Split a leaf in two."""
    here = _here(request, key, node)
    title = title_of(here.node.content)
    form = SplitForm(request.POST or None, initial={"first_vi": title.vi, "first_en": title.en})
    form.fields["points"] = FigureWords(language_of(request), label=label(text("Points of the first part")))
    keep(request, form)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        titles = [_title(given, "first"), _title(given, "second")]
        try:
            split_node(
                actor=person_of(request),
                node=here.node,
                titles=titles,
                points=given["points"],
                expected_version=expected_version(request),
            )
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(request, text("The criterion has two parts now; the second waits for its rule."))
            return SeeOther(_back(here))
    context = _context(here) | {"form": form, "problems": problems}
    status = status_of_form(request)
    return render(request, "drafting/split.html.j2", context, status=status)


def _title(given: dict[str, Any], part: str) -> dict[str, Tree]:
    return {language: words for language in ("vi", "en") if (words := given[f"{part}_{language}"])}


def _back(here: _Here) -> str:
    address = reverse("drafting:draft", args=[here.page.draft.key])
    return f"{address}?chon={here.node.key}#{here.node.key}"


@needs(DRAFT)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, key: str, node: str) -> HttpResponse:
    """Delete a node with everything below it, after one more question."""
    here = _here(request, key, node)
    if request.method == "POST":
        delete_node(actor=person_of(request), node=here.node, expected_version=expected_version(request))
        flash(request, text("Deleted. The last steps of the draft can bring it back."))
        return SeeOther(reverse("drafting:draft", args=[key]))
    below = sum(1 for one in here.page.placed if here.placed.path == one.path[: len(here.placed.path)]) - 1
    return render(request, "drafting/delete.html.j2", _context(here) | {"below": below})


@needs(DRAFT)
@require_POST
def comment(request: HttpRequest, key: str, node: str) -> HttpResponse:
    """Write a comment, or settle one."""
    found = node_for(person_of(request), key, node)
    settled = request.POST.get("settles", "")
    if settled:
        standing = NodeComment.objects.select_related("draft").filter(draft=found.draft, key=settled).first()
        if standing is None:
            raise NotFound
        settle_comment(actor=person_of(request), comment=standing, expected_version=expected_version(request))
    else:
        form = CommentForm(request.POST)
        if form.is_valid():
            write_comment(actor=person_of(request), node=found, words=form.cleaned_data["words"])
    return SeeOther(reverse("drafting:node", args=[key, node]) + "#y-kien")
