"""Whether a rule that was read would load: the same proof that the loader asks of every rule."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from chiso.frameworks.document import Tree
from chiso.frameworks.importers.parts import LeafFacts
from chiso.frameworks.inputs import InputDefinition, InputName
from chiso.frameworks.leaf import LeafContext
from chiso.frameworks.rules import Rule


@cache
def _adapters() -> tuple[TypeAdapter[Any], TypeAdapter[Any]]:
    return TypeAdapter(Rule), TypeAdapter(dict[InputName, InputDefinition])


def faults_of(leaf: LeafFacts, rule: Tree, inputs: Tree) -> frozenset[str]:
    """The codes of what the loader would find wrong with `rule`; CH-2030 where it has no shape at all."""
    rules, definitions = _adapters()
    try:
        known = definitions.validate_python(inputs)
        built = rules.validate_python(rule)
    except ValidationError:
        return frozenset({"CH-2030"})
    context = LeafContext(max_points=leaf.max_points, inputs=known)
    return frozenset(fault.code for fault in built.faults(context))
