"""The one input of a rule that looks at a label, a tally, a yes or no, or an entered number."""

from __future__ import annotations

from chiso.frameworks import rule_faults
from chiso.frameworks.measures import input_faults
from chiso.frameworks.rules.base import Fault, InputsUsed, LeafContext


def find_input(name: str | None, leaf: LeafContext, wanted: tuple[str, ...]) -> str | None:
    """The input that a rule names, else the leaf's only one of the wanted types."""
    if name is not None:
        return name
    fitting = [key for key, definition in leaf.inputs.items() if definition.type in wanted]
    return fitting[0] if len(fitting) == 1 else None


def chosen_input(name: str | None, leaf: LeafContext, wanted: tuple[str, ...]) -> str:
    """The same, for a rule without faults."""
    found = find_input(name, leaf, wanted)
    assert found is not None
    return found


def chosen_input_faults(name: str | None, leaf: LeafContext, wanted: tuple[str, ...]) -> list[Fault]:
    """An input that is not clear, does not exist, or has another type."""
    found = find_input(name, leaf, wanted)
    if found is None:
        return [rule_faults.input_unclear(("input",), wanted, leaf)]
    return [fault.under("input") for fault in input_faults(found, leaf, wanted)]


def reads(name: str) -> InputsUsed:
    """One input of the unit."""
    return InputsUsed(of_unit=frozenset({name}))
