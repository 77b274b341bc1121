"""Messages stand in the code as plain words whose names in braces are all filled.

A message that is put together while the program runs is found by no extraction; a name without a
value fails only when somebody meets the message.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from tests.installation import ROOT

SOURCES = sorted((ROOT / "src" / "chiso").rglob("*.py"))
# The definitions themselves hand a message on.
DEFINITIONS = ROOT / "src" / "chiso" / "language.py"
# Messages that click fills itself; they stand there for the catalogue.
FILLED_BY_CLICK = "src/chiso/cli/parser_words.py"
MESSAGES_OF = {"text": 1, "text_by_count": 2}


def calls_of_texts() -> Iterator[tuple[str, str, ast.Call]]:
    """Each call that makes a text: where it stands, the function's name, the call."""
    for source in SOURCES:
        if source == DEFINITIONS:
            continue
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = called_name(node)
                if name in MESSAGES_OF:
                    yield f"{source.relative_to(ROOT)}:{node.lineno}", name, node


def sentences_of_the_record() -> set[str]:
    """Where the sentences of verbs stand: the record fills them from each entry."""
    found = set()
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if not _declares_verbs(node):
                continue
            for inner in ast.walk(node):
                if isinstance(inner, ast.Call) and called_name(inner) in MESSAGES_OF:
                    found.add(f"{source.relative_to(ROOT)}:{inner.lineno}")
    return found


def _declares_verbs(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return called_name(node) == "declare_verbs"
    targets = node.targets if isinstance(node, ast.Assign) else []
    targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
    return any(isinstance(one, ast.Name) and one.id in ("VERBS", "_VERBS") for one in targets)


def called_name(call: ast.Call) -> str:
    """`text` for `text(…)`; empty for a method of something else."""
    return call.func.id if isinstance(call.func, ast.Name) else ""


def is_plain_words(argument: ast.expr) -> bool:
    return isinstance(argument, ast.Constant) and isinstance(argument.value, str)


def test_every_message_is_plain_words() -> None:
    built = [
        where
        for where, name, call in calls_of_texts()
        if not (call.args and all(map(is_plain_words, call.args[: MESSAGES_OF[name]])))
    ]
    assert built == []


def test_every_name_in_a_message_has_a_value_and_every_value_a_name() -> None:
    differing = []
    filled_later = sentences_of_the_record()
    for where, name, call in calls_of_texts():
        if where.startswith(FILLED_BY_CLICK) or where in filled_later:
            continue
        forms = [ast.literal_eval(form) for form in call.args[: MESSAGES_OF[name]] if is_plain_words(form)]
        named = {field for form in forms for _, field, _, _ in Formatter().parse(form) if field is not None}
        given = {keyword.arg for keyword in call.keywords}
        if name == "text_by_count":
            named.discard("count")
        # `**values` is filled where the message is chosen; nothing can be said about it here.
        if None not in given and named != given:
            differing.append((where, sorted(named), sorted(given, key=str)))
    assert differing == []


def test_messages_are_asked_for_by_the_names_that_the_extraction_knows() -> None:
    renamed = []
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "chiso.language":
                renamed += [(source_name(source), alias.name) for alias in node.names if is_renamed(alias)]
    assert renamed == []


def is_renamed(alias: ast.alias) -> bool:
    return alias.name in MESSAGES_OF and alias.asname not in (None, alias.name)


def source_name(source: Path) -> str:
    return str(source.relative_to(ROOT))
