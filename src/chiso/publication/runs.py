"""The runs of a bundle: the files of each, and what they say was measured.

What a run measured is read from its own inputs (the frameworks in it, hashed again), never from what
somebody wrote about it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from chiso.frameworks.document import content_hash
from chiso.language import text
from chiso.problems import BadInput, Place, Problem, quote
from chiso.publication.archive import LARGEST_BUNDLE
from chiso.publication.composite_runs import state_composite
from chiso.publication.members import (
    NEEDED_OF_RUN,
    RUN_ESTIMATES,
    RUN_INPUTS,
    RUN_TABLES,
    is_composite,
    limit_of,
    make_slug,
)
from chiso.publication.reading import read_bytes
from chiso.publication.rule_kinds import kinds_in
from chiso.publication.statement import FrameworkUsed, RunStated


def read_run_files(directory: Path) -> dict[str, bytes]:
    """The files of a run that are published, by their names in its folder. Raises BadInput.

    The trace is left out, since anyone can make it again; so are the values that are withheld.
    """
    missing = [name for name in NEEDED_OF_RUN if not (directory / name).is_file()]
    if missing:
        expected = text("Expected a folder that “chiso score” has written; this file is missing in it.")
        mend = text("Score again, and give the folder named with --out.")
        raise BadInput(
            Problem("CH-4050", Place(str(directory / name)), "", expected, mend) for name in missing
        )
    names = (*RUN_INPUTS, *RUN_TABLES, *RUN_ESTIMATES)
    present = [name for name in names if (directory / name).is_file()]
    return {name: read_bytes(directory / name, limit=limit_of(name) or LARGEST_BUNDLE) for name in present}


def state_run(files: Mapping[str, bytes], place: Place) -> RunStated:
    """What the files of a run say of it, with the name that it gets in a bundle.

    Raises BadInput if `run.json` or the frameworks cannot be understood.
    """
    if is_composite(files):
        return state_composite(files, place)
    run = _parse_object(files["run.json"], place, "run.json")
    inputs = _parse_object(files["inputs/framework.json"], place, "inputs/framework.json")
    period, layer = run.get("period"), run.get("layer")
    frameworks, programme = inputs.get("frameworks"), inputs.get("programme")
    if not isinstance(period, str) or not isinstance(frameworks, dict) or not frameworks:
        raise _not_a_run(place, "run.json", "period")
    if layer is not None and not isinstance(layer, str):
        raise _not_a_run(place, "run.json", "layer")
    programme_key: str | None = None
    if programme is not None:
        if not isinstance(programme, dict):
            raise _not_a_run(place, "inputs/framework.json", "programme")
        programme_key = f"{programme.get('id')}@{programme.get('version')}"
    title = programme_key or "-".join(sorted(frameworks))
    try:
        return RunStated(
            name=make_slug(title, period.replace("@", "-at-"), layer or ""),
            period=period,
            layer=layer or "",
            programme=programme_key,
            frameworks=[
                FrameworkUsed(key=key, hash=found)
                for key, found in hashes_of_frameworks(files["inputs/framework.json"])
            ],
            rule_kinds=sorted(kinds_in(frameworks)),
        )
    except (ValueError, RecursionError) as error:
        # Half a surrogate, deep nesting, names that are no names: nothing that chiso writes.
        raise _not_a_run(place, "inputs/framework.json", "frameworks") from error


# A bundle of many periods holds the same framework in most of its runs.
@lru_cache(maxsize=8)
def hashes_of_frameworks(framework_file: bytes) -> tuple[tuple[str, str], ...]:
    """Key and content hash of each framework in a file that was parsed before. Raises ValueError."""
    frameworks = json.loads(framework_file)["frameworks"]
    return tuple((key, content_hash(frameworks[key])) for key in sorted(frameworks))


def _parse_object(written: bytes, place: Place, name: str) -> dict[str, object]:
    try:
        tree = json.loads(written, parse_constant=_refuse_constant, parse_float=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise _not_a_run(place, name, "") from error
    if not isinstance(tree, dict):
        raise _not_a_run(place, name, "")
    return tree


def _refuse_constant(written: str) -> float:
    """No figure in a run is a number of JSON: floating point would change it (1e999999, NaN)."""
    raise ValueError(written)


def _not_a_run(place: Place, name: str, field: str) -> BadInput:
    expected = text("Expected what “chiso score” writes into this file.")
    mend = text("Score again; do not edit the files of a run.")
    return BadInput(
        [Problem("CH-4056", Place(f"{place.file}/{name}", field=field), quote(""), expected, mend)]
    )
