"""Bounds on a number, each of which says by its name whether it is included.

    above x > b    at_least x ≥ b    below x < b    at_most x ≤ b    equals x = b

A bound is a figure, or a parameter that is looked up for the unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any, TypeAlias

from pydantic import Discriminator, Tag

from chiso.figures import write_exact
from chiso.frameworks import rule_faults
from chiso.frameworks.fields import Figure, Part
from chiso.frameworks.intervals import Interval
from chiso.frameworks.leaf import Fault, LeafContext
from chiso.language import Text, Value, listing, text


class ParameterReference(Part):
    """A figure that stands under “parameters”."""

    parameter: str


def _form_of(written: Any) -> str:
    return "parameter" if isinstance(written, (dict, ParameterReference)) else "figure"


Bound: TypeAlias = Annotated[
    Annotated[Figure, Tag("figure")] | Annotated[ParameterReference, Tag("parameter")],
    Discriminator(_form_of),
]


class Bounded(Part):
    """Something that holds between bounds."""

    above: Bound | None = None
    at_least: Bound | None = None
    below: Bound | None = None
    at_most: Bound | None = None
    equals: Bound | None = None

    def bounds(self) -> dict[str, Bound]:
        """The bounds that are given, by their keys."""
        keys = ("above", "at_least", "below", "at_most", "equals")
        return {key: bound for key in keys if (bound := getattr(self, key)) is not None}

    def bound_parameters(self) -> frozenset[str]:
        """The parameters that the bounds name."""
        return frozenset(b.parameter for b in self.bounds().values() if isinstance(b, ParameterReference))

    def interval(self, setting: Mapping[str, Fraction]) -> Interval:
        """The interval between the bounds, with the parameters of one setting."""
        ends = {key: value_of(bound, setting) for key, bound in self.bounds().items()}
        if "equals" in ends:
            return Interval(ends["equals"], True, ends["equals"], True)
        return Interval(
            ends.get("at_least", ends.get("above")),
            "at_least" in ends,
            ends.get("at_most", ends.get("below")),
            "at_most" in ends,
        )

    def bound_faults(self, leaf: LeafContext) -> list[Fault]:
        """No bound, two of one side, ends in the wrong order, parameters that do not exist."""
        given = self.bounds()
        faults = [
            rule_faults.unknown_parameter((key, "parameter"), bound.parameter, leaf)
            for key, bound in given.items()
            if isinstance(bound, ParameterReference) and bound.parameter not in leaf.parameters
        ]
        keys = set(given)
        if not keys or {"above", "at_least"} <= keys or {"below", "at_most"} <= keys:
            expected = text("Expected at most one lower and one upper bound, and at least one of them.")
            faults.append(rule_faults.keys_at_odds((), ", ".join(given), expected))
        elif "equals" in keys and len(keys) > 1:
            expected = text("Expected “equals” alone, or other bounds without it.")
            faults.append(rule_faults.keys_at_odds((), ", ".join(given), expected))
        elif not faults:
            for setting in leaf.settings_with(self.bound_parameters()):
                interval = self.interval(setting)
                if interval.is_empty and interval.lower is not None:
                    expected = text("Expected a lower bound below the upper bound.")
                    key = "above" if "above" in keys else "at_least"
                    return [rule_faults.out_of_order((key,), interval.lower, expected)]
        return faults

    def words_of_bounds(self) -> Text:
        """The bounds as a reader says them."""
        shown: dict[str, Value] = {
            key: bound.parameter if isinstance(bound, ParameterReference) else bound
            for key, bound in self.bounds().items()
        }
        return bounds_in_words(shown)


def bounds_in_words(shown: Mapping[str, Value]) -> Text:
    """Bounds as a reader says them; `shown`: what stands under each of the five keys that is given."""
    if "equals" in shown:
        return text("exactly {value}", value=shown["equals"])
    lower, upper = shown.get("at_least", shown.get("above")), shown.get("at_most", shown.get("below"))
    if upper is None:
        assert lower is not None
        if "at_least" in shown:
            return text("from {lower} up", lower=lower)
        return text("above {lower}", lower=lower)
    if lower is None:
        if "at_most" in shown:
            return text("up to {upper}", upper=upper)
        return text("below {upper}", upper=upper)
    if "at_least" in shown and "at_most" in shown:
        return text("from {lower} to {upper}", lower=lower, upper=upper)
    if "at_least" in shown:
        return text("from {lower} to below {upper}", lower=lower, upper=upper)
    if "at_most" in shown:
        return text("above {lower} up to {upper}", lower=lower, upper=upper)
    return text("above {lower} and below {upper}", lower=lower, upper=upper)


def value_of(bound: Bound, setting: Mapping[str, Fraction]) -> Fraction:
    """The figure of a bound."""
    return setting[bound.parameter] if isinstance(bound, ParameterReference) else bound


def edge_name(bound: Bound, subject: str = "") -> str:
    """The landmark at a bound: "at 0.9", "late at 0", "at parameter threshold"."""
    shown = f"parameter {bound.parameter}" if isinstance(bound, ParameterReference) else write_exact(bound)
    return f"{subject} at {shown}".strip()


def settings_in_words(setting: Mapping[str, Fraction], names: frozenset[str]) -> Value:
    """The parameters of a setting, for a fault that holds in this setting only."""
    return listing(listing((name, "=", setting[name]), " ") for name in sorted(names & setting.keys()))
