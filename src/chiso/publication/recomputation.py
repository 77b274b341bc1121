"""Recomputing a run from its own inputs, and naming the first figure that comes out otherwise.

Everything that a run holds is made again and compared byte by byte: its tables, what `run.json` says
of them, and the inputs themselves in their one notation, so that no two programs read them apart.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import zip_longest

from chiso.figures import NotANumber, parse_decimal
from chiso.frameworks.library import locked_hashes
from chiso.language import Text, listing, text
from chiso.problems import BadInput, Problem, quote
from chiso.publication.estimates import find_faults_of_estimates, find_points_against_estimates
from chiso.publication.members import (
    ESTIMATES,
    ESTIMATES_RECORD,
    INTERVALS,
    NEEDED_OF_RUN,
    RUN_ESTIMATES,
    RUN_INPUTS,
    RUN_TABLES,
    Files,
    place_in,
)
from chiso.publication.rows import cells_of, numbered_rows_of
from chiso.publication.runs import hashes_of_frameworks
from chiso.scoring.answers import ANSWER_COLUMNS
from chiso.scoring.run import recompute

# Which columns tell people what row they look at.
_NAMES_OF_A_ROW = ("unit", "code")
_HEADER_OF_ANSWERS = f"{','.join(ANSWER_COLUMNS)}\n".encode()


def find_run_differences(
    files: Files, *, bundle: str, run: str, recompute_run: Callable[[Files], Files] = recompute
) -> Iterator[Problem]:
    """The first difference of each file of a run to what follows from its inputs.

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
            ask_the_publisher(),
        )
        return
    given = {name: files[name] for name in (*RUN_INPUTS, "scores.csv")}
    given.update((name, files[name]) for name in (ESTIMATES, ESTIMATES_RECORD) if name in files)
    faults = tuple(find_faults_of_estimates(files, bundle=bundle, run=run))
    yield from faults
    if faults:  # the rest is looked at without them
        files = {name: content for name, content in files.items() if name not in RUN_ESTIMATES}
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
            ask_the_publisher(),
        )
        return
    yield from _find_false_frameworks(files["inputs/framework.json"], bundle, run)
    for name in (*RUN_TABLES, INTERVALS):
        if files.get(name) != expected.get(name):
            place = f"runs/{run}/{name}"
            yield first_difference(files.get(name, b""), expected.get(name, b""), bundle, place)
    yield from _find_attested_above_the_maximum(files["scores.csv"], bundle, f"runs/{run}/scores.csv")
    if not faults:
        yield from find_points_against_estimates(files, bundle, f"runs/{run}/scores.csv")
    inputs = (*RUN_INPUTS, ESTIMATES, ESTIMATES_RECORD)
    others = [name for name in inputs if name != "run.json" and files.get(name) != expected.get(name)]
    for name in others:
        expectation = text("Expected the inputs in the one notation in which chiso writes them.")
        yield Problem("CH-4028", place_in(bundle, f"runs/{run}/{name}"), "", expectation, ask_the_publisher())
    # The hashes of such inputs differ too: that is the same finding.
    if not others and not faults and files["run.json"] != expected["run.json"]:
        yield false_statement(files["run.json"], expected["run.json"], bundle, f"runs/{run}/run.json")


def _find_false_frameworks(framework_file: bytes, bundle: str, run: str) -> Iterator[Problem]:
    """Frameworks that bear the name of one of the library and are another one."""
    locked = locked_hashes()
    for key, found in hashes_of_frameworks(framework_file):
        if locked.get(key, found) != found:
            yield Problem(
                "CH-4034",
                place_in(bundle, f"runs/{run}/inputs/framework.json", field=key),
                found,
                text("Expected the content {hash}, which the library has under this name.", hash=locked[key]),
                text("Somebody changed the rules and kept the name. A changed framework is a new version."),
            )


def _find_attested_above_the_maximum(scores: bytes, bundle: str, member: str) -> Iterator[Problem]:
    """Attested points are taken as published, but no answer at all can give more than the maximum."""
    for number, row in numbered_rows_of(scores) if b",withheld" in scores else ():
        try:
            is_above = row.get("status") == "withheld" and (
                parse_decimal(row["points"]) > parse_decimal(row["max_points"])
            )
        except (KeyError, NotANumber):
            continue  # no points, or no maximum
        if is_above:
            yield Problem(
                "CH-4035",
                place_in(bundle, member, number, "points"),
                row["points"],
                text("Expected attested points of at most {maximum}.", maximum=row["max_points"]),
                text("No answer gives more points than the maximum. Ask the publisher."),
            )


def false_statement(found: bytes, expected: bytes, bundle: str, member: str) -> Problem:
    """What the record of a run says that is not so: the first key that differs."""
    stated, wanted = json.loads(found), json.loads(expected)
    for key in sorted(stated.keys() | wanted.keys()):
        if stated.get(key) != wanted.get(key) or (key in stated) != (key in wanted):
            value = json.dumps(wanted[key], ensure_ascii=False) if key in wanted else ""
            sentence = text("Expected “{value}”, as it follows from the inputs.", value=quote(value))
            shown = json.dumps(stated[key], ensure_ascii=False) if key in stated else ""
            return Problem(
                "CH-4027", place_in(bundle, member, field=key), quote(shown), sentence, ask_the_publisher()
            )
    sentence = text("Expected the file as chiso writes it.")
    return Problem("CH-4027", place_in(bundle, member), "", sentence, ask_the_publisher())


def _is_in_one_notation(answers: bytes) -> bool:
    """A reader of tables knows many notations; what is counted here must be what is scored there."""
    try:
        answers.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return answers.startswith(_HEADER_OF_ANSWERS)


def first_difference(found: bytes, expected: bytes, bundle: str, member: str) -> Problem:
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
                "CH-4030",
                place_in(bundle, member, number),
                quote(",".join(row or [])),
                sentence,
                ask_the_publisher(),
            )
        column = next(at for at, cell in enumerate(row) if cell != wanted[at])
        name = header[column] if column < len(header) else ""
        return Problem(
            "CH-4030",
            place_in(bundle, member, number, name),
            quote(row[column]),
            wanted_in_row(wanted, header, wanted[column]),
            ask_the_publisher(),
        )
    sentence = text("Expected the table in the notation of chiso: commas, LF, UTF-8.")
    return Problem("CH-4030", place_in(bundle, member), "", sentence, ask_the_publisher())


def wanted_in_row(row: list[str], header: list[str], cell: str) -> Text:
    """What was expected of a cell, with the names of its row."""
    names = [value for column, value in zip(header, row, strict=False) if column in _NAMES_OF_A_ROW]
    return text(
        "Expected “{value}” for {names}, as it follows from the inputs.",
        value=quote(cell),
        names=listing(names),
    )


def ask_the_publisher() -> Text:
    """What to do about a figure that does not follow."""
    return text("The published figure does not follow from the published inputs. Ask the publisher.")
