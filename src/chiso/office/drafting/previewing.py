"""One node by itself, understood as the loader understands it: its sentences, its problems, its points.

The node is put into a small framework of its own, with the draft's documents and figures, so that it
can be read while other parts of the draft are unfinished.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel, ValidationError

from chiso.frameworks.document import KeyPath, Tree, write_path
from chiso.frameworks.model import FORMAT, Framework, Node, Parameter, SourceDocument
from chiso.frameworks.presentation import rule_in_words
from chiso.language import LANGUAGES, Language, Text
from chiso.office.drafting.assembling import Placed
from chiso.office.drafting.checking import check
from chiso.problems import Place, Problem

_AROUND: KeyPath = ("nodes", 0, "nodes", 0)
_GROUP = "~"
_WORDS: dict[str, Tree] = {"vi": "–", "en": "–"}


@dataclass(frozen=True, slots=True)
class Preview:
    """A node by itself. Without `node` it is not understood, and `problems` say why."""

    framework: Framework | None
    node: Node | None
    problems: tuple[tuple[KeyPath, Problem], ...]

    @property
    def sentences(self) -> list[Text]:
        """How its points come about; empty where it is not understood."""
        if self.framework is None or self.node is None:
            return []
        return rule_in_words(self.node, self.framework)

    def in_languages(self) -> list[tuple[Language, list[str]]]:
        """The sentences in every language."""
        return [(language, [one.in_language(language) for one in self.sentences]) for language in LANGUAGES]


def preview(
    head: dict[str, Tree], content: dict[str, Tree], here: Placed | None, placed: Sequence[Placed]
) -> Preview:
    """What `content` would be at the place of `here` (None: at the top)."""
    written = dict(content)
    if here is not None and here.parts:
        written["nodes"] = [part.document() for part in here.parts]
    lenders = [
        {key: value for key, value in one.document().items() if key != "nodes"}
        for one in placed
        if one.row.code in _borrowed_from(content) and (here is None or one.row.pk != here.row.pk)
    ]
    group: dict[str, Tree] = {
        "code": _GROUP,
        "title": _WORDS,
        "aggregation": {"kind": "none@1"},
        "nodes": [written, *lenders],
    }
    checked = check(_small_framework(head, group, _is_higher_better(head, here)))
    if checked.framework is not None:
        return Preview(checked.framework, checked.framework.nodes[0].nodes[0], ())
    inside = [
        (path[len(_AROUND) :], problem)
        for path, problem in checked.problems
        if path[: len(_AROUND)] == _AROUND and path[len(_AROUND) :][:1] != ("nodes",)
    ]
    shown = [(path, replace(problem, where=Place(field=write_path(path)))) for path, problem in inside]
    return Preview(None, None, tuple(shown))


def _small_framework(head: dict[str, Tree], group: dict[str, Tree], higher: bool) -> dict[str, Tree]:
    parameters = head.get("parameters")
    documents = head.get("documents")
    return {
        "format": FORMAT,
        "id": "draft",
        "version": "1",
        "title": _WORDS,
        "status": "draft",
        "completeness": "partial",
        "periods": {},
        "rights": _WORDS,
        "documents": [one for one in documents or [] if _is_sound(SourceDocument, one)]
        if isinstance(documents, list)
        else [],
        "parameters": {name: one for name, one in parameters.items() if _is_sound(Parameter, one)}
        if isinstance(parameters, dict)
        else {},
        "index": {
            "aggregation": {"kind": "none@1"},
            "ranked": "none",
            "higher_is_better": higher,
            # Whether a rounding is lacking is a question to the whole set.
            "published": {"places": "6", "mode": "half_up"},
        },
        "nodes": [group],
    }


def _is_sound(model: type[BaseModel], tree: Tree) -> bool:
    try:
        model.model_validate(tree)
    except ValidationError:
        return False
    return True


def _is_higher_better(head: dict[str, Tree], here: Placed | None) -> bool:
    """The direction that the node would take from the groups around it, else from the index."""
    above = here.parent if here else None
    while above is not None:
        said = above.row.content.get("higher_is_better")
        if isinstance(said, bool):
            return said
        above = above.parent
    index = head.get("index")
    said = index.get("higher_is_better") if isinstance(index, dict) else None
    return said if isinstance(said, bool) else True


def _borrowed_from(content: dict[str, Tree]) -> set[str]:
    """The codes of the leaves whose answers this one uses."""
    inputs = content.get("inputs")
    found = set()
    for definition in inputs.values() if isinstance(inputs, dict) else ():
        lender = definition.get("same_as") if isinstance(definition, dict) else None
        code = lender.get("code") if isinstance(lender, dict) else None
        if isinstance(code, str):
            found.add(code)
    return found
