"""The histogram of a published result made again, from what was published: for whoever verifies it.

    histogram_again(record, out, files=…)  →  the bytes that histogram.csv must have

`record` is robustness.json as parsed; `out` the folder of the index; `files` the folder in which the files of
errors stand, under the names of the specification. Seed, stream, runs and specification come from the record;
nothing that was computed is believed.

    CH-8125 no such record, or other inputs than it names
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from chiso.language import Text, text
from chiso.problems import BadInput
from chiso.robustness.measured import fault
from chiso.robustness.opening import open_measured
from chiso.robustness.results import MARKER, RESULT_FORMAT, recompute_histogram, stream_for
from chiso.robustness.specification import Specification


def histogram_again(record: Mapping[str, Any], out: Path, *, files: Path) -> bytes:
    """histogram.csv as it must be. Raises BadInput: CH-8125, and what `open_measured` raises."""
    try:
        if record["format"] != RESULT_FORMAT:
            raise _refused("format", record["format"])
        spec = Specification.model_validate(record["specification"])
        seed, runs = int(record["seed"]), int(record["runs"])
        league = record["source"].get("league") or None
        stream, inputs = record["stream"], dict(record["inputs"])
    except (KeyError, TypeError, ValueError, AttributeError, ValidationError) as error:
        raise _refused("", type(error).__name__) from error
    measured = open_measured(out, spec, files=files, seed=seed, league=league)
    if dict(measured.digests) != inputs:
        raise _refused("inputs", text("other inputs than the record names"))
    if stream_for(measured.model, spec, seed).name != stream:
        raise _refused("stream", stream)
    return recompute_histogram(measured, spec, runs=runs, seed=seed).encode("utf-8")


def _refused(key: str, found: object) -> BadInput:
    expected = text("Expected the record of a result of “chiso robustness”, beside the inputs that it names.")
    mend = text("Take the file {name} as it was written, and the folders that belong to it.", name=MARKER)
    shown = found if isinstance(found, Text) else str(found)
    return BadInput([fault("CH-8125", key, shown, expected, mend)])
