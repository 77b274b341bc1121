"""Closing a round: from then on its figures are the same bits on any engine and any number of threads.

    closed/data.parquet     rows in their one order (see `ordering`), weights as whole millionths
    closed/design.yaml      the design with number of rows and SHA-256 of data.parquet
    closed/codebook.yaml    what stands in each column

A weight w becomes round(w × 1,000,000), halves to even, in the column `weight_millionths` (int64), which
takes the place of the weight; without a weight each row counts one. How much the sum changed by that is
told. NaN becomes null and −0 becomes 0. The same rows give the same bytes in whatever order they came (with
the same version of the library that writes Parquet, whose name stands in the file).

    CH-3121 a round that is not as it was closed    CH-3122 the round is closed, or the name is taken
"""

from __future__ import annotations

import hashlib
import io
import math
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from chiso.figures import round_figure
from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem, WrongCall, reason_of
from chiso.survey.checked import numbers_of
from chiso.survey.checking import check_data, errors_of
from chiso.survey.codebook import codebook_text
from chiso.survey.design import MILLIONTHS, Closed, Design, design_text, read_design
from chiso.survey.findings import Finding
from chiso.survey.ordering import canonical_order
from chiso.survey.reading import Data
from chiso.survey.reading_parquet import metadata_of
from chiso.survey.weights.agreement import refuse_other_weights
from chiso.survey.weights.chain import apply_chain, prepare_chain
from chiso.writing import cannot_write, write_together

DATA, DESIGN, CODEBOOK = "data.parquet", "design.yaml", "codebook.yaml"
WEIGHT = "weight_millionths"
# What DuckDB cuts its work by; a file of fewer rows has one group.
_ROWS_OF_A_GROUP = 122_880
_PIECE = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ClosedRound:
    """A closed round on the disk. `rounding`: what whole millionths changed in the sum of the weights."""

    folder: Path
    design: Design
    rounding: Fraction
    remarks: tuple[Finding, ...] = ()

    @property
    def data(self) -> Path:
        """The file with the rows."""
        return self.folder / DATA

    @property
    def sentence(self) -> Text:
        """What rounding changed, in words."""
        if not self.rounding:
            return text("Whole millionths changed nothing in the sum of the weights.")
        return text("Whole millionths changed the sum of the weights by {change}.", change=self.rounding)


def close_round(data: Data, design: Design, folder: Path, *, force: bool = False) -> ClosedRound:
    """Order, round, write: all three files or none.

    Raises BadInput with every error that `check_data` finds (and CH-3122), WrongCall (CH-5004) where a
    file is there and `force` is not given, (CH-8841) where the chain of the design does not give the weights,
    as `prepare_chain` and `apply_chain`; CannotWrite.
    """
    _refuse_closed(data, design)
    findings = check_data(data, design)
    errors = errors_of(findings)
    if errors:
        raise BadInput(errors)
    if design.chain is not None:
        # From here on nobody can tell whether it was the chain or the data that was mistaken.
        refuse_other_weights(data.table, design, apply_chain(prepare_chain(design.chain, data.table)).weights)
    weights, rounding = whole_millionths(data, design)
    table = _with_weights(data.table, design, weights)
    table = pa.table([_settled(column) for column in table.columns], names=table.column_names)
    settled = replace(
        data,
        table=table,
        labels={column: of for column, of in data.labels.items() if column in table.column_names},
        missing={column: of for column, of in data.missing.items() if column in table.column_names},
        titles={column: of for column, of in data.titles.items() if column in table.column_names},
    )
    content = parquet_bytes(settled, canonical_order(table, _order_of(design)))
    closed = Closed(rows=table.num_rows, data_sha256=hashlib.sha256(content).hexdigest())
    design = design.model_copy(update={"weight": WEIGHT, "closed": closed})
    files = {
        DATA: content,
        DESIGN: design_text(design).encode(),
        CODEBOOK: codebook_text(settled, design).encode(),
    }
    _write(folder, files, force=force)
    return ClosedRound(folder, design, rounding, tuple(one for one in findings if not one.is_error))


def open_round(folder: Path) -> ClosedRound:
    """A closed round, proved by its hash. Raises BadInput (CH-3121, CH-3100) where it is not whole."""
    design = read_design(folder / DESIGN)
    verify_closed(folder / DATA, design)
    return ClosedRound(folder, design, Fraction(0))


