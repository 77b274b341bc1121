"""Whether a bundle is what it says of itself: its description of the tables, its list of runs."""

from __future__ import annotations

import json
from collections.abc import Iterator

from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem
from chiso.publication.carried_over import state_tables
from chiso.publication.descriptor import DataPackage, compare_with_descriptor
from chiso.publication.manifest import sha256_of
from chiso.publication.members import DESCRIPTOR, PUBLICATION, RUN_INPUTS, place_in
from chiso.publication.opening import Bundle
from chiso.publication.recomputation import Files
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
        yield from _check_inputs_stated(bundle, name, files)
        if found != stated[name]:
            expected = text("Expected period, frameworks and rules as they stand in the run.")
            yield _misstated(place, "", expected)
    if publication.carried_over != state_tables(bundle.members):
        place = place_in(bundle.name, PUBLICATION, field="carried_over")
        yield _misstated(place, "", text("Expected the tables of others that are in the bundle."))


def _check_inputs_stated(bundle: Bundle, run: str, files: Files) -> Iterator[Problem]:
    """`run.json` states the hashes of the inputs that were scored."""
    stated = json.loads(files["run.json"]).get("inputs")
    found = {name: sha256_of(files[name]) for name in RUN_INPUTS if name in files and name != "run.json"}
    if stated != found:
        place = place_in(bundle.name, f"runs/{run}/run.json", field="inputs")
        yield _misstated(place, "", text("Expected the hashes of the inputs that are in the bundle."))


def _misstated(place: Place, found: str, expected: Text) -> Problem:
    mend = text("The bundle says of itself what is not so. Ask the publisher.")
    return Problem("CH-4027", place, found, expected, mend)
