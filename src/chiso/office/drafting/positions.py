"""Where a node stands among its brothers, with room between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chiso.office.drafting.assembling import GAP

if TYPE_CHECKING:
    from chiso.office.drafting.models import DraftNode
    from chiso.office.drafting.services.changing import Step


def position_at(step: Step, brothers: Sequence[DraftNode], spot: int) -> int:
    """A position for a node that comes to stand before the brother number `spot` (from 0), or last.

    Where no room is left the brothers are moved apart, as a part of the same step.
    """
    lower = brothers[spot - 1].position if spot else 0
    upper = brothers[spot].position if spot < len(brothers) else lower + 2 * GAP
    if upper - lower > 1:
        return (lower + upper) // 2
    for number, row in enumerate(brothers):
        step.touch(row, position=(number + 1 + (number >= spot)) * GAP)
    return (spot + 1) * GAP
