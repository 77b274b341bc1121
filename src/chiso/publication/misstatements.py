"""Whether a bundle is what it says of itself: its description of the tables, its list of runs."""

from __future__ import annotations

from collections.abc import Iterator

from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem
from chiso.publication.carried_over import state_tables
from chiso.publication.descriptor import DataPackage, compare_with_descriptor
from chiso.publication.members import DESCRIPTOR, PUBLICATION, place_in
from chiso.publication.opening import Bundle
from chiso.publication.records import Malformed, read_record
from chiso.publication.runs import state_run
from chiso.publication.statement import Publication


def find_misstatements(bundle: Bundle) -> Iterator[Problem]:
    """Every way in which `datapackage.json` and `publication.json` differ from the members."""
    try:
        package = read_record(DataPackage, bundle.members[DESCRIPTOR])
    except Malformed as fault:
        place = place_in(bundle.name, DESCRIPTOR, field=fault.field)
        yield _misstated(
            place, fault.found, text("Expected the member in the notation of its format, version 1.")
        )
    else:
        yield from compare_with_descriptor(package, bundle.members, bundle.name)
    if bundle.publication is not None:
        yield from _check_runs_stated(bundle, bundle.publication)


def _check_runs_stated(bundle: Bundle, publication: Publication) -> Iterator[Problem]:
    stated = {run.name: run for run in publication.runs}
    for name in sorted(stated.keys() | bundle.runs.keys()):
        place = place_in(bundle.name, PUBLICATION, field=f"runs.{name}")
        files = bundle.runs.get(name, {})
        if "run.json" not in files or "inputs/framework.json" not in files or name not in stated:
            yield _misstated(
                place, "", text("Expected the runs that are in the bundle, no more and no fewer.")
            )
            continue
        try:
            found = state_run(files, place_in(bundle.name, f"runs/{name}"))
        except BadInput as refused:
            yield from refused.problems
            continue
        if found != stated[name]:
            expected = text("Expected period, frameworks and rules as they stand in the run.")
            yield _misstated(place, "", expected)
    if publication.carried_over != state_tables(bundle.members):
        place = place_in(bundle.name, PUBLICATION, field="carried_over")
        yield _misstated(place, "", text("Expected the tables of others that are in the bundle."))


def _misstated(place: Place, found: str, expected: Text) -> Problem:
    mend = text("The bundle says of itself what is not so. Ask the publisher.")
    return Problem("CH-4027", place, found, expected, mend)
