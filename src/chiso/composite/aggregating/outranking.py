"""Outranking: units are compared in pairs, part by part; how large a difference is does not count.

    share(i, k)  = (Σ w where i is higher + ½ Σ w where both are equal) / Σ w where both have a value
    copeland(i)  = number of units k with share(i, k) > ½, less the number with share(i, k) < ½

So a part can be replaced by any rising function of itself and no score changes, and no strength makes up
for a weakness by its size. Two units that have no part in common are told neither better nor worse.
A score is relative to the units that are compared: in a panel, to those of its own period.

Source: Copeland (1951); Saari and Merlin, The Copeland method, Economic Theory 8 (1996); OECD and JRC,
Handbook on Constructing Composite Indicators (2008), non-compensatory aggregation; the half for equal
values as in the R package COINr (MIT).
"""

from __future__ import annotations

import numpy as np

from chiso.composite.table import FloatArray

# Shares are sums of weights: what is nearer to a half than this is a half.
_AS_GOOD_AS_HALF = 1e-12
# Pairs of units at a time: some 8 MB a table of them, however many replicates there are.
_PAIRS_AT_ONCE = 1 << 20


def outranking_shares(values: FloatArray, weights: FloatArray) -> FloatArray:
    """(..., units, units): by how much weight the unit of the row outranks that of the column.

    `values: (..., units, parts)`; `weights` as elsewhere. Where two units share no part: ½, as on the
    diagonal. Where units have weights of their own, those of the unit of the row count.
    """
    held = np.broadcast_to(weights, values.shape)
    shape = (*values.shape[:-1], values.shape[-2])
    won, shared = np.zeros(shape), np.zeros(shape)
    # One part after the other: the memory is that of the pairs, not of pairs × parts.
    for part in range(values.shape[-1]):
        own, other = values[..., :, None, part], values[..., None, :, part]
        counted = np.where(np.isnan(own) | np.isnan(other), 0.0, held[..., :, None, part])
        shared += counted
        won += counted * ((own > other) + 0.5 * (own == other))
    return np.divide(won, shared, out=np.full(shape, 0.5), where=shared > 0)


def copeland(values: FloatArray, weights: FloatArray) -> FloatArray:
    """(..., units): pairs won less pairs lost, from −(units − 1) to units − 1; whole numbers.

    A unit without any value has no score, and nobody wins or loses against it.
    """
    held = np.broadcast_to(weights, values.shape)
    units, parts = values.shape[-2:]
    tables, weights_of = values.reshape(-1, units, parts), held.reshape(-1, units, parts)
    won = np.empty(tables.shape[:-1])
    step = max(1, _PAIRS_AT_ONCE // max(1, units * units))
    for start in range(0, len(tables), step):
        here = slice(start, start + step)
        margin = outranking_shares(tables[here], weights_of[here]) - 0.5
        won[here] = (margin > _AS_GOOD_AS_HALF).sum(-1) - (margin < -_AS_GOOD_AS_HALF).sum(-1)
    has_value = (~np.isnan(values) & (held > 0)).any(-1)
    return np.where(has_value, won.reshape(values.shape[:-1]), np.nan)
