"""Functions compiled by numba, and kept on the disk: the next process loads what an earlier one compiled.

What is kept goes by the file in which a function stands (its time and size) and by the processor. A compiled
function therefore uses nothing of another file but NumPy: changed there, it would still run as it was. A test
holds all of them to that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """The function compiled when it is first called with arrays of a kind; other threads go on meanwhile."""
    try:
        made = numba.njit(nogil=True, cache=True)(function)
    except RuntimeError:
        # Neither the folder of the file nor one of the user can be written to: each process compiles anew.
        made = numba.njit(nogil=True)(function)
    return cast(Function, made)
