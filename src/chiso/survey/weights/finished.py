"""Data with finished weights: a column for the weight, one for each replicate; the design that says so."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem
from chiso.survey.checking import check_data, errors_of
from chiso.survey.declared_chain import Chain
from chiso.survey.design import Design, ReplicateMethod, Replicates
from chiso.survey.reading import Data
from chiso.survey.replicates.methods import factors
from chiso.survey.replicates.replicate_factors import Factors, FloatArray, Method
from chiso.survey.replicates.rows import frame_of_rows
from chiso.survey.weights.chain import PreparedChain, replay

# Names of columns are numbered with as many figures as the largest needs, so that they sort.
PREFIX = "replicate_"
_NAMES: dict[Method, ReplicateMethod] = {
    "jk1": "jk1", "jkn": "jkn", "brr": "brr", "fay": "fay", "rao_wu": "bootstrap",
    "canty_davison": "bootstrap", "preston": "bootstrap", "successive_difference": "successive_difference",
}  # fmt: skip


def refuse_unfit(data: Data, design: Design | None, names: list[str]) -> None:
    """Raise BadInput where the data cannot take the columns `names`, or contradict the design.

    CH-3164: a column of that name is there, or the round is closed; else what `check_data` finds.
    """
    problems = []
    for name in names:
        if name in data.columns:
            expected = text(
                "Expected no column “{name}” in the data: the weight is written under it.", name=name
            )
            problems.append(_unfit(data, name, expected, text("Say another “name” in the chain.")))
    if design is not None and design.closed is not None:
        expected = text("Expected a round that is open: weights are made before it is closed.")
        problems.append(_unfit(data, "closed", expected, text("Take the data and the design from before.")))
    elif design is not None:
        problems += errors_of(check_data(data, before_weights(design)))
    if problems:
        raise BadInput(problems)


def before_weights(design: Design) -> Design:
    """The design of the draw alone: what it says of weights is what the chain is to make."""
    return design.model_copy(update={"weight": "", "replicates": None, "chain": None})


def replicate_columns(
    prepared: PreparedChain, design: Design, method: Method, seed: int, *, count: int | None, rho: float
) -> tuple[Factors, FloatArray]:
    """The factors of a method, and the finished weights of every replicate (rows, R)."""
    rows = frame_of_rows(prepared.columns.table, design)
    made = factors(rows.frame, method, seed, count=count, rho=rho, lonely=design.lonely)
    return made, replay(prepared, made, rows.unit_of_row(made))


def with_weights(data: Data, name: str, weights: FloatArray, replicates: FloatArray | None) -> Data:
    """The data with the columns of the weights at their end."""
    table = data.table.append_column(name, pa.array(weights))
    if replicates is not None:
        for column, values in zip(names_of(replicates.shape[1]), replicates.T, strict=True):
            table = table.append_column(column, pa.array(values))
    return replace(data, table=table)


def names_of(count: int) -> list[str]:
    """The names of so many columns of replicates."""
    return [f"{PREFIX}{number:0{len(str(count))}d}" for number in range(1, count + 1)]


def design_with_weights(design: Design, chain: Chain, made: Factors | None) -> Design:
    """The design that names the weight, the chain that made it and, where there are any, the replicates.

    `chain`: with all totals inside.
    """
    replicates = None
    if made is not None:
        replicates = Replicates(
            method=_NAMES[made.method],
            columns=tuple(names_of(made.count)),
            scale=made.scale,
            rscales=() if (made.rscales == 1).all() else tuple(made.rscales.tolist()),
            degrees_of_freedom=made.degrees_of_freedom,
        )
    return design.model_copy(update={"weight": chain.name, "replicates": replicates, "chain": chain})


def _unfit(data: Data, name: str, expected: Text, mend: Text) -> Problem:
    return Problem("CH-3164", Place(data.name, None, name), name, expected, mend)
