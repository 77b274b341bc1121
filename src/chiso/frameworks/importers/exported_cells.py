"""What an edited cell of an export says in terms of the document; None where nobody can tell.

Each function is the way back of what `exporting/layout.py` prints.
"""

from __future__ import annotations

import re
from fractions import Fraction

from chiso.figures import NotANumber, parse_exact
from chiso.frameworks.document import Tree
from chiso.frameworks.exporting.machine_part import settled
from chiso.frameworks.model import Framework
from chiso.frameworks.presentation import ASSESSORS_IN_WORDS
from chiso.language import LANGUAGES, Language, text

# In a Vietnamese text "1.500" is fifteen hundred to one reader and one and a half to another.
_TWO_MEANINGS = re.compile(r"\d{1,3}[.]\d{3}\Z", re.ASCII)
_ARTICLE = text("art. {article}", article="\0")


class NotUnderstood(ValueError):
    """The words do not say what the column holds."""


def points_in(words: str, language: Language, *, is_typed: bool) -> Fraction | None:
    """A maximum; None for an empty cell. `is_typed`: a workbook's own number, written with a point.

    Raises NotUnderstood.
    """
    written = settled(words)
    if not written:
        return None
    if language == "vi" and not is_typed and _TWO_MEANINGS.match(written):
        raise NotUnderstood(words)
    try:
        return parse_exact(written.replace(",", ".", 1))
    except NotANumber as error:
        raise NotUnderstood(words) from error


def assessors_in(words: str) -> list[Tree]:
    """The keys of those who assess. Raises NotUnderstood."""
    known = {
        settled(shown.in_language(language)).casefold(): key
        for key, shown in ASSESSORS_IN_WORDS.items()
        for language in LANGUAGES
    }
    names = [settled(name).casefold() for name in re.split(r"[,;\n]", words)]
    try:
        return list(dict.fromkeys(known[name] for name in names if name))
    except KeyError as error:
        raise NotUnderstood(words) from error


def law_in(words: str, framework: Framework) -> list[Tree]:
    """References to the documents that the set names, such as "art. 13.1, Decree 1; Decree 2".

    Raises NotUnderstood where a part does not end in the number of one of them.
    """
    numbers = {settled(document.number): document.key for document in framework.documents}
    return [_reference(part, numbers) for part in map(settled, re.split(r"[;\n]", words)) if part]


def _reference(written: str, numbers: dict[str, str]) -> Tree:
    for number in sorted(numbers, key=len, reverse=True):
        article = written.removesuffix(number).rstrip(", ")
        if written == number:
            return {"document": numbers[number]}
        if written.endswith(f" {number}") and article:
            return {"document": numbers[number], "article": _article(article)}
    raise NotUnderstood(written)


def _article(written: str) -> str:
    """The article without the word before a bare number, which the print adds."""
    for language in LANGUAGES:
        before, _, after = _ARTICLE.in_language(language).partition("\0")
        bare = written.removeprefix(before).removesuffix(after)
        if written.startswith(before) and bare[:1].isdigit():
            return bare
    return written
