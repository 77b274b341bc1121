"""Erasing a person from records of visits: texts that name them, the signature that is theirs.

What was found stays, since it speaks of an agency. The content then differs from what was signed, and the
record says so.
"""

from __future__ import annotations

from typing import Any

from chiso.office.inspections.cells import SIGNATURES
from chiso.office.inspections.models import Part
from chiso.office.ledger.erasing import Erasure


def erase_from_parts(erasure: Erasure) -> int:
    """Empty what names the person in the parts that a record has once; how many parts."""
    changed = 0
    for part in Part.objects.filter(is_removed=False).iterator():
        value = _without(part.value, erasure)
        if value == part.value:
            continue
        if part.name in SIGNATURES and value.get("name") != part.value.get("name"):
            value |= {"strokes": [], "how": "on_paper" if value["how"] == "drawn" else value["how"]}
        part.value = value
        part.save(update_fields=["value"])
        changed += 1
    return changed


def _without(value: Any, erasure: Erasure) -> Any:
    if isinstance(value, str):
        return erasure.replaced_in(value)
    if isinstance(value, dict):
        return {name: _without(one, erasure) for name, one in value.items()}
    if isinstance(value, list):
        return [_without(one, erasure) for one in value]
    return value
