"""chiso measures how a city's agencies serve people, and publishes what anyone can recompute.

The verbs of the command line are functions here; their results show as tables in a notebook.

    >>> import chiso
    >>> framework = chiso.load_framework("papi@2019")
    >>> framework.key
    'papi@2019'

Names are loaded when they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from chiso.version import VERSION as __version__

if TYPE_CHECKING:
    from chiso.composite.composing import compose, compose_again, read_composite_run
    from chiso.frameworks.composite.library import load_composite
    from chiso.frameworks.differences import find_differences
    from chiso.frameworks.library import catalogue, load_framework
    from chiso.periods import parse_period
    from chiso.problems import BadInput, CannotWrite, Problem, Refused, WrongCall
    from chiso.units import read_units, shipped_registry
    from chiso.verbs import (
        check,
        compare,
        explain,
        new_key,
        plan_best,
        plan_frontier,
        publish,
        read_framework,
        read_run,
        revoke_key,
        run_cases,
        score,
        seal,
        try_draft,
        verify,
        write_composite_run,
        write_example,
        write_run,
    )

_HOMES = {
    "BadInput": "chiso.problems",
    "CannotWrite": "chiso.problems",
    "Problem": "chiso.problems",
    "Refused": "chiso.problems",
    "WrongCall": "chiso.problems",
    "catalogue": "chiso.frameworks.library",
    "check": "chiso.verbs",
    "compare": "chiso.verbs",
    "compose": "chiso.composite.composing",
    "compose_again": "chiso.composite.composing",
    "explain": "chiso.verbs",
    "find_differences": "chiso.frameworks.differences",
    "load_composite": "chiso.frameworks.composite.library",
    "load_framework": "chiso.frameworks.library",
    "new_key": "chiso.verbs",
    "parse_period": "chiso.periods",
    "plan_best": "chiso.verbs",
    "plan_frontier": "chiso.verbs",
    "publish": "chiso.verbs",
    "read_composite_run": "chiso.composite.composing",
    "read_framework": "chiso.verbs",
    "read_run": "chiso.verbs",
    "read_units": "chiso.units",
    "revoke_key": "chiso.verbs",
    "run_cases": "chiso.verbs",
    "score": "chiso.verbs",
    "seal": "chiso.verbs",
    "shipped_registry": "chiso.units",
    "try_draft": "chiso.verbs",
    "verify": "chiso.verbs",
    "write_composite_run": "chiso.verbs",
    "write_example": "chiso.verbs",
    "write_run": "chiso.verbs",
}

__all__ = [
    "BadInput",
    "CannotWrite",
    "Problem",
    "Refused",
    "WrongCall",
    "__version__",
    "catalogue",
    "check",
    "compare",
    "compose",
    "compose_again",
    "explain",
    "find_differences",
    "load_composite",
    "load_framework",
    "new_key",
    "parse_period",
    "plan_best",
    "plan_frontier",
    "publish",
    "read_composite_run",
    "read_framework",
    "read_run",
    "read_units",
    "revoke_key",
    "run_cases",
    "score",
    "seal",
    "shipped_registry",
    "try_draft",
    "verify",
    "write_composite_run",
    "write_example",
    "write_run",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'chiso' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(_HOMES))
