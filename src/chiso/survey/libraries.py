"""The libraries of the room come with the extra `statistics`, Spark with one of its own.

Commands ask for them before they load the room.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.util import find_spec

from chiso.language import Text, listing, text
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
    "highspy": "highspy",
}
# Of the libraries of linear algebra that NumPy can be built with; its own packages bring OpenBLAS.
_THREADS_OF_ALGEBRA = (
    "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS",
)  # fmt: skip
# PySpark's ways for tables of Arrow ask for pandas.
_SPARK = {"pyspark": "pyspark", "py4j": "py4j", "pandas": "pandas"}


def need_statistics() -> None:
    """Raise WrongCall (CH-5002) with the libraries of the room that are not installed, if any is.

    Asked before NumPy is loaded, it also keeps its linear algebra on one thread, unless the user says else:
    many small products gain nothing by more (100 replicates calibrated to 134 totals: 4 s, and up to 37 s
    with threads on a machine that has other work), and sums do not depend on the number of processors.
    """
    for name in _THREADS_OF_ALGEBRA:
        os.environ.setdefault(name, "1")
    _need(
        _LIBRARIES,
        text(
            "Expected the libraries of the extra “statistics”: {missing}.",
            missing=listing(_missing(_LIBRARIES)),
        ),
        text("Install them with: pip install 'chiso[statistics]'"),
    )


def need_spark() -> None:
    """Raise WrongCall (CH-5002) with what Spark's engine needs and is not installed, if anything is."""
    _need(
        _SPARK,
        text("Expected the libraries of the extra “spark”: {missing}.", missing=listing(_missing(_SPARK))),
        text(
            "Install them with: pip install 'chiso[spark]', and Java 17 or later; or take the engine duckdb."
        ),
    )


def _missing(packages: Mapping[str, str]) -> list[str]:
    return [package for module, package in packages.items() if find_spec(module) is None]


def _need(packages: Mapping[str, str], expected: Text, mend: Text) -> None:
    missing = _missing(packages)
    if missing:
        raise WrongCall([Problem("CH-5002", Place(), ", ".join(missing), expected, mend)])
