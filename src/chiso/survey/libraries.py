"""The libraries of the room come with the extra `statistics`; commands ask for them before they load it."""

from __future__ import annotations

import os
from importlib.util import find_spec

from chiso.language import listing, text
from chiso.problems import Place, Problem, WrongCall

# The module, and the package that brings it.
_LIBRARIES = {
    "numpy": "numpy",
    "scipy": "scipy",
    "duckdb": "duckdb",
    "pyarrow": "pyarrow",
    "polars": "polars",
    "numba": "numba",
    "pyreadstat": "pyreadstat",
    "python_calamine": "python-calamine",
}


def need_statistics() -> None:
    """Raise WrongCall (CH-5002) with the libraries of the room that are not installed, if any is.

    Asked before NumPy is loaded, it also keeps its linear algebra on one thread, unless the user says else:
    many small products gain nothing by more (100 replicates calibrated to 134 totals: 4 s, and up to 37 s
    with threads on a machine that has other work), and sums do not depend on the number of processors.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    missing = [package for module, package in _LIBRARIES.items() if find_spec(module) is None]
    if missing:
        expected = text(
            "Expected the libraries of the extra “statistics”: {missing}.", missing=listing(missing)
        )
        mend = text("Install them with: pip install 'chiso[statistics]'")
        raise WrongCall([Problem("CH-5002", Place(), ", ".join(missing), expected, mend)])
