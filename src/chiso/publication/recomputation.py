"""Recomputing a run from its own inputs, and naming the first figure that comes out otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest
from typing import TypeAlias

from chiso.language import Text, listing, text
from chiso.problems import BadInput, Problem, quote
from chiso.publication.members import NEEDED_OF_RUN, RUN_INPUTS, RUN_TABLES, place_in
from chiso.publication.rows import cells_of
from chiso.scoring.answers import ANSWER_COLUMNS
from chiso.scoring.run import recompute

Files: TypeAlias = Mapping[str, bytes]
# Which columns tell people what row they look at.
_NAMES_OF_A_ROW = ("unit", "code")
_HEADER_OF_ANSWERS = f"{','.join(ANSWER_COLUMNS)}\n".encode()


def find_run_differences(
    files: Files, *, bundle: str, run: str, recompute_run: Callable[[Files], Files] = recompute
) -> Iterator[Problem]:
    """The first difference of each table of a run to what follows from its inputs.

    `bundle` and `run` name the place in the problems.
    """
    missing = [name for name in NEEDED_OF_RUN if name not in files]
    if missing:
        for name in missing:
            yield Problem(
                "CH-4026",
                place_in(bundle, f"runs/{run}/{name}"),
                "",
                text("Expected this file in each run."),
                text("Fetch the bundle again from its publisher."),
            )
        return
    if not _is_in_one_notation(files["inputs/answers.csv"]):
        yield Problem(
            "CH-4028",
            place_in(bundle, f"runs/{run}/inputs/answers.csv", 1),
            "",
            text("Expected the answers in the notation of chiso: its columns, commas, UTF-8."),
            _mend(),
        )
        return
    given = {name: files[name] for name in (*RUN_INPUTS, "scores.csv")}
    try:
        expected = recompute_run(given)
    except BadInput as refused:
        first = refused.problems[0]
        yield Problem(
            "CH-4031",
            place_in(bundle, f"runs/{run}"),
            quote(f"{first.code} {first.where.in_language('en')} {first.found}".strip()),
            text("Expected inputs that can be scored. {reason}", reason=first.expected),
            _mend(),
        )
        return
    for name in dict.fromkeys((*RUN_TABLES, *expected)):
        if files.get(name) != expected.get(name):
            place = f"runs/{run}/{name}"
            yield _first_difference(files.get(name, b""), expected.get(name, b""), bundle, place)


def _is_in_one_notation(answers: bytes) -> bool:
    """A reader of tables knows many notations; what is counted here must be what is scored there."""
    try:
        answers.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return answers.startswith(_HEADER_OF_ANSWERS)


def _first_difference(found: bytes, expected: bytes, bundle: str, member: str) -> Problem:
    """The first cell that differs, with what it has to be."""
    header: list[str] = []
    rows = zip_longest(cells_of(found), cells_of(expected))
    for number, (row, wanted) in enumerate(rows, start=1):
        if number == 1:
            header = wanted or []
        if row == wanted:
            continue
        if row is None or wanted is None or len(row) != len(wanted) or number == 1:
            sentence = text("Expected this row: “{row}”.", row=quote(",".join(wanted or [])))
            return Problem(
                "CH-4030", place_in(bundle, member, number), quote(",".join(row or [])), sentence, _mend()
            )
        column = next(at for at, cell in enumerate(row) if cell != wanted[at])
        name = header[column] if column < len(header) else ""
        return Problem(
            "CH-4030",
            place_in(bundle, member, number, name),
            quote(row[column]),
            _wanted(wanted, header, wanted[column]),
            _mend(),
        )
    sentence = text("Expected the table in the notation of chiso: commas, LF, UTF-8.")
    return Problem("CH-4030", place_in(bundle, member), "", sentence, _mend())


def _wanted(row: list[str], header: list[str], cell: str) -> Text:
    names = [value for column, value in zip(header, row, strict=False) if column in _NAMES_OF_A_ROW]
    return text(
        "Expected “{value}” for {names}, as it follows from the inputs.",
        value=quote(cell),
        names=listing(names),
    )


def _mend() -> Text:
    return text("The published figure does not follow from the published inputs. Ask the publisher.")
