"""From a plan to a sample with its record, and from a record back to the same sample."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem, reason_of
from chiso.survey.sampling.drawing import Sample, Starts, draw_sample
from chiso.survey.sampling.frame import LIMIT_BYTES, read_frame
from chiso.survey.sampling.plan import SamplePlan, read_plan
from chiso.survey.sampling.record import (
    FileTold,
    SampleRecord,
    differences,
    file_told,
    read_sample_record,
    record_of,
    starts_for,
)
from chiso.survey.sampling.sample_table import sample_text


@dataclass(frozen=True, slots=True)
class Selected:
    """A draw: the sample, its table as it is written, and the record of it."""

    sample: Sample
    table: bytes
    record: SampleRecord


def select_sample(plan_file: Path, *, sample_name: str) -> Selected:
    """Draw by the plan in a file; the frame and earlier records are looked for beside it.

    `sample_name` is the name under which the table is to be written. Raises BadInput.
    """
    plan = read_plan(plan_file)
    starts = starts_for(plan, plan_file.parent)
    content = _read(plan_file.parent / plan.frame)
    return _select(plan, content, starts, sample_name)


def _select(plan: SamplePlan, content: bytes, starts: Starts, sample_name: str) -> Selected:
    frame = read_frame(plan, content, name=Path(plan.frame).name)
    sample = draw_sample(plan, frame, starts)
    table = sample_text(sample).encode()
    record = record_of(
        sample,
        frame=file_told(Path(plan.frame).name, content, len(frame.table.rows)),
        drawn=file_told(
            sample_name, table, sum(len(one.drawn) + len(one.reserve) for one in sample.groups[-1])
        ),
    )
    return Selected(sample, table, record)


def repeat_draw(
    record_file: Path, *, frame: Path | None = None, sample: Path | None = None
) -> tuple[SampleRecord, list[Text]]:
    """Draw again what a record tells, and say where the result differs; no differences: it is the same.

    Frame and sample are looked for beside the record unless they are named. Raises BadInput: the frame is
    not the one of the record (CH-3179), or a file cannot be read.
    """
    record = read_sample_record(record_file)
    frame_file = frame or record_file.parent / record.frame.file
    content = _read(frame_file)
    found = file_told(record.frame.file, content, record.frame.rows)
    if found.sha256 != record.frame.sha256:
        raise BadInput([_another_frame(frame_file, found)])
    again = _select(record.plan, content, record.starts, record.sample.file)
    met = list(differences(record, again.record))
    written = _read(sample or record_file.parent / record.sample.file)
    if file_told("", written, 0).sha256 != record.sample.sha256:
        met.append(text("The file of the sample has other bytes than the record tells."))
    return record, met


def _another_frame(frame: Path, found: FileTold) -> Problem:
    return Problem(
        "CH-3179",
        Place(str(frame)),
        found.sha256[:12] + "…",
        text("Expected the frame that the record tells of; this file has other bytes."),
        text("Ask for the frame as it was on the day of the draw."),
    )


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            # One byte above the limit tells the reader of the table that a file is too large.
            return stream.read(LIMIT_BYTES + 1)
    except (OSError, ValueError) as error:
        code = "CH-1001" if isinstance(error, FileNotFoundError) else "CH-1002"
        expected = text("Expected a file that can be read.")
        mend = text("Check the name and the rights of the file.")
        raise BadInput([Problem(code, Place(str(path)), reason_of(error), expected, mend)]) from error
