"""The made-up tables of the references, as Arrow tables, and the designs that the scripts of R give them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
from pyarrow import csv

from chiso.survey.design import Design, Lonely, Stage

FOLDER = Path(__file__).parent / "reference"


@cache
def table(name: str) -> Any:
    """The table, with columns of ones and of other constants that the scripts make."""
    read = csv.read_csv(FOLDER / f"{name}.csv")
    count = read.num_rows
    return read.append_column("all", pyarrow.array(np.full(count, 500))).append_column(
        "one", pyarrow.array(np.full(count, 500 / 44))
    )


def design(name: str, lonely: Lonely = "fail") -> Design:
    """A design by the name that it has in `estimates.R`."""
    commune = Stage(cluster="commune", strata=("stratum",))
    counted = Stage(cluster="commune", strata=("stratum",), population="communes")
    household = Stage(cluster="household", population="households")
    stages = {
        "replacement": (commune,),
        "unstratified": (Stage(cluster="commune"),),
        "first_stage": (counted,),
        "two_stages": (counted, household),
        "three_stages": (counted, household, Stage(population="persons")),
        "simple": (Stage(population="all"),),
        "stratified": (Stage(strata=("stratum",), population="population"),),
    }
    weight = "one" if name == "simple" else "weight"
    return Design(period="2026", weight=weight, stages=stages[name], lonely=lonely)


def table_of(name: str) -> Any:
    """The table of a design."""
    return table("persons" if name in ("simple", "stratified") else "clusters")
