"""The leaf that a rule is built into, as the rule sees it, and the faults that it may find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TypeAlias

from chiso.frameworks.inputs import InputDefinition
from chiso.language import Text

FaultPath: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a rule; `path` leads from the rule to the key that is off."""

    code: str
    path: FaultPath
    found: str
    expected: Text
    mend: Text

    def under(self, *above: str | int) -> Fault:
        """The same fault, seen from further up in the document."""
        return Fault(self.code, (*above, *self.path), self.found, self.expected, self.mend)


@dataclass(frozen=True, slots=True)
class LeafContext:
    """What a rule may rely on when it is proved and prepared.

    `settings` lists every combination of the parameters' values that a unit can meet (one empty
    combination where there are no parameters); a rule is proved for each of them. `in_case` says
    that the rule looks at one of several cases, whose inputs are then the values it is given.
    """

    max_points: Fraction | None
    minimum: Fraction = Fraction(0)
    higher_is_better: bool = True
    inputs: Mapping[str, InputDefinition] = field(default_factory=dict)
    settings: tuple[Mapping[str, Fraction], ...] = ({},)
    in_case: bool = False

    @property
    def parameters(self) -> frozenset[str]:
        """The names of the parameters that at least some units have."""
        return frozenset(name for setting in self.settings for name in setting)

    def settings_with(self, names: frozenset[str]) -> list[Mapping[str, Fraction]]:
        """Those settings in which every one of `names` has a value; equal ones once."""
        found: dict[tuple[Fraction, ...], Mapping[str, Fraction]] = {}
        ordered = sorted(names)
        for setting in self.settings:
            if names <= setting.keys():
                found.setdefault(tuple(setting[name] for name in ordered), setting)
        return list(found.values())

    @property
    def numeric_inputs(self) -> tuple[str, ...]:
        """The names of the inputs that are numbers, in the order of the document."""
        return tuple(name for name, definition in self.inputs.items() if definition.is_numeric)

    def as_part(self) -> LeafContext:
        """The context of a rule inside a rule that takes points off: no maximum, less is better."""
        return replace(self, max_points=None, minimum=Fraction(0), higher_is_better=False)

    def as_case(self) -> LeafContext:
        """The context of a rule that is applied to one case at a time."""
        return replace(self, in_case=True)
