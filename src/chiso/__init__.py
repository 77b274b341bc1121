"""chiso measures how a city's agencies serve people, and publishes what anyone can recompute.

The verbs of the command line are functions here; their results show as tables in a notebook.

    >>> import chiso
    >>> framework = chiso.load_framework("papi@2019")

Names are loaded when they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from chiso.version import VERSION as __version__

if TYPE_CHECKING:
    from chiso.examples.writing import write_example
    from chiso.frameworks.differences import find_differences
    from chiso.frameworks.library import catalogue, load_framework
    from chiso.frameworks.loader import read_framework
    from chiso.problems import BadInput, CannotWrite, Problem, Refused, WrongCall

_HOMES = {
    "BadInput": "chiso.problems",
    "CannotWrite": "chiso.problems",
    "Problem": "chiso.problems",
    "Refused": "chiso.problems",
    "WrongCall": "chiso.problems",
    "catalogue": "chiso.frameworks.library",
    "find_differences": "chiso.frameworks.differences",
    "load_framework": "chiso.frameworks.library",
    "read_framework": "chiso.frameworks.loader",
    "write_example": "chiso.examples.writing",
}

__all__ = [
    "BadInput",
    "CannotWrite",
    "Problem",
    "Refused",
    "WrongCall",
    "__version__",
    "catalogue",
    "find_differences",
    "load_framework",
    "read_framework",
    "write_example",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'chiso' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(_HOMES))
