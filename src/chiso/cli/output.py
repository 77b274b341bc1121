"""How commands speak: results on stdout, remarks and problems on stderr, one exit code each.

0 done · 1 differs · 2 wrong call · 3 recomputes, but no seal by a trusted key
4 bad input · 5 cannot write · 130 stopped
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from chiso.language import Language, Text, Value, chosen_language, render, text
from chiso.problems import CannotWrite, Place, Problem, Refused, reason_of

DONE = 0
DIFFERS = 1
STOPPED = 130

Function = TypeVar("Function", bound=Callable[..., Any])


class Speech:
    """The language and form of what a command says; one per call of the program."""

    def __init__(self) -> None:
        self.language: Language = chosen_language()
        self.as_json = False


speech = Speech()


class Answer:
    """The exit code of a command, which counts although who reads the output may go away."""

    def __init__(self) -> None:
        self.code = DONE


def words(value: Value) -> str:
    """A message or a value in the language of this call, without what could command a terminal."""
    written = render(value, speech.language)
    return written if written.isprintable() else "".join(map(_shown, written))


def _shown(character: str) -> str:
    is_shown = character == "\n" or unicodedata.category(character) not in ("Cc", "Cf", "Zl", "Zp")
    return character if is_shown else "\ufffd"


def say(line: Text | str) -> None:
    """One line of the result."""
    print(words(line))


def remark(line: Text | str) -> None:
    """One line beside the result: progress, remarks. That nobody hears it stops no work."""
    with suppress(BrokenPipeError):
        print(words(line), file=sys.stderr, flush=True)


def give_json(value: Any) -> None:
    """The result as JSON."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def json_option(function: Function) -> Function:
    """The option --json."""
    help_text = words(text("Give the result as JSON."))
    return click.option("--json", "as_json", is_flag=True, help=help_text)(function)


def force_option(function: Function) -> Function:
    """The option --force."""
    return click.option("--force", is_flag=True, help=words(text("Replace what exists.")))(function)


def path_option(name: str, help_text: Text, **settings: Any) -> Callable[[Function], Function]:
    """An option that takes a path."""
    return click.option(name, type=click.Path(path_type=Path), help=words(help_text), **settings)


@contextmanager
def answering(as_json: bool = False) -> Iterator[Answer]:
    """Turn refusals into a report and an exit code, and end with the code of the answer."""
    speech.as_json = as_json
    answer = Answer()
    try:
        yield answer
        sys.stdout.flush()
    except Refused as refused:
        leave(refused)
    except KeyboardInterrupt:
        remark(text("Stopped. Nothing half-written is left."))
        sys.exit(STOPPED)
    except BrokenPipeError:
        # Who read the pipe has gone ("| head"): no more can be said, and that is no fault.
        sys.stdout = None
        sys.exit(answer.code)
    except OSError as error:
        # Files are read and written by functions that refuse with a code; what is left is stdout.
        sys.stdout = None
        remark(_stdout_refused(error).in_language(speech.language))
        sys.exit(CannotWrite.exit_code)
    if answer.code != DONE:
        sys.exit(answer.code)


def _stdout_refused(error: OSError) -> Problem:
    return Problem(
        "CH-5005",
        Place("stdout"),
        reason_of(error),
        text("Expected a place that can be written, with enough room."),
        text("Check where the output goes, and the free space there."),
    )


def leave(refused: Refused) -> NoReturn:
    """Report every problem of a refusal and end with its code."""
    if speech.as_json and sys.stdout is not None:
        give_json({"problems": [problem.as_record(speech.language) for problem in refused.problems]})
    for problem in refused.problems:
        remark(problem.in_language(speech.language))
    remark(text("Nothing was written. Problems: {count}.", count=len(refused.problems)))
    sys.exit(refused.exit_code)


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, right: frozenset[int] = frozenset()) -> None:
    """A plain table in columns; the columns in `right` are set to the right."""
    widths = [max(map(width, column)) for column in zip(head, *rows, strict=True)]
    for number, row in enumerate([head, *rows]):
        cells = [
            " " * (wide - width(cell)) + cell if position in right else cell + " " * (wide - width(cell))
            for position, (cell, wide) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())
        if number == 0:
            print("  ".join("─" * wide for wide in widths))


def width(shown: str) -> int:
    """Columns that `shown` takes on a terminal: combining marks take none, wide letters two."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in shown
    )
