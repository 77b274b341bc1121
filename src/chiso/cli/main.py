"""The program `chiso`: chooses the language, then hands the call to the commands.

`--language` may stand anywhere. It is taken out of the call before the commands are built, since
their help is written in that language too.
"""

from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from chiso.cli.output import DONE, answering, speech
from chiso.language import LANGUAGES, chosen_language


def run(arguments: Sequence[str] | None = None) -> None:
    """Run one call of the program and end the process with its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    wish, rest = take_language(given)
    speech.language = chosen_language(wish)
    _let_the_parser_speak()
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        # A terminal in another encoding must not stop a report over a letter that it lacks.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        with answering():
            from chiso.cli.commands import build_program

            program = build_program()
            # Not `program.main`, which answers Ctrl-C and a closed pipe with 1, the code of a difference.
            with program.make_context("chiso", rest) as context:
                program.invoke(context)
    except click.exceptions.Exit as ended:
        sys.exit(ended.exit_code)
    except click.ClickException as refused:
        refused.show()
        sys.exit(refused.exit_code)
    sys.exit(DONE)


def _open_closed_streams() -> None:
    """A stream that the caller closed (>&-) swallows what is said, as a pipe into nowhere would."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115


def take_language(arguments: list[str]) -> tuple[str | None, list[str]]:
    """The value of `--language`, and the call without it; an unknown value stays, to be refused."""
    wish: str | None = None
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            rest += [argument, *waiting]
        elif argument == "--language":
            value = next(waiting, None)
            if value in LANGUAGES:
                wish = value
            else:
                rest += [argument] + ([value] if value is not None else [])
        elif argument.startswith("--language=") and argument.partition("=")[2] in LANGUAGES:
            wish = argument.partition("=")[2]
        else:
            rest.append(argument)
    return wish, rest


def _let_the_parser_speak() -> None:
    """Let the parser of calls take its words ("Usage:", "Missing option") from our catalogue."""
    os.environ["LANGUAGE"] = speech.language
    gettext.bindtextdomain("chiso", str(Path(__file__).parent.parent / "locale"))
    gettext.textdomain("chiso")


if __name__ == "__main__":
    run()
