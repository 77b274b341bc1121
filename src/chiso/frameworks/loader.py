"""From a file to a framework, or to everything that is wrong with it: file, line, key, all at once.

Three readings, each of which collects its problems: the form of the document, the keys and types
of its parts, and what holds between parts (`checks.py`). The second is made by the models; this
file turns what they say into problems that a person can mend.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from chiso.frameworks.checks import check_framework
from chiso.frameworks.document import (
    LARGEST_DOCUMENT,
    Document,
    KeyPath,
    Tree,
    document_from_json,
    read_document,
)
from chiso.frameworks.model import FORMAT, Framework
from chiso.language import Listing, Text, listing, text
from chiso.problems import BadInput, Place, Problem, Report, quote, reason_of

# What a bound of the models asks for; the key under which pydantic gives the bound.
_BOUNDS: dict[str, tuple[str, Text]] = {
    "greater_than": ("gt", text("a number above")),
    "greater_than_equal": ("ge", text("a number of at least")),
    "less_than": ("lt", text("a number below")),
    "less_than_equal": ("le", text("a number of at most")),
    "string_too_long": ("max_length", text("letters, at most")),
}


def read_framework(source: Path | bytes, *, name: str | None = None) -> Framework:
    """The framework in a YAML file (or its bytes).

    Raises BadInput with every problem of the file: its form, its keys and types, its proofs.
    """
    if isinstance(source, bytes):
        content, shown = source, name or "framework.yaml"
    else:
        content, shown = _read_bytes(source), name or source.name
    report = Report()
    document = read_document(content, shown, report)
    report.stop_if_any()
    return _understand(document, report)


def framework_from_tree(tree: object, *, name: str) -> Framework:
    """The framework in a parsed document, as it travels in a run or a bundle."""
    return _understand(document_from_json(tree, name), Report())


def _read_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            # One byte above the limit tells that a file is too large, however large it is.
            return stream.read(LARGEST_DOCUMENT + 1)
    except OSError as error:
        raise BadInput(
            [
                Problem(
                    "CH-2000",
                    Place(str(path)),
                    reason_of(error),
                    text("Expected a file that can be read."),
                    text("Check the name and the rights of the file."),
                )
            ]
        ) from error


def _understand(document: Document, report: Report) -> Framework:
    if isinstance(document.tree, dict) and document.tree.get("format") != FORMAT:
        report.add(
            "CH-2010",
            document.place(("format",)),
            document.tree.get("format") or "",
            text("Expected the format {format}.", format=FORMAT),
            text("Begin the file with the line “format: {format}”.", format=FORMAT),
        )
        report.stop_if_any()
    try:
        framework = Framework.model_validate(document.tree)
    except ValidationError as error:
        report.problems += problems_of_form(error, document)
        report.stop_if_any()
        raise
    framework._tree = document.tree
    for fault in check_framework(framework):
        report.add(fault.code, document.place(fault.path), fault.found, fault.expected, fault.mend)
    report.stop_if_any()
    return framework


def problems_of_form(error: ValidationError, document: Document) -> Iterator[Problem]:
    """What the models say against a document, as problems that a person can mend."""
    for details in error.errors(include_url=False):
        path, found, parent = _locate(details["loc"], document.tree)
        if details["type"] == "too_short" and found:
            # It is not empty: none of its items was sound, and each of them has its own problem.
            continue
        code, expected, mend = _explain(details, path, parent)
        yield Problem(code, document.place(path), quote(_shown(found)), expected, mend)


def _shown(found: Tree) -> str:
    if isinstance(found, dict):
        return "{" + ", ".join(found) + "}"
    if isinstance(found, list):
        return f"[{len(found)}]"
    return "" if found is None else str(found)


def _locate(location: tuple[int | str, ...], tree: Tree) -> tuple[KeyPath, Tree, Tree]:
    """The path in the document; the models name alternatives in between, which have no key."""
    path: list[str | int] = []
    here = parent = tree
    for position, part in enumerate(location):
        last = position == len(location) - 1
        if isinstance(here, dict) and isinstance(part, str):
            if part in here:
                path.append(part)
                parent, here = here, here[part]
            elif last and "@" not in part and part != "[key]":
                path.append(part)
                parent, here = here, None
        elif isinstance(here, list) and isinstance(part, int) and part < len(here):
            path.append(part)
            parent, here = here, here[part]
    return tuple(path), here, parent


def _explain(details: ErrorDetails, path: KeyPath, parent: Tree) -> tuple[str, Text, Text]:
    """Code, what was expected, how to mend, for one kind of error."""
    kind = details["type"]
    context: dict[str, Any] = details.get("ctx", {})
    key = str(path[-1]) if path else ""
    if kind == "missing":
        return (
            "CH-2011",
            text("Expected the key “{key}”; it is missing.", key=key),
            text("Add it; the reference page of the format says what it holds."),
        )
    if kind == "extra_forbidden":
        return "CH-2012", text("Expected no key “{key}” here.", key=key), _nearest_key(details, key, parent)
    if kind == "literal_error":
        return (
            "CH-2013",
            text("Expected one of: {words}.", words=_words_in(context.get("expected"))),
            text("Choose one of these words."),
        )
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        if "expected_tags" not in context:
            return (
                "CH-2014",
                text("Expected a key that tells what this is, such as “kind”."),
                text("See the reference page for the forms that may stand here."),
            )
        expected = text("Expected one of: {words}.", words=_words_in(context["expected_tags"]))
        return "CH-2014", expected, text("Choose one of these words.")
    if kind == "value_error":
        arguments = context["error"].args
        if arguments and isinstance(arguments[0], Text):
            return "CH-2015", arguments[0], text("Correct the value.")
        return (
            "CH-2015",
            text("Expected another value: {reason}.", reason=details["msg"]),
            text("Correct the value."),
        )
    if kind in ("too_short", "string_too_short"):
        return (
            "CH-2016",
            text("Expected something here; it is empty."),
            text("Fill it in, or take the key out."),
        )
    if kind == "string_pattern_mismatch":
        return (
            "CH-2017",
            text("Expected a word of the form {pattern}.", pattern=str(context.get("pattern", ""))),
            text("Write it in small letters, digits, points and hyphens, without blanks."),
        )
    if kind in _BOUNDS:
        key_of_bound, words = _BOUNDS[kind]
        expected = text("Expected {what} {bound}.", what=words, bound=str(context.get(key_of_bound, "")))
        return "CH-2019", expected, text("Correct the value.")
    return (
        "CH-2018",
        text("Expected a value of another type ({type}).", type=kind.replace("_type", "").replace("_", " ")),
        text("Compare the indentation with the reference page of the format."),
    )


def _words_in(listed: object) -> Listing:
    """The words that pydantic lists in quotation marks, without the “or” between them."""
    return listing(re.findall(r"'([^']*)'", str(listed)))


def _nearest_key(details: ErrorDetails, key: str, parent: Tree) -> Text:
    """A suggestion for an unknown key, from the keys that parts of a framework know."""
    present = set(parent) if isinstance(parent, dict) else set()
    near = difflib.get_close_matches(key, sorted(_known_keys() - present), n=3, cutoff=0.7)
    if near:
        return text("Did you mean {keys}? Otherwise take it out.", keys=listing(near))
    return text("Take it out, or put it under “note”.")


def _known_keys() -> set[str]:
    keys: set[str] = set()
    waiting: list[type[BaseModel]] = [BaseModel]
    while waiting:
        model = waiting.pop()
        if model.__module__.startswith("chiso.frameworks"):
            keys |= {field.alias or name for name, field in model.model_fields.items()}
        waiting.extend(model.__subclasses__())
    return keys
