"""Draws: what the estimates could have been, jointly over units and codes.

    draw = θ + Σ_r z_r √(scale × rscales_r) (θ_r − θ),   z_r from the standard normal distribution

Given the replicates the covariance of the draws is that of the estimates, whatever the method, and no
matrix of all domains is made. A draw of a share may pass 0 or 1 where its error is large: it is left so,
since to cut it would move the mean. The seed fixes the draws.
"""

from __future__ import annotations

import io
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from chiso.survey.replicates.replicate_factors import FloatArray
from chiso.survey.replicates.streams import normals
from chiso.survey.replicates.variance import Replicated

COLUMNS = ("draw", "unit", "code", "value")
# Apart from the streams of strata, whose first number is below.
_STREAM = 1 << 31


@dataclass(frozen=True)
class Draws:
    """values (draws, statistics); statistic s belongs to units[s] and codes[s]."""

    units: tuple[str, ...]
    codes: tuple[str, ...]
    values: FloatArray

    def of(self, told: Collection[tuple[str, str]]) -> Draws:
        """The draws of some statistics, by unit and code."""
        places = [at for at, key in enumerate(zip(self.units, self.codes, strict=True)) if key in told]
        units, codes = (tuple(names[at] for at in places) for names in (self.units, self.codes))
        return Draws(units, codes, self.values[:, places])

    def as_columns(self) -> dict[str, list[object] | FloatArray]:
        """The table of the contract, draw by draw: draw (from 1), unit, code, value."""
        count, statistics = self.values.shape
        return {
            "draw": np.repeat(np.arange(1, count + 1), statistics).tolist(),
            "unit": list(self.units) * count,
            "code": list(self.codes) * count,
            "value": self.values.ravel(),
        }


def draw_estimates(
    replicated: Replicated, units: tuple[str, ...], codes: tuple[str, ...], *, count: int, seed: int
) -> Draws:
    """`count` joint draws of all statistics."""
    deviations = replicated.deviations()
    multipliers = normals(seed, (_STREAM,), (count, deviations.shape[1]))
    return Draws(units, codes, replicated.estimates + multipliers @ deviations.T)


def parquet_of_draws(draws: Draws) -> bytes:
    """The table of draws: draw, unit, code, value."""
    columns = draws.as_columns()
    table = pa.table(
        {
            "draw": pa.array(columns["draw"], pa.int64()),
            "unit": pa.array(columns["unit"], pa.string()).dictionary_encode(),
            "code": pa.array(columns["code"], pa.string()).dictionary_encode(),
            "value": pa.array(columns["value"], pa.float64()),
        }
    )
    stream = io.BytesIO()
    pq.write_table(table, stream, compression="zstd", store_schema=False)
    return stream.getvalue()
