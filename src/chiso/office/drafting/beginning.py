"""Where a draft can begin: an annex, a set of the library, a frozen version, an empty page."""

from __future__ import annotations

from chiso.frameworks.document import Tree
from chiso.frameworks.importers import read_annex
from chiso.frameworks.importers.parts import Question
from chiso.frameworks.library import load_framework
from chiso.language import LANGUAGES, Text, Value, render
from chiso.office.drafting.services.drafts import Asked

_UNKNOWN: dict[str, Tree] = {"vi": "Chưa ghi", "en": "Not stated yet"}


def empty_document(title_vi: str, title_en: str) -> dict[str, Tree]:
    """The head of a set with one total; no node yet."""
    title: dict[str, Tree] = {"vi": title_vi} if title_vi else {}
    if title_en:
        title["en"] = title_en
    return {
        "title": title,
        "status": "draft",
        "completeness": "full",
        "periods": {},
        "rights": _UNKNOWN,
        "index": {"max_points": "100", "aggregation": {"kind": "sum@1"}},
        "nodes": [],
    }


def from_library(key: str) -> dict[str, Tree]:
    """The document of a set of the library. Raises WrongCall where there is none."""
    tree = load_framework(key).tree
    assert isinstance(tree, dict)
    return tree


def from_annex(content: bytes, name: str, key: str) -> tuple[dict[str, Tree], list[Asked]]:
    """The document in an annex and what a person must decide. Raises BadInput."""
    reading = read_annex(content, name, key=key)
    document = reading.document
    assert isinstance(document, dict)
    return document, [_asked(one) for one in reading.questions]


def _asked(question: Question) -> Asked:
    place = _in_languages(question.place.in_words) if question.place is not None else {}
    choices = [
        {**_in_languages(said), **_content_of(question, number)}
        for number, said in enumerate(question.choices)
    ]
    return Asked(
        question.code, question.node, place, question.found, _in_languages(question.asks), list(choices)
    )


def _content_of(question: Question, number: int) -> dict[str, object]:
    """What a choice would write into the node, where reading says so."""
    if number >= len(question.rules):
        return {}
    chosen = question.rules[number]
    content: dict[str, Tree] = dict(chosen.settings)
    if chosen.rule is not None:
        content["rule"] = chosen.rule
    if chosen.inputs:
        content["inputs"] = chosen.inputs
    return {"content": content} if content else {}


def _in_languages(said: Text | Value) -> dict[str, str]:
    return {language: render(said, language) for language in LANGUAGES}
