"""Whether a bundle is what it says of itself: README, description of the tables, list of runs, tables
of others. Each follows from the other members and is made again; one that differs says what is not so.

The texts of README and description belong to version 1 of the format: whoever changes them changes
the format.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator

from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem
from chiso.publication.carried_over import check_table, state_tables
from chiso.publication.descriptor import DataPackage, compare_with_descriptor, make_descriptor
from chiso.publication.members import (
    COMPOSITE_RECORD,
    DESCRIPTOR,
    FIGURES,
    PUBLICATION,
    README,
    Files,
    format_of,
    is_carried_over,
    is_composite,
    is_content,
    place_in,
)
from chiso.publication.opening import Bundle
from chiso.publication.readme import write_readme
from chiso.publication.records import Malformed, read_record
from chiso.publication.runs import state_run
from chiso.publication.statement import Publication, RunStated


def find_misstatements(bundle: Bundle) -> Iterator[Problem]:
    """Every way in which the members that describe a bundle differ from the others."""
    differs = False
    try:
        package = read_record(DataPackage, bundle.members[DESCRIPTOR])
    except Malformed as fault:
        place = place_in(bundle.name, DESCRIPTOR, field=fault.field)
        yield _misstated(
            place, fault.found, text("Expected the member in the notation of its format, version 1.")
        )
        differs = True
    else:
        for problem in compare_with_descriptor(package, bundle.members, bundle.name):
            differs = True
            yield problem
    if bundle.publication is not None:
        if not differs:
            yield from _check_description(bundle, bundle.publication)
        yield from _check_runs_stated(bundle, bundle.publication)
        if bundle.publication.format != format_of(bundle.members):
            expected = text("Expected the format that the members of the bundle have.")
            place = place_in(bundle.name, PUBLICATION, field="format")
            yield _misstated(place, bundle.publication.format, expected)
        if bundle.members[README] != write_readme(bundle.publication, bundle.members):
            expected = text("Expected the text that follows from {member}.", member=PUBLICATION)
            yield _misstated(place_in(bundle.name, README), "", expected)
    for member in sorted(filter(is_carried_over, bundle.members)):
        yield from check_table(bundle.members[member], f"{bundle.name}/{member}")


def _check_description(bundle: Bundle, publication: Publication) -> Iterator[Problem]:
    """Titles and types of the columns; sizes and hashes agree already."""
    content = {name: held for name, held in bundle.members.items() if is_content(name)}
    try:
        agrees = make_descriptor(publication, content).to_bytes() == bundle.members[DESCRIPTOR]
    except (ValueError, csv.Error):
        agrees = False  # a table without a header, or in another encoding
    if not agrees:
        yield Problem(
            "CH-4025",
            place_in(bundle.name, DESCRIPTOR),
            "",
            text("Expected title and columns of the tables as the format names them."),
            text("Publish again: the description was not made from these tables."),
        )


def _check_runs_stated(bundle: Bundle, publication: Publication) -> Iterator[Problem]:
    stated = {run.name: run for run in publication.runs}
    found: list[RunStated] = []
    differs = False
    for name in sorted(stated.keys() | bundle.runs.keys()):
        place = place_in(bundle.name, PUBLICATION, field=f"runs.{name}")
        files = bundle.runs.get(name, {})
        if not _is_a_run(files) or name not in stated:
            differs = True
            yield _misstated(
                place, "", text("Expected the runs that are in the bundle, no more and no fewer.")
            )
            continue
        try:
            found.append(state_run(files, place_in(bundle.name, f"runs/{name}")))
        except BadInput as refused:
            differs = True
            yield from refused.problems
            continue
        if found[-1] != stated[name]:
            differs = True
            expected = text("Expected period, frameworks and rules as they stand in the run.")
            yield _misstated(place, "", expected)
    if not differs and publication.runs != found:
        place = place_in(bundle.name, PUBLICATION, field="runs")
        yield _misstated(place, "", text("Expected each run once, by name."))
    if publication.carried_over != state_tables(bundle.members):
        place = place_in(bundle.name, PUBLICATION, field="carried_over")
        yield _misstated(place, "", text("Expected the tables of others that are in the bundle."))


def _is_a_run(files: Files) -> bool:
    """Whether the files are there that say what was measured."""
    if is_composite(files):
        return COMPOSITE_RECORD in files and FIGURES in files
    return "run.json" in files and "inputs/framework.json" in files


def _misstated(place: Place, found: str, expected: Text) -> Problem:
    mend = text("The bundle says of itself what is not so. Ask the publisher.")
    return Problem("CH-4027", place, found, expected, mend)
