"""What tells how the errors of two rounds vary together: read from their designs, or said; never guessed.

| errors of the rounds | together through |
|---|---|
| both linearised | values in the units that both drew |
| both by replicates of one method | replicates of these units |
| replicate weights of the data, both | what is said: the r-th of both from one draw, or drawn apart |
| replicate weights of the data, one | nothing: they can but be drawn apart, which is said too |
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from chiso.language import Text, text
from chiso.problems import Place, Problem, WrongCall
from chiso.survey.design import Design, Replicates
from chiso.survey.estimation.common_units import common_units
from chiso.survey.estimation.differences import Sharing
from chiso.survey.estimation.replicated import Replication, has_replicates
from chiso.survey.psus import SampleFrame

# How the replicate weights that two rounds bring were made; None: it is not said.
ReplicateWeightsMade: TypeAlias = Literal["together", "apart"] | None
_FIELD = "replicate-weights"


def sharing_of_rounds(
    designs: tuple[Design, Design],
    replications: tuple[Replication, Replication],
    said: ReplicateWeightsMade,
) -> Sharing:
    """How the rounds vary together.

    Raises WrongCall: CH-3232 (replicate weights of which it is not said how they were made), CH-3237 (said
    where no design brings any), CH-8752 (replicates that do not belong together).
    """
    if not all(design.has_errors for design in designs):
        return None
    brought = [design.replicates for design in designs if design.replicates is not None]
    if not brought:
        return _sharing_of_made(designs, replications, said)
    if said is None:
        raise _refusal(
            "CH-3232",
            brought[0].method,
            text("Expected a word on how the replicate weights of the data were made."),
            text(
                "Add `--replicate-weights together` (the k-th of both rounds from one draw) or "
                "`--replicate-weights apart` (drawn for each round by itself)."
            ),
        )
    if said == "together":
        _refuse_other_replicates(brought)
    return said


def refuse_common_units(later: SampleFrame, earlier: SampleFrame) -> None:
    """Raise WrongCall (CH-8754) for rounds said to be drawn apart whose designs name units of both."""
    shared = len(common_units(later, earlier).frame.stratum_of_psu)
    if shared:
        raise _refusal(
            "CH-8754",
            text("PSUs in both rounds: {count}", count=shared),
            text("Expected no common PSUs: replicates drawn apart say nothing of what they share."),
            text(
                "Take the replicate weights out of the designs: strata and clusters then tell it. Where PSUs "
                "are alike in name alone, name strata or clusters otherwise."
            ),
        )


def refuse_made_by_round(designs: tuple[Design, Design], later: SampleFrame, earlier: SampleFrame) -> None:
    """Raise WrongCall (CH-8752) for rounds said to be of one draw whose replicates had one of their own.

    A design with replicate weights and a chain is one of `chiso survey weights`, which sees one round: what
    it draws for two is the same only where they have the same units.
    """
    if any(one.chain is None or one.replicates is None for one in designs):
        return
    shared = len(common_units(later, earlier).frame.stratum_of_psu)
    others = len(later.stratum_of_psu) + len(earlier.stratum_of_psu) - 2 * shared
    if others:
        raise _refusal(
            "CH-8752",
            text("PSUs in both rounds: {count}; in one of them: {others}", count=shared, others=others),
            text(
                "Expected the same PSUs in both rounds: “chiso survey weights” makes the replicates of each "
                "round by itself."
            ),
            text(
                "Take the replicate weights out of the designs: strata, clusters and the chain then tell how "
                "the rounds vary together. If they have no PSU in common, say `--replicate-weights apart`. "
                "If somebody else made the replicate weights for both, add `--without-calibration`."
            ),
        )


def _sharing_of_made(
    designs: tuple[Design, Design],
    replications: tuple[Replication, Replication],
    said: ReplicateWeightsMade,
) -> Sharing:
    if said is not None:
        raise _refusal(
            "CH-3237",
            said,
            text("Expected replicate weights in the design of a round."),
            text("Leave the option out: the common units are known from the designs."),
        )
    made = [has_replicates(*one) for one in zip(designs, replications, strict=True)]
    if not any(made):
        return None
    if replications[0] != replications[1]:
        raise _refusal(
            "CH-8752",
            " – ".join(one.method or "linearisation" for one in replications),
            text("Expected replicates of both rounds by the same method, with the same options."),
            text("Make them alike: those of the common units belong to both rounds."),
        )
    return replications[0]


def _refuse_other_replicates(brought: list[Replicates]) -> None:
    """Raise WrongCall (CH-8752) for columns that cannot come from one draw."""
    mend = text("Take the columns from who made them for both rounds, or say `--replicate-weights apart`.")
    if len(brought) < 2:
        expected = text("Expected replicate weights in the designs of both rounds.")
        raise _refusal("CH-8752", brought[0].method, expected, mend)
    one, other = (
        {"columns": len(one.columns), "scale": one.scale, "rscales": one.rscales or (1.0,) * len(one.columns)}
        for one in brought
    )
    differing = [key for key in one if one[key] != other[key]]
    if differing:
        expected = text("Expected as many columns in both rounds, with the same scale and rscales.")
        raise _refusal("CH-8752", ", ".join(differing), expected, mend)


def _refusal(code: str, found: Text | str, expected: Text, mend: Text) -> WrongCall:
    return WrongCall([Problem(code, Place(field=_FIELD), found, expected, mend)])
