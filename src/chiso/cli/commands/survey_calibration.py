"""`--calibration` of `chiso survey estimate` and `index`: the chain by which the weights were made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chiso.cli.output import path_option
from chiso.language import text
from chiso.problems import Place, Problem, WrongCall

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chiso.figures import DecimalSign
    from chiso.survey.design import Design
    from chiso.survey.weights.chain import PreparedChain

calibration_option = path_option(
    "--calibration", text("The chain that made the weights: errors then know of its calibrations.")
)


@dataclass(frozen=True)
class ChainOfWeights:
    """The chain, ready for the data; the data as a table; the hash of the chain."""

    prepared: PreparedChain
    table: Any
    sha256: str

    def in_record(self, design: Design) -> Mapping[str, str]:
        """What the record of a table of estimates says of it; without a basis there are no errors."""
        errors = {"errors": "calibrated"} if design.has_errors else {}
        return errors | {"chain_sha256": self.sha256}


def open_chain(
    path: Path, data: Path, *, draws: int | None, decimal: DecimalSign | None = None
) -> ChainOfWeights:
    """Raises WrongCall (CH-8842) for draws, which come from replicates alone; as `read_chain`."""
    from chiso.cli.commands.survey_weights import hash_of_chain
    from chiso.survey.reading import read_data
    from chiso.survey.weights import prepare_chain, read_chain

    if draws:
        expected = text("Expected no draws beside a chain: they come from replicates.")
        mend = text("Take --draws out, or make replicates with “chiso survey weights”.")
        raise WrongCall([Problem("CH-8842", Place(field="--draws"), str(draws), expected, mend)])
    declared = read_chain(path)
    table = read_data(data, decimal=decimal).table
    return ChainOfWeights(prepare_chain(declared, table, path.parent), table, hash_of_chain(declared))
