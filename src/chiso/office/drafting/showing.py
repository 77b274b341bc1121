"""A form over a part of a document as a page needs it: as it stands, as it was typed, or judged."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.http import HttpRequest

from chiso.frameworks.document import KeyPath, Tree
from chiso.language import Language
from chiso.office.drafting.shapes import TreeForm
from chiso.office.drafting.shapes.compound import PartShape
from chiso.problems import Problem

DECISION = "decision"
# Buttons of the page that save nothing.
AGAIN, PREVIEW, TRY = "again", "preview", "try"


def language_of(request: HttpRequest) -> Language:
    """The reader's language."""
    language: Language = getattr(request, "language", "vi")
    return language


def shown_form(
    request: HttpRequest, shape: PartShape, tree: dict[str, Tree], *, required: Collection[str]
) -> tuple[TreeForm, bool]:
    """The form, and whether it is to be saved. Without what is `required` nothing is."""
    language = language_of(request)
    if request.method != "POST":
        return TreeForm(shape, tree, language=language, required=required), False
    decision = request.POST.get(DECISION, "")
    if decision == AGAIN:
        return TreeForm(shape, tree, language=language, posted=request.POST, required=required), False
    form = TreeForm(shape, tree, language=language, data=request.POST, required=required)
    return form, decision not in (PREVIEW, TRY)


def with_problems(form: TreeForm, problems: Sequence[tuple[KeyPath, Problem]]) -> TreeForm:
    """The form as it stands; where something in it is wrong, with that said at its fields."""
    if not problems:
        return form
    judged = form.judged()
    judged.show_problems(problems)
    return judged
