"""The libraries that read and write office files; they come with extras and are loaded when needed."""

from __future__ import annotations

import importlib
from typing import Any

from chiso.language import text
from chiso.problems import Place, Problem, WrongCall


def need(module: str, package: str) -> Any:
    """The module. Raises WrongCall (CH-5002) where its package is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        expected = text(
            "Expected the library {package}, which reads and writes office files.", package=package
        )
        mend = text("Install it with: pip install {package}", package=package)
        raise WrongCall([Problem("CH-5002", Place(), package, expected, mend)]) from error
