"""What is varied, as a person writes it: weights, methods, indicators left out, errors of the data.

    format: chiso-robustness/1
    weights: {kind: uniform@1}
    leave_out: {kind: one@1, chance: "1/2"}
    normalise:
      - {method: {kind: min_max@1}}
      - {method: {kind: z_score@1}, odds: 2}
    aggregate:
      - {}                                  # as the plan has it
      - {method: {kind: geometric@1}}
    data_error: {kind: column@1, file: errors.csv}
    sampling: random
    told: {level: "0.9", top: [3, 10], moves: [5], above: ["01"]}

Every part may be missing; what is not named stays as it is. The alternatives of a step are those that a plan
of a composite index knows.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from chiso.frameworks.composite.aggregations import Aggregation
from chiso.frameworks.composite.normalisations import Normalisation
from chiso.frameworks.composite.preparations import Imputation, Treatment
from chiso.frameworks.fields import BilingualField, Figure, Part, WholeNumber
from chiso.frameworks.records import read_record

FORMAT = "chiso-robustness/1"
CODE = "CH-8101"
MOST_TABLES = 10_000
MOST_ODDS = 1_000_000

# The weights of which nodes: of all indicators as one group, of the children of every group, of the index.
Of: TypeAlias = Literal["indicators", "groups", "fields"]


class GivenWeights(Part):
    """The weights stay as they are."""

    kind: Literal["given@1"] = "given@1"
    of: Of | None = None


class UniformWeights(Part):
    """All weights of a group are alike likely: uniform in the simplex."""

    kind: Literal["uniform@1"]
    of: Of | None = None


class DirichletWeights(Part):
    """Around the given ones; with `concentration` 1 and equal weights uniform, the larger the nearer."""

    kind: Literal["dirichlet@1"]
    of: Of | None = None
    concentration: Figure = Field(gt=0, le=1_000_000)


class NoiseWeights(Part):
    """Each weight on its own, at most `within` of itself more or less."""

    kind: Literal["noise@1"]
    of: Of | None = None
    within: Figure = Field(gt=0, le=1)


class OrderedWeights(Part):
    """Uniform among the weights that stand in the order of the given ones."""

    kind: Literal["ordered@1"]
    of: Of | None = None


Weights: TypeAlias = Annotated[
    GivenWeights | UniformWeights | DirichletWeights | NoiseWeights | OrderedWeights,
    Field(discriminator="kind"),
]


class OneLeftOut(Part):
    """By `chance` a run goes without one indicator, each of `among` alike likely; without `among` any."""

    kind: Literal["one@1"]
    chance: Figure = Field(default=Fraction(1), gt=0, le=1)
    among: tuple[str, ...] | None = Field(default=None, min_length=1)


class EachLeftOut(Part):
    """Each indicator of `among` is left out by `chance`, on its own."""

    kind: Literal["each@1"]
    chance: Figure = Field(gt=0, lt=1)
    among: tuple[str, ...] | None = Field(default=None, min_length=1)


LeaveOut: TypeAlias = Annotated[OneLeftOut | EachLeftOut, Field(discriminator="kind")]

Odds: TypeAlias = Annotated[WholeNumber, Field(ge=1, le=MOST_ODDS)]


class NormaliseAlternative(Part):
    """One way to normalise; without `method` that of the plan."""

    method: Normalisation | None = None
    odds: Odds = 1


class TreatAlternative(Part):
    """One way to treat extremes; without `method` that of the plan."""

    method: Treatment | None = None
    odds: Odds = 1


class ImputeAlternative(Part):
    """One way to fill gaps; without `methods` that of the plan."""

    methods: tuple[Imputation, ...] | None = Field(default=None, min_length=1)
    odds: Odds = 1


class AggregateAlternative(Part):
    """One way to go up the tree, for every group; without `method` that of the plan."""

    method: Aggregation | None = None
    odds: Odds = 1


class ErrorColumn(Part):
    """Standard errors in a table `unit, [period,] code, se`; independence is assumed, and said so.

    `source` says where errors that nobody measured are from; it stands beside every figure made of them.
    """

    kind: Literal["column@1"]
    file: str = Field(min_length=1)
    source: BilingualField | None = None
    tables: WholeNumber = Field(default=500, ge=2, le=MOST_TABLES)


class AssumedErrors(Part):
    """Standard errors by assumption: √(absolute² + (relative · figure)²); `source` says where it is from."""

    kind: Literal["assumed@1"]
    absolute: Figure = Field(default=Fraction(0), ge=0)
    relative: Figure = Field(default=Fraction(0), ge=0)
    source: str = Field(min_length=1)
    tables: WholeNumber = Field(default=500, ge=2, le=MOST_TABLES)


class JointDraws(Part):
    """Joint draws of a survey, `draw, unit, code, value` (CSV or Parquet); `times` brings them to scale."""

    kind: Literal["draws@1"]
    file: str = Field(min_length=1)
    times: Figure = Fraction(1)


class Covariances(Part):
    """A table `unit, code, other_unit, other_code, covariance`; pairs that are not named have none."""

    kind: Literal["covariance@1"]
    file: str = Field(min_length=1)
    tables: WholeNumber = Field(default=500, ge=2, le=MOST_TABLES)


DataError: TypeAlias = Annotated[
    ErrorColumn | AssumedErrors | JointDraws | Covariances, Field(discriminator="kind")
]


class Donors(Part):
    """Gaps take the figure of a unit drawn by chance, of the same `group` if one is named; many times."""

    kind: Literal["donors@1"]
    group: str = ""
    tables: WholeNumber = Field(default=500, ge=2, le=MOST_TABLES)


class Told(Part):
    """What is told beside rank, median and interval."""

    level: Figure = Field(default=Fraction(9, 10), gt=0, lt=1)
    top: tuple[WholeNumber, ...] = (3,)
    moves: tuple[WholeNumber, ...] = (5,)
    above: tuple[str, ...] = ()


class Specification(Part):
    """The whole of what is varied."""

    format: Literal["chiso-robustness/1"]
    weights: Weights = GivenWeights()
    leave_out: LeaveOut | None = None
    impute: tuple[ImputeAlternative, ...] = ()
    treat: tuple[TreatAlternative, ...] = ()
    normalise: tuple[NormaliseAlternative, ...] = ()
    aggregate: tuple[AggregateAlternative, ...] = ()
    data_error: DataError | None = None
    fill: Donors | None = None
    sampling: Literal["random", "sobol"] = "random"
    places: Annotated[WholeNumber, Field(ge=0, le=9)] | None = None
    told: Told = Told()

    @property
    def varies(self) -> bool:
        """Whether anything does."""
        alternatives = (self.impute, self.treat, self.normalise, self.aggregate)
        return bool(
            self.weights.kind != "given@1"
            or self.leave_out
            or self.data_error
            or self.fill
            or any(len(one) > 1 for one in alternatives)
        )

    def as_record(self) -> dict[str, Any]:
        """The specification as it was understood, for the record of a result."""
        return self.model_dump(mode="json", exclude_none=True)


def read_specification(source: Path | bytes, *, name: str | None = None) -> Specification:
    """The specification in a YAML file (or its bytes). Raises BadInput (CH-8101 and those of YAML)."""
    shown = name or ("spec.yaml" if isinstance(source, bytes) else source.name)
    return read_record(source, Specification, name=shown, form=FORMAT, code=CODE)
