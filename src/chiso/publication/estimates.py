"""The estimates of a survey in a bundle: whether their table is sound, and whether points follow from them.

What a table of estimates must be is known where it is read (`chiso.scoring.estimates_reading`): figures and
words, no error without a basis for errors, no figure where one is suppressed, nothing that subtraction gives,
answers that are the estimates. Points of an answer whose whole numbers are withheld are looked at here: with
the estimate in its place the same points must come out.
"""

from __future__ import annotations

from collections.abc import Iterator

from chiso.language import text
from chiso.problems import BadInput, Problem
from chiso.publication.members import ESTIMATES, ESTIMATES_RECORD, INTERVALS, RUN_ESTIMATES, Files, place_in
from chiso.publication.rows import rows_of
from chiso.publication.withheld import WITHHELD, points_that_differ
from chiso.scoring.answers import ANSWER_COLUMNS
from chiso.scoring.run import read_estimates_of
from chiso.tables import write_table

SUPPRESSED = "suppressed"
_KEY = ("unit", "code", "input")


def find_faults_of_estimates(files: Files, *, bundle: str, run: str) -> Iterator[Problem]:
    """Everything that is wrong with the estimates of a run, at its place in the bundle."""
    if ESTIMATES not in files:
        for name in (ESTIMATES_RECORD, INTERVALS):
            if name in files:
                yield Problem(
                    "CH-4026",
                    place_in(bundle, f"runs/{run}/{ESTIMATES}"),
                    "",
                    text("Expected the estimates to which {file} belongs.", file=name),
                    text("Fetch the bundle again from its publisher."),
                )
        return
    try:
        read_estimates_of(files)
    except BadInput as refused:
        for one in refused.problems:
            if one.where.file in RUN_ESTIMATES:  # answers that cannot be read are told by themselves
                where = place_in(bundle, f"runs/{run}/{one.where.file}", one.where.row, one.where.field)
                yield Problem(one.code, where, one.found, one.expected, one.mend)


def find_opened_against_estimates(files: Files, *, bundle: str, run: str) -> Iterator[Problem]:
    """Opened values, put back into the answers, that are not the estimates that are shown.

    That some are given whose estimate is suppressed is no fault of a bundle: they were opened to somebody.
    """
    for one in find_faults_of_estimates(files, bundle=bundle, run=run):
        if one.code != "CH-7956":
            yield one


def find_points_against_estimates(files: Files, bundle: str, member: str) -> Iterator[Problem]:
    """Points of withheld answers that do not follow from the estimates that are shown."""
    if ESTIMATES not in files:
        return
    shown = {
        tuple(row.get(name, "") for name in _KEY): row.get("estimate", "")
        for row in rows_of(files[ESTIMATES])
        if row.get("flag") != SUPPRESSED
    }
    rows = []
    has_any = False
    for row in rows_of(files["inputs/answers.csv"]):
        value = shown.get(tuple(row.get(name, "") for name in _KEY), "")
        if row.get("status") == WITHHELD and value:
            row = {**row, "value": value, "status": "given", "note": ""}
            has_any = True
        rows.append([row.get(column, "") for column in ANSWER_COLUMNS])
    if not has_any:
        return
    answers = write_table(ANSWER_COLUMNS, rows).encode("utf-8")
    try:
        differing = list(points_that_differ({**files, "inputs/answers.csv": answers}))
    except BadInput as refused:
        first = refused.problems[0]
        where = place_in(bundle, ESTIMATES, first.where.row, first.where.field)
        yield Problem("CH-7958", where, first.found, first.expected, first.mend)
        return
    for number, found, expected in differing:
        yield Problem(
            "CH-7958",
            place_in(bundle, member, number, "points"),
            found,
            text("Expected “{value}”, as it follows from the estimate.", value=expected),
            text("The attested points are not those of the published estimate. Ask the publisher."),
        )


def count_told_by_points(files: Files) -> int:
    """How many suppressed estimates were scored all the same, so that their points tell something of them."""
    hidden = {
        (row.get("unit", ""), row.get("code", ""))
        for row in rows_of(files.get(ESTIMATES, b""))
        if row.get("flag") == SUPPRESSED
    }
    if not hidden:
        return 0
    scored = {
        (row.get("unit", ""), row.get("code", ""))
        for row in rows_of(files.get("scores.csv", b""))
        if row.get("points")
    }
    return len(hidden & scored)
