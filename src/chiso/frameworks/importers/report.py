"""The report on a reading: one page that holds everything, to be opened beside the annex itself.

What was read, the sums at each level, every question with its place and choices, the share of rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from chiso.figures import parse_exact, write_for_eyes
from chiso.frameworks.document import Tree
from chiso.frameworks.importers.parts import CellPlace, Question, Reading
from chiso.frameworks.importers.proving import nodes_in
from chiso.frameworks.loader import framework_from_tree
from chiso.frameworks.presentation import rows_of
from chiso.language import Language, Text, render, text, text_by_count
from chiso.looks import shared_files
from chiso.problems import BadInput
from chiso.templating import make_environment

_PAGES = Path(__file__).parent / "pages"


def write_report(reading: Reading, name: str, language: Language) -> bytes:
    """The page, in UTF-8. Raises WrongCall where Jinja2 is not installed."""
    from markupsafe import Markup

    assert isinstance(reading.document, dict)
    sentences = _sentences(reading.document, language)
    counts = reading.counts
    page = make_environment(_PAGES).get_template("report.html.j2").render(
        page={"language": language},
        name=name,
        # The stylesheet is the house's own; nothing of the annex is in it.
        style=Markup(shared_files()["chiso.css"].decode("utf-8")),
        title=_bilingual(reading.document.get("title"), language),
        lead=_lead(reading, loads=sentences is not None).in_language(language),
        headlines=[
            {
                "name": text("Rules read").in_language(language),
                "figure": share_read(reading, language),
                "context": text(
                    "{read} of {all}; {doubtful} doubtful, {rest} as text",
                    read=counts.rules_read,
                    all=counts.leaves,
                    doubtful=counts.rules_doubtful,
                    rest=counts.rules_as_text,
                ).in_language(language),
            },
            {
                "name": text("Criteria").in_language(language),
                "figure": str(counts.leaves),
                "context": _where(reading).in_language(language),
            },
            {
                "name": text("Questions").in_language(language),
                "figure": str(len(reading.questions)),
                "context": text("to be answered before the draft is used").in_language(language),
            },
        ],
        questions=[_question(one, language) for one in reading.questions],
        sums=list(_sums(reading.document, language)),
        nodes=list(_nodes(reading, sentences or {}, language)),
    )  # fmt: skip
    return page.encode("utf-8")


def share_read(reading: Reading, language: Language) -> str:
    """The share of criteria whose rule was read, in whole per cent, rounded down."""
    leaves = reading.counts.leaves
    share = reading.counts.rules_read * 100 // leaves if leaves else 0
    return f"{write_for_eyes(Fraction(share), language)}\u00a0%"


def _lead(reading: Reading, *, loads: bool) -> Text:
    if not loads:
        return text("The draft is written; it does not load yet. The questions say why.")
    return text_by_count(
        "The draft loads. One question is open.",
        "The draft loads. {count} questions are open.",
        len(reading.questions),
    )


def _where(reading: Reading) -> Text:
    counts = reading.counts
    if counts.pages is None:
        return text("{nodes} nodes in all, {tables} tables", nodes=counts.nodes, tables=counts.tables)
    return text(
        "{nodes} nodes in all, {tables} tables, {pages} pages",
        nodes=counts.nodes,
        tables=counts.tables,
        pages=counts.pages,
    )


def _sentences(document: Tree, language: Language) -> Mapping[str, list[str]] | None:
    """The rule of each node in words; None where the draft does not load."""
    try:
        framework = framework_from_tree(document, name="")
    except BadInput:
        return None
    return {row.code: [one.in_language(language) for one in row.rule] for row in rows_of(framework)}


def _question(question: Question, language: Language) -> dict[str, Any]:
    return {
        "code": question.code,
        "node": question.node,
        "anchor": _anchor(question.node),
        "asks": question.asks.in_language(language),
        "found": question.found,
        "choices": [choice.in_language(language) for choice in question.choices],
        "place": _place(question.place, language),
    }


def _sums(document: dict[str, Tree], language: Language) -> Iterator[dict[str, Any]]:
    index = document.get("index")
    whole = text("The whole set").in_language(language)
    yield _sum(index if isinstance(index, dict) else {}, "", whole, document.get("nodes"), language)
    for node in nodes_in(document):
        if node.get("nodes"):
            title = _bilingual(node.get("title"), language)
            yield _sum(node, str(node["code"]), title, node["nodes"], language)


def _sum(owner: Mapping[str, Tree], code: str, title: str, parts: Tree, language: Language) -> dict[str, Any]:
    role = owner.get("role", "regular")
    counted = [
        part
        for part in (parts if isinstance(parts, list) else [])
        if isinstance(part, dict) and part.get("role", "regular") in ("regular", role)
    ]
    key = "minimum" if role == "penalty" else "max_points"
    maxima = [_figure(part.get(key)) for part in counted]
    known = [maximum for maximum in maxima if maximum is not None]
    combined = sum(known, Fraction(0)) if known and len(known) == len(maxima) else None
    printed = _figure(owner.get(key))
    is_capped = isinstance(owner.get("aggregation"), dict)
    return {
        "code": code,
        "title": title,
        "printed": None if printed is None else write_for_eyes(printed, language),
        "combined": None if combined is None else write_for_eyes(combined, language),
        "differs": None not in (printed, combined) and printed != combined and not is_capped,
    }


def _nodes(
    reading: Reading, sentences: Mapping[str, list[str]], language: Language
) -> Iterator[dict[str, Any]]:
    for node in nodes_in(reading.document):
        code = str(node["code"])
        is_text = node.get("rule") == {"kind": "not_stated@1"}
        note = _bilingual(node.get("note"), language)
        points = _figure(node.get("minimum" if node.get("role") == "penalty" else "max_points"))
        yield {
            "code": code,
            "anchor": _anchor(code),
            "title": _bilingual(node.get("title"), language),
            "points": None if points is None else write_for_eyes(points, language),
            "is_text": is_text,
            "rule": note.split("\n") if is_text and note else [] if is_text else sentences.get(code, []),
            "evidence": _bilingual(node.get("evidence"), language),
            "place": _place(reading.places.get(code), language),
        }


def _figure(written: Tree | None) -> Fraction | None:
    return parse_exact(written) if isinstance(written, str) else None


def _bilingual(words: Tree | None, language: Language) -> str:
    if not isinstance(words, dict):
        return ""
    return str(words.get(language) or words.get("vi") or words.get("en") or "")


def _place(place: CellPlace | None, language: Language) -> str:
    return render(place.in_words, language) if place else ""


def _anchor(code: str) -> str:
    return re.sub(r"[^\w.-]", "-", code)