def verify_closed(path: Path, design: Design) -> None:
    """Raise BadInput (CH-3121) unless the file is the one that the design was closed with."""
    found = ""
    try:
        if design.closed is not None:
            found = _sha256(path)
            if found == design.closed.data_sha256:
                return
    except OSError as error:
        raise BadInput([_not_as_closed(path, reason_of(error))]) from error
    raise BadInput([_not_as_closed(path, found)])


def parquet_bytes(data: Data, order: npt.NDArray[np.int64] | None = None) -> bytes:
    """The table as Parquet with fixed settings: no clock, no machine, the same bytes each time.

    `order`: the rows in the order in which they are to stand, else as they are.
    """
    table = data.table.combine_chunks().replace_schema_metadata(metadata_of(data) or None)
    written = io.BytesIO()
    with pq.ParquetWriter(
        written,
        table.schema,
        version="2.6",
        data_page_version="1.0",
        compression="zstd",
        compression_level=3,
        use_dictionary=True,
        write_statistics=True,
    ) as writer:
        # Group by group, so that the rows in their order never stand in memory as a whole.
        for start in range(0, table.num_rows, _ROWS_OF_A_GROUP):
            if order is None:
                group = table.slice(start, _ROWS_OF_A_GROUP)
            else:
                group = table.take(pa.array(order[start : start + _ROWS_OF_A_GROUP]))
            writer.write_table(group, row_group_size=_ROWS_OF_A_GROUP)
    return written.getvalue()


def whole_millionths(data: Data, design: Design) -> tuple[npt.NDArray[np.int64], Fraction]:
    """The weights as whole millionths, halves to even: (rows,); and what that changed in their sum."""
    if not design.weight:
        return np.full(data.rows, MILLIONTHS, dtype=np.int64), Fraction(0)
    weights = numbers_of(data.table.column(design.weight))
    assert weights is not None, "checked before"
    whole = np.rint(weights * MILLIONTHS).astype(np.int64)
    changed = Fraction(int(whole.sum()), MILLIONTHS) - Fraction(math.fsum(weights))
    # Beyond nine places stands the noise of the numbers that the weights were read into.
    return whole, round_figure(changed, 9, "half_even")


def _refuse_closed(data: Data, design: Design) -> None:
    if design.closed is not None:
        expected = text("Expected a round that is open; this design says that it is closed.")
        mend = text("Use the round as it is, or close anew from the data before.")
        raise WrongCall([Problem("CH-3122", Place(data.name), "", expected, mend)])
    if WEIGHT in data.columns:
        expected = text("Expected no column “{column}”: closing writes one of that name.", column=WEIGHT)
        mend = text("Give the column another name.")
        raise BadInput([Problem("CH-3122", Place(data.name, None, WEIGHT), "", expected, mend)])


def _with_weights(table: Any, design: Design, weights: npt.NDArray[np.int64]) -> Any:
    """The weights in place of those of the design; these stay too where the chain begins at them."""
    column = pa.array(weights, pa.int64())
    if not design.weight or (design.chain is not None and design.chain.base_weight == design.weight):
        return table.append_column(WEIGHT, column)
    return table.set_column(table.column_names.index(design.weight), WEIGHT, column)


def _settled(column: Any) -> Any:
    """Numbers of which each value has one notation in bits."""
    if not pa.types.is_floating(column.type):
        return column
    # Adding 0 turns −0 into 0.
    column = pc.add(column, pa.scalar(0.0, column.type))
    return pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column)


def _order_of(design: Design) -> list[str]:
    """The columns of the stages in turn."""
    columns: list[str] = []
    for stage in design.stages:
        columns += [*stage.strata, stage.cluster]
    return [column for column in dict.fromkeys(columns) if column]


def _write(folder: Path, files: dict[str, bytes], *, force: bool) -> None:
    is_ours = not folder.exists()
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error
    try:
        write_together({folder / name: (content, 0o644) for name, content in files.items()}, force=force)
    except BaseException:
        if is_ours:
            folder.rmdir()
        raise


def _sha256(path: Path) -> str:
    running = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            running.update(piece)
    return running.hexdigest()


def _not_as_closed(path: Path, found: Text | str) -> Problem:
    expected = text("Expected the data that the design was closed with; their SHA-256 is another one.")
    mend = text("Take data.parquet and design.yaml of one closed round, or close it again.")
    return Problem("CH-3121", Place(str(path)), found, expected, mend)
