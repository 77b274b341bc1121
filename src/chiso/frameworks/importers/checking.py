"""Questions that a draft raises by itself: sums, missing maxima and evidence, twins that differ.

    group    Σ maxima of the parts = the printed maximum, at every level and at the root

Nothing is mended. Maxima stay as they are printed; where they do not add up the node gets a
`maxima_note` that says so, and a person is asked which figure is right.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from chiso.figures import write_exact, write_for_eyes
from chiso.frameworks.document import Tree
from chiso.frameworks.importers.parts import CellPlace, Draft, LeafFacts, Question
from chiso.language import Text, text
from chiso.problems import quote

Part = dict[str, Tree]

# A twin differs from its pair in one figure of several; with fewer there is nothing to compare.
_FEWEST_FIGURES = 4
_FIGURE = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Checked:
    """The document with the faults of the law named in it, and a question for each."""

    document: Part
    questions: tuple[Question, ...]


def check_draft(draft: Draft) -> Checked:
    """Name the faults of the law in a copy of the document, and ask about each.

    Doubts about single rules are not among the questions: they stand with the rules.
    """
    questions: list[Question] = []
    nodes = [_with_notes(node, draft, questions) for node in _parts_of(draft.document)]
    index = _checked_root(draft, nodes, questions)
    document: Part = {**draft.document, "index": index, "nodes": cast("list[Tree]", nodes)}
    leaves = [node for node in _walk(nodes) if not _parts_of(node)]
    questions += _missing_maxima(leaves, draft)
    questions += _twins(draft)
    questions += _missing_evidence(leaves, draft)
    return Checked(document, tuple(questions))


def _checked_root(draft: Draft, nodes: Sequence[Part], questions: list[Question]) -> Part:
    index = cast("Part", draft.document.get("index") or {})
    stated, combined = _maximum_of(index), _sum_of(nodes, "regular")
    if stated is None or combined is None or stated == combined:
        return index
    questions.append(_sum_question("", draft.total_place, stated, combined))
    return {**index, "maxima_note": index.get("maxima_note") or _note(stated, combined)}


def _with_notes(node: Part, draft: Draft, questions: list[Question]) -> Part:
    """The node with its parts checked, and with a note where they do not make its maximum."""
    parts = _parts_of(node)
    if not parts:
        return node
    checked: Part = dict(node)
    role = str(node.get("role", "regular"))
    stated = _maximum_of(node)
    combined = None if role == "penalty" else _sum_of(parts, role)
    if stated is not None and combined is not None and stated != combined:
        code = str(node["code"])
        questions.append(_sum_question(code, draft.places.get(code), stated, combined))
        if not _is_capped(node):
            checked["maxima_note"] = node.get("maxima_note") or _note(stated, combined)
    checked["nodes"] = cast("list[Tree]", [_with_notes(part, draft, questions) for part in parts])
    return checked


def _is_capped(node: Part) -> bool:
    aggregation = node.get("aggregation")
    return isinstance(aggregation, dict) and aggregation.get("kind") == "capped_sum@1"


def _sum_of(parts: Sequence[Part], role: str) -> Fraction | None:
    """The maxima of the parts that count together; None where one of them is not known."""
    counted = [
        part
        for part in parts
        if part.get("role", "regular") == "regular" or (role == "bonus" and part.get("role") == "bonus")
    ]
    maxima = [_maximum_of(part) for part in counted]
    known = [maximum for maximum in maxima if maximum is not None]
    return sum(known, Fraction(0)) if known and len(known) == len(maxima) else None


def _sum_question(code: str, place: CellPlace | None, stated: Fraction, combined: Fraction) -> Question:
    return Question(
        "CH-2680",
        place,
        code,
        write_exact(stated),
        text(
            "The parts make {combined} points; printed are {stated}. Which is right?",
            combined=combined,
            stated=stated,
        ),
        (
            text("The printed maximum; the parts are to be corrected."),
            text("The sum of the parts: {combined}.", combined=combined),
            text("Both stay as the law has them."),
        ),
    )


def _note(stated: Fraction, combined: Fraction) -> Tree:
    vietnamese, english = (
        tuple(write_for_eyes(figure, language) for figure in (combined, stated)) for language in ("vi", "en")
    )
    return {
        "vi": f"Các phần cộng lại được {vietnamese[0]} điểm; văn bản ghi {vietnamese[1]}.",
        "en": f"The parts make {english[0]} points; the text prints {english[1]}.",
    }


def _missing_maxima(leaves: Sequence[Part], draft: Draft) -> Iterator[Question]:
    """Leaves without a maximum in a set that prints maxima; a deduction needs none."""
    if all(leaf.get("max_points") is None for leaf in leaves):
        return
    for leaf in leaves:
        if leaf.get("max_points") is None and leaf.get("role", "regular") in ("regular", "bonus"):
            code = str(leaf["code"])
            asks = text("What is the most that can be given here? No maximum is printed.")
            yield Question("CH-2681", draft.places.get(code), code, _title_of(leaf), asks)


def _missing_evidence(leaves: Sequence[Part], draft: Draft) -> Iterator[Question]:
    """Leaves without evidence where others have some; one question where the annex prints none at all."""
    lacking = [leaf for leaf in leaves if not leaf.get("evidence")]
    if leaves and len(lacking) == len(leaves):
        yield Question("CH-2682", None, "", "", text("Which evidence is asked for? The annex names none."))
        return
    for leaf in lacking:
        code = str(leaf["code"])
        asks = text("Which evidence is asked for here? Other criteria of the annex name theirs.")
        yield Question("CH-2682", draft.places.get(code), code, _title_of(leaf), asks)


def _twins(draft: Draft) -> Iterator[Question]:
    """Leaves of one title with unequal maxima or lines; leaves whose lines differ in one figure only."""
    by_title: dict[str, list[LeafFacts]] = defaultdict(list)
    by_words: dict[tuple[Fraction | None, str], list[LeafFacts]] = defaultdict(list)
    for leaf in draft.leaves.values():
        by_title[_folded(leaf.title)].append(leaf)
        if len(_figures(leaf)) >= _FEWEST_FIGURES:
            by_words[leaf.max_points, _FIGURE.sub("#", _words_of(leaf))].append(leaf)
    asked: set[str] = set()
    for model, others in map(_model_and_others, by_title.values()):
        for leaf in others:
            if leaf.max_points != model.max_points or _words_of(leaf) != _words_of(model):
                asked.add(leaf.code)
                asks = text("“{code}” has the same title and other points. Is that meant?", code=model.code)
                yield _twin_question(leaf, asks, draft.places)
    for model, others in map(_model_and_others, by_words.values()):
        for leaf in others:
            if leaf.code not in asked and _differing(model, leaf) == 1:
                asks = text(
                    "The sentences are those of “{code}” but for one figure. Is that meant?", code=model.code
                )
                yield _twin_question(leaf, asks, draft.places)


def _model_and_others(twins: Sequence[LeafFacts]) -> tuple[LeafFacts, Sequence[LeafFacts]]:
    """The first leaf with the most common sentences, and the others."""
    common = Counter(_words_of(leaf) for leaf in twins).most_common(1)[0][0]
    model = next(leaf for leaf in twins if _words_of(leaf) == common)
    return model, [leaf for leaf in twins if leaf is not model]


def _twin_question(leaf: LeafFacts, asks: Text, places: Mapping[str, CellPlace]) -> Question:
    place = leaf.lines[0].place if leaf.lines else places.get(leaf.code)
    return Question("CH-2683", place, leaf.code, quote(_words_of(leaf) or leaf.title), asks)


def _words_of(leaf: LeafFacts) -> str:
    return "; ".join(f"{_folded(line.words)} {line.points or ''}".strip() for line in leaf.lines)


def _figures(leaf: LeafFacts) -> list[str]:
    return _FIGURE.findall(_words_of(leaf))


def _differing(one: LeafFacts, other: LeafFacts) -> int:
    return sum(a != b for a, b in zip(_figures(one), _figures(other), strict=True))


def _folded(words: str) -> str:
    return " ".join(words.lower().split())


def _title_of(node: Part) -> str:
    title = node.get("title")
    return quote(title.get("vi") or title.get("en") or "") if isinstance(title, dict) else ""


def _maximum_of(part: Part) -> Fraction | None:
    written = part.get("max_points")
    return Fraction(written) if isinstance(written, str) else None


def _parts_of(part: Part) -> list[Part]:
    return cast("list[Part]", part.get("nodes") or [])


def _walk(nodes: Sequence[Part]) -> Iterator[Part]:
    for node in nodes:
        yield node
        yield from _walk(_parts_of(node))
