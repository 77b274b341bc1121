"""The runs of a bundle that are composite indices: the files of each, and what they say was measured.

What was measured is read from the record of the run (`plan.json`: framework, plan, stages) and its figures,
the framework hashed again. That every table follows from them is for `chiso.publication.recomposing`, which
asks for NumPy; this part does not.

    CH-8844 files of a composite index missing, or of another run beside them   CH-8845 record malformed
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from chiso.frameworks.document import content_hash
from chiso.language import text
from chiso.problems import BadInput, Place, Problem, quote
from chiso.publication.archive import LARGEST_BUNDLE
from chiso.publication.members import (
    COMPOSITE_FILES,
    COMPOSITE_RECORD,
    FIGURES,
    ROBUSTNESS,
    STAGES,
    Files,
    limit_of,
    make_slug,
)
from chiso.publication.reading import read_bytes
from chiso.publication.records import SHA256_PATTERN, is_line
from chiso.publication.rows import rows_of
from chiso.publication.rule_kinds import kinds_in
from chiso.publication.statement import FrameworkUsed, RunStated

# The file by which a folder of “chiso composite” is known.
MARKER = "plan.json"
RUN_FORMAT = "chiso-composite-run/1"


def is_composite_folder(directory: Path) -> bool:
    """Whether “chiso composite” has written the folder."""
    return (directory / MARKER).is_file()


def read_composite_files(directory: Path) -> dict[str, bytes]:
    """The files of a composite index that are published, by their names in the bundle. Raises BadInput.

    What others put into the folder, such as an audit, stays there.
    """
    record = _parse(read_bytes(directory / MARKER, limit=limit_of(MARKER) or LARGEST_BUNDLE))
    wanted = {name: member for name, member in COMPOSITE_FILES.items() if member not in STAGES.values()}
    wanted |= {name: STAGES[name] for name in _stage_files(record)}
    missing = [name for name in wanted if not (directory / name).is_file()]
    if missing:
        expected = text("Expected a folder that “chiso composite” has written; this file is missing in it.")
        mend = text("Compute the index again, and give the folder named with --out.")
        raise BadInput(
            Problem("CH-8844", Place(str(directory / name)), "", expected, mend) for name in missing
        )
    return {
        member: read_bytes(directory / name, limit=limit_of(member) or LARGEST_BUNDLE)
        for name, member in wanted.items()
    }


def find_faults_of_composite(files: Files, place: Place) -> Iterator[Problem]:
    """Files that are missing or belong to no composite index, and a record that is none."""
    mend = text("Fetch the bundle again from its publisher.")
    record = _parse(files.get(COMPOSITE_RECORD, b""))
    stages = {STAGES[name] for name in _stage_files(record)}
    needed = {member for member in COMPOSITE_FILES.values() if member not in STAGES.values()} | stages
    for name in sorted(needed - files.keys()):
        expected = text("Expected this file in each composite index.")
        yield Problem("CH-8844", Place(f"{place.file}/{name}"), "", expected, mend)
    for name in sorted(name for name in files if name not in needed and not name.startswith(ROBUSTNESS)):
        expected = text("Expected only the files of a composite index, and the stages of its plan.")
        yield Problem("CH-8844", Place(f"{place.file}/{name}"), "", expected, mend)
    if COMPOSITE_RECORD not in files:
        return
    for field in _malformed(record):
        yield _not_a_record(place, field)


def state_composite(files: Files, place: Place) -> RunStated:
    """What a composite index says of itself, with the name that it gets in a bundle. Raises BadInput."""
    record = _parse(files.get(COMPOSITE_RECORD, b""))
    if fields := list(_malformed(record)):
        raise BadInput(_not_a_record(place, field) for field in fields)
    document, plan = record["framework"]["document"], record["plan"]
    key = record["framework"]["key"]
    periods = sorted({row.get("period", "") for row in rows_of(files.get(FIGURES, b""))} - {""})
    title = "–".join(dict.fromkeys((periods[0], periods[-1]))) if periods else ""
    try:
        return RunStated(
            name=make_slug(key, *dict.fromkeys((periods[0], periods[-1]) if periods else ())),
            period=title,
            layer="",
            programme=None,
            frameworks=[FrameworkUsed(key=key, hash=content_hash(document))],
            rule_kinds=sorted(kinds_in({**document, "plan": plan})),
        )
    except (ValueError, RecursionError) as error:
        raise BadInput([_not_a_record(place, "framework.document")]) from error


def count_nodes(files: Files) -> int:
    """How many nodes the tree of a record has, before it is read as one; 0 where none can be told."""
    part: object = _parse(files.get(COMPOSITE_RECORD, b""))
    for key in ("framework", "document", "nodes"):
        part = part.get(key) if isinstance(part, dict) else None
    return len(part) if isinstance(part, list) else 0


def _parse(written: bytes) -> dict[str, Any]:
    try:
        tree = json.loads(written)
    except (ValueError, RecursionError):
        return {}
    return tree if isinstance(tree, dict) else {}


def _stage_files(record: Mapping[str, Any]) -> list[str]:
    """The files of the stages that a record names, all but the figures that it starts from."""
    stages = record.get("stages")
    named = [f"{stage}.csv" for stage in stages] if isinstance(stages, list) else []
    return [name for name in named if name in STAGES]


def _malformed(record: Mapping[str, Any]) -> Iterator[str]:
    """The keys of a record that are not as “chiso composite” writes them."""
    if record.get("format") != RUN_FORMAT:
        yield "format"
        return
    framework = record.get("framework")
    if not (
        isinstance(framework, dict)
        and set(framework) == {"key", "hash", "document"}
        and isinstance(framework["document"], dict)
        and isinstance(framework["key"], str)
        and re.fullmatch(r"[a-z0-9-]+@[A-Za-z0-9._-]+", framework["key"])
    ):
        yield "framework"
    if not isinstance(record.get("plan"), dict):
        yield "plan"
    if not isinstance(record.get("stages"), list):
        yield "stages"
    software = record.get("software")
    if not (
        isinstance(software, dict)
        and list(software) == ["chiso", "numpy", "scipy"]
        and all(isinstance(version, str) and is_line(version) for version in software.values())
    ):
        yield "software"
    inputs = record.get("inputs")
    if not (
        isinstance(inputs, dict)
        and set(inputs) <= {"data", "units"}
        and all(isinstance(one, str) and re.fullmatch(SHA256_PATTERN, one) for one in inputs.values())
    ):
        yield "inputs"


def _not_a_record(place: Place, field: str) -> Problem:
    return Problem(
        "CH-8845",
        Place(f"{place.file}/{COMPOSITE_RECORD}", field=field),
        quote(""),
        text("Expected what “chiso composite” writes into this file."),
        text("Compute the index again; do not edit the files of a run."),
    )
