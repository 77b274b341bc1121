"""From a node of a framework to the leaf as its rule sees it, and the parameters of a unit.

A parameter is one figure, or one by level, kind or year. A rule is proved for every combination
that a unit can meet; a unit is scored with the figures of its own level, kind and year.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

from chiso.frameworks.inputs import InputDefinition
from chiso.frameworks.leaf import LeafContext
from chiso.frameworks.model import Framework, Node, Parameter


def leaf_context(node: Node, framework: Framework) -> LeafContext:
    """The context in which the rule of `node` is proved and prepared."""
    return LeafContext(
        max_points=node.max_points,
        minimum=node.minimum or Fraction(0),
        higher_is_better=framework.is_higher_better(node),
        inputs=inputs_of(node, framework),
        settings=tuple(_settings(_parameters(node, framework))),
    )


def inputs_of(node: Node, framework: Framework) -> dict[str, InputDefinition]:
    """The inputs of a leaf; a borrowed one is defined as where it is borrowed from."""
    definitions = {}
    for name, definition in node.inputs.items():
        lender = definition.same_as
        if lender is not None and lender.code in framework.nodes_by_code:
            definition = framework.nodes_by_code[lender.code].inputs.get(lender.input, definition)
        definitions[name] = definition
    return definitions


def parameters_for(
    node: Node, framework: Framework, *, level: str, kind: str, year: int
) -> dict[str, Fraction]:
    """The parameters that a unit of this level and kind meets in this year; absent ones are left out."""
    keys = {"level": level, "kind": kind, "year": str(year)}
    found = {}
    for name, parameter in _parameters(node, framework).items():
        value = parameter.value
        if parameter.by is not None:
            value = parameter.values.get(keys[parameter.by])
        if value is not None:
            found[name] = value
    return found


def _parameters(node: Node, framework: Framework) -> Mapping[str, Parameter]:
    """Those of the framework and of the node; the node's own come first."""
    return {**framework.parameters, **node.parameters}


def _settings(parameters: Mapping[str, Parameter]) -> list[dict[str, Fraction]]:
    """Every combination of parameter values over the levels, kinds and years that are named."""
    fixed = {name: p.value for name, p in parameters.items() if p.value is not None}
    varying: dict[str, dict[str, Parameter]] = {}
    for name, parameter in parameters.items():
        if parameter.by is not None:
            varying.setdefault(parameter.by, {})[name] = parameter
    choices = []
    for group in varying.values():
        keys = sorted({key for parameter in group.values() for key in parameter.values})
        choices.append([{n: p.values[key] for n, p in group.items() if key in p.values} for key in keys])
    settings = []
    for combination in product(*choices):
        setting = dict(fixed)
        for part in combination:
            setting.update(part)
        settings.append(setting)
    return settings
