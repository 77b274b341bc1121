"""The language of a call: asked for anywhere in it, else by CHISO_LANGUAGE, else Vietnamese."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from chiso.cli.commands import build_program
from chiso.cli.main import take_language
from chiso.cli.parser_words import COUNTED_WORDS, WORDS
from tests.cli.calling import call

TITLE = {"vi": "Chỉ số Hiệu quả Quản trị và Hành chính công", "en": "Public Administration Performance"}


def speaks(*arguments: str, **environment: str) -> str:
    """The language in which a call lists the frameworks."""
    answered = call(*arguments, language=None, **environment)
    assert answered.exit == 0, answered.err
    (language,) = [language for language, title in TITLE.items() if title in answered.out]
    return language


@pytest.mark.parametrize(
    "arguments",
    [
        ("--language", "en", "frameworks", "list"),
        ("frameworks", "--language", "en", "list"),
        ("frameworks", "list", "--language", "en"),
        ("frameworks", "list", "--language=en"),
        ("frameworks", "--language=vi", "list", "--language", "en"),
    ],
)
def test_the_language_may_stand_anywhere_and_the_last_one_counts(arguments: tuple[str, ...]) -> None:
    assert speaks(*arguments) == "en"
    assert speaks(*arguments, CHISO_LANGUAGE="vi") == "en"


def test_without_a_wish_the_environment_decides_and_else_it_is_vietnamese() -> None:
    assert speaks("frameworks", "list", CHISO_LANGUAGE="en") == "en"
    assert speaks("frameworks", "list", CHISO_LANGUAGE="vi") == "vi"
    assert speaks("frameworks", "list") == "vi"
    # What is no language here is no wish.
    assert speaks("frameworks", "list", CHISO_LANGUAGE="fr") == "vi"


def test_what_follows_two_hyphens_is_never_taken_for_the_language() -> None:
    assert take_language(["show", "--", "--language", "en"]) == (None, ["show", "--", "--language", "en"])


def test_one_call_leaves_nothing_to_the_next() -> None:
    assert speaks("frameworks", "list", "--language", "en") == "en"
    assert speaks("frameworks", "list") == "vi"


def every_help() -> Iterator[tuple[str, ...]]:
    """The call of each command's help."""

    def below(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield (*path, "--help")
        if isinstance(command, click.Group):
            for name, part in command.commands.items():
                yield from below(part, (*path, name))

    return below(build_program(), ())


@pytest.mark.parametrize("arguments", list(every_help()), ids=" ".join)
def test_every_command_has_help_in_both_languages(arguments: tuple[str, ...]) -> None:
    english, vietnamese = (call(*arguments, language=language) for language in ("en", "vi"))
    assert (english.exit, vietnamese.exit) == (0, 0)
    assert english.out.startswith("Usage: chiso")
    assert english.out != vietnamese.out


# Words that the parser of calls would say by itself; names of values (ID@VERSION, OUT…) are ours.
OF_THE_PARSER = re.compile(
    r"Usage:|Options:|Commands:|Positional arguments|\[default|\[required|Show th|\[OPTIONS\]|COMMAND"
    r"|\bARGS\b|\bPATH\b|\bTEXT\b|\bFILE\b(?!\.)"
)


@pytest.mark.parametrize("arguments", list(every_help()), ids=" ".join)
def test_help_in_vietnamese_holds_no_english_word_of_the_parser(arguments: tuple[str, ...]) -> None:
    # In a process of its own: help is written when the commands are first imported.
    program = [sys.executable, "-m", "chiso.cli.main", *arguments, "--language", "vi"]
    done = subprocess.run(program, capture_output=True, text=True, encoding="utf-8", check=True)
    assert OF_THE_PARSER.findall(done.stdout) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("nothing",),
        ("scores",),
        ("score",),
        ("score", "a", "b", "c", "d"),
        ("frameworks", "list", "--jsn"),
        ("frameworks", "list", "--json=1"),
        ("keys", "new"),
        ("keys", "new", "--out"),
        ("publish", "x", "--out", "y", "--status", "perfect"),
        ("frameworks", "list", "--language", "fr"),
    ],
    ids=" ".join,
)
def test_a_refused_call_is_answered_in_vietnamese(arguments: tuple[str, ...]) -> None:
    answered = call(*arguments, language=None)
    english = re.compile(
        r"Usage|Error|Try |Missing|No such|Invalid|requires|does not|Did you|Got unexpected|is not one of"
    )
    assert (answered.exit, english.findall(answered.err)) == (2, [])


def messages_of_click() -> set[str]:
    """The messages for which the parser's own code asks the catalogue."""
    found = set()
    for source in Path(click.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id not in ("_", "gettext", "ngettext"):
                    continue
                found |= {
                    argument.value
                    for argument in node.args
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
                }
    # Asked for by a name: `_(extra["required"])`.
    return found | {"required"}


def test_each_word_of_the_parser_is_one_for_which_it_asks() -> None:
    ours = {word.message for word in (*WORDS, *COUNTED_WORDS)}
    ours |= {word.plural for word in COUNTED_WORDS if word.plural}
    assert ours - messages_of_click() == set()
