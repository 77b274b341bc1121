"""Layers of an answer: who said it last, up to the layer that is asked for.

Inputs are stored in layers (self-assessed, appraised, explained, appraised again, decided by the
council). For each unit and criterion the last layer counts that is present and not later than the
one asked for; a layer replaces the whole answer of the criterion, never a single input of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias, TypeVar

Layer: TypeAlias = Literal["self_assessed", "appraised_1", "explained", "appraised_2", "council"]
LAYERS: tuple[Layer, ...] = ("self_assessed", "appraised_1", "explained", "appraised_2", "council")
ORDER_OF_LAYERS: dict[Layer, int] = {layer: position for position, layer in enumerate(LAYERS)}

_Answer = TypeVar("_Answer")


def last_layer(present: Mapping[Layer, _Answer], asked: Layer | None) -> _Answer | None:
    """What counts among the layers that are present; None if all of them are later than `asked`."""
    if asked is None and len(present) == 1:
        return next(iter(present.values()))
    limit = len(LAYERS) if asked is None else ORDER_OF_LAYERS[asked]
    counting = [layer for layer in present if ORDER_OF_LAYERS[layer] <= limit]
    return present[max(counting, key=ORDER_OF_LAYERS.__getitem__)] if counting else None
