"""From the rows of a table to the frame of their design: which unit each row follows in a replicate."""

from __future__ import annotations

from dataclasses import dataclass

import polars
import pyarrow as pa

from chiso.survey.design import Design
from chiso.survey.psus import SampleFrame, StageColumns, frame_from_keys
from chiso.survey.replicates.replicate_factors import Factors, IntArray
from chiso.survey.stage_keys import counting_stages

_ROW = "chiso_row"


@dataclass(frozen=True)
class RowFrame:
    """The frame of a table and, for each row, its leaf of it."""

    frame: SampleFrame
    leaf_of_row: IntArray

    def unit_of_row(self, factors: Factors) -> IntArray:
        """The unit whose factor each row takes: its leaf, or its PSU where factors are by PSU."""
        if factors.per == "leaf" or not self.frame.later:
            return self.leaf_of_row
        return self.frame.psu_of_leaf()[self.leaf_of_row]


def frame_of_rows(table: pa.Table, design: Design) -> RowFrame:
    """The frame that all rows of a table tell. The columns of the design have been checked before."""
    stages = counting_stages(design)
    columns = [StageColumns(stage.strata, stage.cluster or _ROW, stage.population) for stage in stages]
    named = {one for stage in stages for one in (*stage.strata, stage.cluster, stage.population) if one}
    series = [polars.Series(name, table.column(name)) for name in sorted(named)]
    keys = polars.DataFrame([polars.Series(_ROW, range(table.num_rows)), *series])
    frame, leaf = frame_from_keys(keys, columns, named=bool(stages and stages[0].cluster))
    return RowFrame(frame, leaf)
