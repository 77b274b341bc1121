"""What errors know of the calibration of the weights: the chain of the design, another one, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chiso.cli.output import path_option, words
from chiso.language import text
from chiso.problems import Place, Problem, WrongCall

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chiso.survey.declared_chain import Chain
    from chiso.survey.design import Design

calibration_option = path_option(
    "--calibration",
    text("The chain that made the weights, in place of that of the design: errors know of its calibrations."),
)
without_calibration_option = click.option(
    "--without-calibration",
    is_flag=True,
    help=words(text("Take the weights as given: errors do not know how they were calibrated.")),
)


@dataclass(frozen=True)
class HowCalibrated:
    """The design to compute with; the chain to compute with in place of its own; what the record says."""

    design: Design
    chain: Chain | None = None
    in_record: Mapping[str, str] = field(default_factory=dict)


def how_calibrated(
    design: Design,
    named: Path | None,
    *,
    left_out: bool,
    draws: int | None = None,
) -> HowCalibrated:
    """What the options `--calibration` (`named`) and `--without-calibration` (`left_out`) make of a design.

    Raises WrongCall: CH-8786 for both options, CH-8842 for draws, which come from replicates alone; and as
    `read_chain`.
    """
    if left_out:
        _refuse_both(named)
        said = {"calibration": "left out"} if design.knows_calibration else {}
        return HowCalibrated(design.model_copy(update={"chain": None}), in_record=said)
    if named is None:
        return HowCalibrated(
            design, in_record=_told(design.chain, design) if design.knows_calibration else {}
        )
    _refuse_draws(draws)
    declared = read_whole_chain(named)
    return HowCalibrated(design, declared, _told(declared, design))


def read_whole_chain(path: Path) -> Chain:
    """The chain of a file with the totals of the files that it names. Raises BadInput."""
    from chiso.survey.weights import read_chain, with_totals_inside

    return with_totals_inside(read_chain(path), path.parent)


def _told(chain: Chain | None, design: Design) -> Mapping[str, str]:
    """What the record of a table of estimates says of it; without a basis there are no errors."""
    if chain is None:
        return {}
    errors = {"errors": "calibrated"} if design.has_errors else {}
    return errors | {"chain_sha256": chain.digest}


def _refuse_both(named: Path | None) -> None:
    if named is not None:
        expected = text("Expected a chain, or the weights as given; not both.")
        mend = text("Take one of both options out.")
        raise WrongCall([Problem("CH-8786", Place(field="--without-calibration"), "", expected, mend)])


def _refuse_draws(draws: int | None) -> None:
    if draws:
        expected = text("Expected no draws beside a chain: they come from replicates.")
        mend = text("Take --draws out, or make replicates with “chiso survey weights”.")
        raise WrongCall([Problem("CH-8842", Place(field="--draws"), str(draws), expected, mend)])
