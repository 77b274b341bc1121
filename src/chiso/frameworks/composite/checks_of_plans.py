"""What must hold of a plan, alone and with its tree; all faults at once.

CH-8013 step twice             CH-8014 impossible order        CH-8015 no step that aggregates
CH-8016 unknown code           CH-8017 indicator lacks what its normalisation needs
CH-8018 scores below 0 under a mean that has none              CH-8019 arguments that contradict one another

denominate → impute, screen, treat → normalise → weigh → aggregate
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from chiso.figures import write_exact
from chiso.frameworks.composite.aggregations import (
    AdjustedMazziottaPareto,
    Aggregation,
    Geometric,
    Harmonic,
    Power,
)
from chiso.frameworks.composite.model import CompositeFramework, CompositeNode
from chiso.frameworks.composite.normalisations import (
    DistanceToTarget,
    Goalposts,
    MinMax,
    Normalisation,
    ShareOfMaximum,
    ZScore,
)
from chiso.frameworks.composite.plan import (
    Aggregate,
    Denominate,
    Impute,
    Normalise,
    Plan,
    Step,
    Treat,
    Weigh,
)
from chiso.frameworks.composite.preparations import FillGroupMean, FillGroupMedian
from chiso.frameworks.composite.weighings import BenefitOfDoubt
from chiso.frameworks.document import KeyPath
from chiso.frameworks.faults import PlacedFault
from chiso.language import Text, listing, text

# What a step and its exceptions hold: a normalisation, a weighing, an aggregation.
Method = TypeVar("Method")

# A step may follow another one only where its number is not smaller.
_PLACE_OF_STEP = {
    "denominate": 1,
    "impute": 2,
    "screen": 2,
    "treat": 2,
    "normalise": 3,
    "weigh": 4,
    "aggregate": 5,
}


def check_plan(framework: CompositeFramework, plan: Plan, path: KeyPath) -> list[PlacedFault]:
    """Every fault of a plan over a sound tree; `path` is where the plan stands in its document."""
    faults = [*_order(plan, path)]
    for position, step in enumerate(plan.steps):
        here = (*path, "steps", position)
        faults += _codes(framework, step, here)
        faults += _arguments(framework, step, here)
    faults += _means_of_negatives(framework, plan, path)
    return faults


def _order(plan: Plan, path: KeyPath) -> Iterator[PlacedFault]:
    seen: list[str] = []
    for position, step in enumerate(plan.steps):
        here = (*path, "steps", position, "step")
        later = [other for other in seen if _PLACE_OF_STEP[other] > _PLACE_OF_STEP[step.step]]
        if step.step in seen:
            yield PlacedFault(
                "CH-8013",
                here,
                step.step,
                text("Expected each step once; this one stood already."),
                text("Put both into one step; exceptions stand under “by_indicator” or “by_group”."),
            )
        elif later:
            yield PlacedFault(
                "CH-8014",
                here,
                step.step,
                text("Expected this step before: {steps}.", steps=listing(later)),
                text("The order is: denominate; impute, screen, treat; normalise; weigh; aggregate."),
            )
        seen.append(step.step)
    if "aggregate" not in seen:
        yield PlacedFault(
            "CH-8015",
            (*path, "steps"),
            ", ".join(seen),
            text("Expected a step that aggregates, as the last one."),
            text("Add the step “aggregate”."),
        )


def _codes(framework: CompositeFramework, step: Step, here: KeyPath) -> Iterator[PlacedFault]:
    indicators = [node.code for node in framework.indicators]
    groups = [node.code for node in framework.groups]
    groupings = [variable.code for variable in framework.groupings]
    if isinstance(step, Denominate) and step.indicators is not None:
        with_denominator = [node.code for node in framework.indicators if node.denominator is not None]
        for place, code in enumerate(step.indicators):
            if code not in with_denominator:
                yield _unknown((*here, "indicators", place), code, with_denominator)
    if isinstance(step, Impute | Treat | Normalise):
        yield from _unknown_keys((*here, "by_indicator"), step.by_indicator, indicators)
    if isinstance(step, Weigh | Aggregate):
        yield from _unknown_keys((*here, "by_group"), step.by_group, groups)
    if isinstance(step, Impute):
        chains = [((*here, "methods"), step.methods)]
        chains += [((*here, "by_indicator", code), chain) for code, chain in step.by_indicator.items()]
        for path, chain in chains:
            for place, method in enumerate(chain):
                if isinstance(method, FillGroupMean | FillGroupMedian) and method.group not in groupings:
                    yield _unknown((*path, place, "group"), method.group, groupings)


def _unknown_keys(path: KeyPath, found: Iterable[str], known: list[str]) -> Iterator[PlacedFault]:
    for code in found:
        if code not in known:
            yield _unknown((*path, code), code, known)


def _unknown(path: KeyPath, code: str, known: list[str]) -> PlacedFault:
    return PlacedFault(
        "CH-8016",
        path,
        code,
        text("Expected one of these codes: {codes}.", codes=listing(known)),
        text("Correct the code, or add what it names to the framework."),
    )


def _arguments(framework: CompositeFramework, step: Step, here: KeyPath) -> Iterator[PlacedFault]:
    if isinstance(step, Normalise):
        yield from _of_normalising(framework, step, here)
    if isinstance(step, Weigh):
        for key, weighing in _with_paths(here, "by_group", step.method, step.by_group):
            if isinstance(weighing, BenefitOfDoubt) and weighing.lower >= weighing.upper:
                yield _contradiction((*key, "lower"), write_exact(weighing.lower), text("the upper bound"))
    if isinstance(step, Aggregate):
        for key, method in _with_paths(here, "by_group", step.method, step.by_group):
            yield from _of_aggregation(method, key)


def check_methods_of_nodes(framework: CompositeFramework) -> Iterator[PlacedFault]:
    """Faults of the methods that stand in the tree."""
    for position, node in enumerate(framework.nodes):
        yield from _of_aggregation(node.method, ("nodes", position, "method"))


def _of_aggregation(method: Aggregation | None, path: KeyPath) -> Iterator[PlacedFault]:
    if isinstance(method, Power) and method.exponent == 0:
        yield _power_of_nothing((*path, "exponent"))
    if isinstance(method, AdjustedMazziottaPareto) and method.lower >= method.upper:
        yield _contradiction((*path, "lower"), write_exact(method.lower), text("the upper bound"))


def _power_of_nothing(path: KeyPath) -> PlacedFault:
    return PlacedFault(
        "CH-8019",
        path,
        "0",
        text("Expected an exponent other than 0."),
        text("The mean that an exponent of 0 would give is geometric@1."),
    )


def _contradiction(path: KeyPath, found: str, above: Text) -> PlacedFault:
    return PlacedFault(
        "CH-8019",
        path,
        found,
        text("Expected a figure below {above}.", above=above),
        text("Correct one of the two."),
    )


def _with_paths(
    here: KeyPath, key: str, method: Method | None, exceptions: Mapping[str, Method]
) -> Iterator[tuple[KeyPath, Method | None]]:
    """The method of a step and its exceptions, each with where it stands."""
    yield (*here, "method"), method
    for code, exception in exceptions.items():
        yield (*here, key, code), exception


def _of_normalising(framework: CompositeFramework, step: Normalise, here: KeyPath) -> Iterator[PlacedFault]:
    for key, method in _with_paths(here, "by_indicator", step.method, step.by_indicator):
        if isinstance(method, MinMax | Goalposts) and method.lower >= method.upper:
            yield _contradiction(
                (*key, "lower"), write_exact(method.lower), text("the upper end of the scale")
            )
    for node in framework.indicators:
        own = step.by_indicator.get(node.code)
        path = (*here, "method") if own is None else (*here, "by_indicator", node.code)
        lacking = _what_is_lacking(node, own or step.method)
        if lacking is not None:
            expected, mend = lacking
            yield PlacedFault("CH-8017", path, node.code, expected, mend)


def _what_is_lacking(node: CompositeNode, method: Normalisation) -> tuple[Text, Text] | None:
    if isinstance(method, DistanceToTarget) and node.target is None:
        return (
            text("Expected a target of this indicator, which its normalisation asks for."),
            text("Add the key “target” to the indicator, or choose another normalisation for it."),
        )
    if isinstance(method, Goalposts) and node.goalposts is None:
        return (
            text("Expected goalposts of this indicator, which its normalisation asks for."),
            text("Add the key “goalposts” to the indicator, or choose another normalisation for it."),
        )
    if isinstance(method, Goalposts) and method.logarithm and node.goalposts and node.goalposts.lower <= 0:
        return (
            text("Expected a lower goalpost above 0: the scale is of logarithms."),
            text("Correct the goalposts, or take “logarithm” out."),
        )
    if isinstance(method, ShareOfMaximum) and node.direction == -1:
        return (
            text("Expected an indicator of which more is better; a share of the largest has no other way."),
            text("Choose min_max@1 or distance_to_best@1 for this indicator."),
        )
    return None


def _means_of_negatives(framework: CompositeFramework, plan: Plan, path: KeyPath) -> Iterator[PlacedFault]:
    """Scales that reach below 0 by construction, above which a mean stands that has no meaning there."""
    normalise = next((step for step in plan.steps if isinstance(step, Normalise)), None)
    aggregate = next((step for step in plan.steps if isinstance(step, Aggregate)), None)
    if normalise is None or aggregate is None:
        return
    position = plan.steps.index(normalise)
    for group in framework.groups:
        method = aggregate.by_group.get(group.code) or aggregate.method or group.method
        if not needs_positive(method):
            continue
        below: dict[KeyPath, list[str]] = {}
        for child in framework.children[group.code]:
            own = normalise.by_indicator.get(child.code)
            if child.code not in framework.children and _reaches_below_zero(own or normalise.method):
                key: KeyPath = ("method",) if own is None else ("by_indicator", child.code)
                below.setdefault(key, []).append(child.code)
        for key, codes in below.items():
            yield PlacedFault(
                "CH-8018",
                (*path, "steps", position, *key),
                ", ".join(codes),
                text(
                    "Expected a scale without figures below 0: the mean of {group} has no meaning there.",
                    group=group.code,
                ),
                text("Normalise to 1–100, say, or choose arithmetic@1 for this group."),
            )


def needs_positive(method: object) -> bool:
    """Whether an aggregation has no meaning for scores below 0."""
    return isinstance(method, Geometric | Harmonic) or (isinstance(method, Power) and method.exponent != 1)


def _reaches_below_zero(scale: Normalisation) -> bool:
    if isinstance(scale, MinMax | Goalposts):
        return scale.lower < 0
    # A standardised series has figures on both sides of its mean; how far, the data say.
    return isinstance(scale, ZScore) and scale.mean <= 0
