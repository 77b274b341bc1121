"""The made-up sample of `reference/weighting_rows.csv`, its frames, and the variance by its own formula."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import polars
import pyarrow as pa

from chiso.survey.psus import SampleFrame
from tests.survey.r import FOLDER

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


@cache
def sample() -> polars.DataFrame:
    """All rows."""
    return polars.read_csv(FOLDER / "weighting_rows.csv")


def table() -> pa.Table:
    """All rows, as the room takes them."""
    return sample().to_arrow()


def numbers(column: str) -> Real:
    """A column as numbers."""
    return sample()[column].to_numpy().astype(np.float64)


def psu_of_row() -> Whole:
    """The PSU of each row; they stand in their order."""
    return sample()["psu"].rle_id().to_numpy().astype(np.int64)


def frame(strata: str = "big", population: str = "") -> SampleFrame:
    """16 PSUs in the strata of a column ("": one stratum), with a population or without."""
    first = sample().group_by("psu", maintain_order=True).first()
    names = first[strata].to_list() if strata else [""] * len(first)
    stratum = np.unique(names, return_inverse=True)[1].astype(np.int64)
    counts = np.bincount(stratum).astype(np.int64)
    sizes = np.full(len(counts), np.nan)
    if population:
        sizes[stratum] = first[population].to_numpy()
    return SampleFrame(stratum, counts, sizes, tuple(sorted(set(names))), tuple(first["psu"].to_list()))


def sums_by_psu(values: Real) -> Real:
    """Totals of the PSUs: values (rows, K) → (PSUs, K)."""
    summed = np.zeros((16, values.shape[1]))
    np.add.at(summed, psu_of_row(), values)
    return summed


def variance_between(totals: Real, drawn: SampleFrame) -> Real:
    """Σ_h (1−f) n/(n−1) Σ (y − ȳ)(y − ȳ)ᵀ over PSUs, stratum by stratum: totals (PSUs, K) → (K, K)."""
    found = np.zeros((totals.shape[1], totals.shape[1]))
    for stratum, (count, size) in enumerate(zip(drawn.psu_counts, drawn.population_counts, strict=True)):
        those = totals[drawn.stratum_of_psu == stratum]
        left = 1.0 if np.isnan(size) else 1 - count / size
        centred = those - those.mean(axis=0)
        found += left * count / (count - 1) * centred.T @ centred
    return found


def from_r(given: Any) -> Real:
    """Numbers of R as an array."""
    return np.array(given, dtype=np.float64)
