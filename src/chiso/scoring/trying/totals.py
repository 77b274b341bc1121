"""Ranks by totals alone: exact, or rounded where the set ranks what it publishes; no tie-break."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from chiso.frameworks.model import TOTAL
from chiso.scoring.ranking import criterion_of, keys_of, number_ties
from chiso.scoring.result import Result


def rank_totals(totals: Mapping[str, Fraction], result: Result) -> dict[str, int]:
    """uid -> rank, as the set of `result` would rank these totals."""
    keys = keys_of([(criterion_of(result, TOTAL), list(totals.values()))])
    return dict(zip(totals, number_ties(keys, result.framework.index.ties), strict=True))
