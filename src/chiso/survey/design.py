"""The design of a survey: which column of the data plays which role. It travels with the data.

    format: chiso-survey-design/1
    title: Satisfaction with one-stop shops, Hà Nội 2026
    period: "2026"
    basis: probability
    weight: weight
    stages:
      - {cluster: commune, strata: [area], population: communes_in_area}
      - {population: people_in_commune}
    lonely: adjust

The first stage stands first. A stage without `cluster` is that of the rows themselves. `population` names
a column with the number of clusters (at a stage without a cluster: of people) that the stratum has in the
frame; without it the stage counts as drawn with replacement. Nothing here is a global option: what changes
a result is in this record, and its hash is told with every result.

`chain` is the chain by which `chiso survey weights` made the weights, with every total of the population in
it: whoever has the design has all that errors need in order to know of the calibration.

    CH-3100 the record cannot be read or has wrong keys or values    CH-3101 its parts contradict one another
    CH-8785 totals of the chain that stand elsewhere
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Final, Literal, TypeAlias

from pydantic import Field, field_validator

from chiso.frameworks.document import Tree
from chiso.frameworks.exporting.yaml_text import write_yaml
from chiso.frameworks.records import read_record
from chiso.survey.declared_chain import Chain
from chiso.survey.design_faults import faults_of_design
from chiso.survey.part import Part
from chiso.writing import write_whole

FORMAT: Final = "chiso-survey-design/1"
# In a closed round weights are whole millionths: their sums are the same bits on every engine.
MILLIONTHS: Final = 1_000_000

Basis: TypeAlias = Literal["probability", "quota", "census", "open"]
Lonely: TypeAlias = Literal["fail", "remove", "certainty", "adjust", "average", "collapse"]
Approximation: TypeAlias = Literal["", "brewer", "overton", "hartley_rao", "joint", "horvitz_thompson"]
ReplicateMethod: TypeAlias = Literal[
    "jk1", "jkn", "brr", "fay", "bootstrap", "successive_difference", "other"
]

# Errors, intervals and groups of ranks are told for these alone.
WITH_ERRORS: frozenset[Basis] = frozenset({"probability", "census"})


class Stage(Part):
    """One stage of the draw. Columns are named; empty: there is none.

    `probability`: the chance of inclusion of the cluster, where clusters were drawn with unequal chances
    without replacement (see `Design.approximation`).
    """

    cluster: str = ""
    strata: tuple[str, ...] = ()
    population: str = ""
    probability: str = ""


class Replicates(Part):
    """Replicate weights that come with the data: their columns, and how squares of differences add up.

    Variance = scale × Σ_r rscales_r (θ_r − θ)². `combined`: each column is a whole weight, not a factor.
    """

    method: ReplicateMethod
    columns: tuple[str, ...]
    combined: bool = True
    scale: float = 1.0
    rscales: tuple[float, ...] = ()
    degrees_of_freedom: float | None = None


class Closed(Part):
    """What `chiso survey close` fixed: order and number of rows, unit of the weight, hash of the data."""

    rows: int = Field(ge=1)
    data_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    weight_unit: Literal[1_000_000] = MILLIONTHS

    @field_validator("weight_unit", mode="before")
    @classmethod
    def _read_unit(cls, written: object) -> object:
        # A record's scalars are text.
        return MILLIONTHS if written == str(MILLIONTHS) else written


class Design(Part):
    """The whole record. Columns that are not named play no role in errors.

    `pairs`: the joint chance of two clusters of a stratum of the first stage, each pair once, for the
    approximations that are none: `joint` (Sen, Yates and Grundy) and `horvitz_thompson`.
    `chain`: what made the weights.
    """

    format: Literal["chiso-survey-design/1"] = FORMAT
    title: str = ""
    period: str = ""
    basis: Basis = "probability"
    weight: str = ""
    stages: tuple[Stage, ...] = (Stage(),)
    approximation: Approximation = ""
    pairs: tuple[tuple[str, str, float], ...] = ()
    lonely: Lonely = "fail"
    replicates: Replicates | None = None
    domains: tuple[str, ...] = ()
    chain: Chain | None = None
    closed: Closed | None = None

    @property
    def has_errors(self) -> bool:
        """Whether an error may be told at all."""
        return self.basis in WITH_ERRORS

    @property
    def knows_calibration(self) -> bool:
        """Whether linearised errors know how the weights were calibrated.

        Replicate weights of the data know it by themselves: in each of them every step was done again.
        """
        return (
            self.has_errors and self.replicates is None and self.chain is not None and self.chain.calibrates
        )

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the design names, each once, as they stand in it."""
        found: list[str] = [self.weight] if self.weight else []
        for stage in self.stages:
            found += [*stage.strata, stage.cluster, stage.population, stage.probability]
        found += self.domains
        if self.replicates is not None:
            found += self.replicates.columns
        return tuple(dict.fromkeys(one for one in found if one))

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical JSON of the record."""
        tree = self.model_dump(mode="json", exclude_defaults=True) | {"format": self.format}
        written = json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(written.encode()).hexdigest()


def read_design(source: Path | bytes, *, name: str | None = None) -> Design:
    """The design in a YAML file (or its bytes). Raises BadInput with every mistake of the file.

    CH-3100: it cannot be read, an unknown key, a wrong word; CH-3101: parts that contradict one another;
    CH-8785: totals of the chain that stand in another file; CH-2001 to CH-2009: it is no strict YAML.
    """
    shown = name or ("design.yaml" if isinstance(source, bytes) else source.name)
    return read_record(source, Design, name=shown, form=FORMAT, code="CH-3100", check=faults_of_design)


def design_text(design: Design) -> str:
    """The design as YAML: the format first, and what differs from the defaults."""
    tree = {"format": design.format} | design.model_dump(mode="json", exclude_defaults=True)
    return write_yaml(_as_written(tree))


def write_design(design: Design, path: Path, *, force: bool = False) -> None:
    """Write the design; `read_design` reads an equal one back. Raises WrongCall, CannotWrite."""
    write_whole(path, design_text(design).encode(), force=force)


def _as_written(tree: object) -> Tree:
    """A tree of the text that scalars of a record are."""
    if isinstance(tree, dict):
        return {key: _as_written(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_as_written(item) for item in tree]
    return tree if tree is None or isinstance(tree, bool) else str(tree)
