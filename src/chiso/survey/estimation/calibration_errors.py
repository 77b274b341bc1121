"""Variances of totals whose weights were calibrated, for any number of domains.

    u = z/w in a row of the domain, 0 in all others;   c_j = G_jᵀ u − Σ_{i<j} (G_jᵀ X_i) c_i
    total of a drawn unit k:  Σ_k z − Σ_j (Σ_k w X_j) c_j;   V = V of these totals

z is a row's weighted linearised value, w its finished weight; X_j, G_j are the projections of the
calibrations, the last one first (`weights.residuals`). The residuals outside of the domain are not 0, so that
every unit counts for every domain; but they are sums of few columns, whose totals by unit are taken once,
and a domain costs its own parts and the units. Deville & Särndal (1992), result 5; what R does with a design
that `calibrate` returns. Nonresponse and trimming are taken as given: replicates do them again.

w, X_j and G_j are the same in all rows of a profile (see `profiles`), so nothing is kept by row: Σ_k z comes
from cells, G_jᵀ u from the sums of each profile in the domain, Σ_k w X_j from how many rows of each profile
a unit has.

    CH-8841 weights that are not those of the chain    CH-8842 nothing that is computed so
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from chiso.language import text
from chiso.problems import Place, Problem, WrongCall
from chiso.survey.declared_chain import Chain
from chiso.survey.design import Design
from chiso.survey.engine import Engine, Source
from chiso.survey.engines.on_duckdb import DuckDB
from chiso.survey.estimation.profiles import Profiles, read_profiles
from chiso.survey.estimation.replicated import Replication
from chiso.survey.psus import Real, Whole
from chiso.survey.variance.taylor import Taylor, taylor_of
from chiso.survey.weights.agreement import refuse_other_weights
from chiso.survey.weights.chain import prepare_columns, projections, weights_of_steps
from chiso.survey.weights.columns import Columns
from chiso.survey.weights.residuals import Projection

# Totals of units that are held at once: 32 MB.
_TOTALS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """Linearised values of S statistics in D domains, of the same rows in two ways.

    `leaf`, `domain` (R,), `weighted` (R, S): weighted sums by drawn unit. `profile` (C,), `domain_of_profile`
    (C,), `plain` (C, S): sums without weights by profile.
    """

    leaf: Whole
    domain: Whole
    weighted: Real
    profile: Whole
    domain_of_profile: Whole
    plain: Real
    domain_count: int


@dataclass(frozen=True, slots=True, eq=False)
class CalibrationErrors:
    """All profiles with their finished weights (P,), the drawn units, and the calibrations.

    `of_units`: for each calibration (units, A) the weighted totals of its variables; `between`: for each the
    products G_jᵀ X_i with those that come before it.
    """

    profiles: Profiles
    weights: Real
    drawn: Taylor
    projections: tuple[Projection, ...]
    of_units: tuple[Real, ...]
    between: tuple[tuple[Real, ...], ...]

    def variances(self, parts: Parts) -> Real:
        """(D, S) variances of the totals."""
        width, units = parts.weighted.shape[1], self.drawn.frame.leaf_count
        held = max(1, _TOTALS_AT_ONCE // max(1, units))
        columns_at_once = max(1, min(width, held))
        domains_at_once = max(1, held // columns_at_once)
        found = np.empty((parts.domain_count, width))
        ordered = _Ordered(parts)
        for left in range(0, width, columns_at_once):
            columns = slice(left, min(left + columns_at_once, width))
            for start in range(0, parts.domain_count, domains_at_once):
                some = range(start, min(start + domains_at_once, parts.domain_count))
                variances = self.drawn.variances(self._totals(ordered, some, columns))[0]
                found[some.start : some.stop, columns] = variances.reshape(len(some), -1)
        return found

    def covariances(self, parts: Parts) -> Real:
        """(D, S, S) the covariance matrices of the totals."""
        width, ordered = parts.weighted.shape[1], _Ordered(parts)
        found = np.empty((parts.domain_count, width, width))
        for one in range(parts.domain_count):
            totals = self._totals(ordered, range(one, one + 1), slice(0, width))
            found[one] = self.drawn.covariances(totals)[0]
        return found

    def totals_of_psus(self, parts: Parts) -> Real:
        """(D, PSUs, S) the totals of the residuals."""
        frame, ordered = self.drawn.frame, _Ordered(parts)
        whole, psu, count = slice(0, parts.weighted.shape[1]), frame.psu_of_leaf(), len(frame.stratum_of_psu)
        return np.array(
            [
                _sums(psu, self._totals(ordered, range(one, one + 1), whole), count)
                for one in range(parts.domain_count)
            ]
        ).reshape(parts.domain_count, count, -1)

    def _totals(self, ordered: _Ordered, some: range, columns: slice) -> Real:
        """(units, domains × columns) the totals of the residuals of some domains."""
        totals = ordered.totals_of_units(some, columns, self.drawn.frame.leaf_count)
        taken: list[Real] = []
        for one, of_units, before in zip(self.projections, self.of_units, self.between, strict=True):
            left = np.hstack(
                [ordered.gathered(one.gathering, self.weights != 0, domain, columns) for domain in some]
            )
            for product, earlier in zip(before, taken, strict=True):
                left = left - product @ earlier
            totals -= of_units @ left
            taken.append(left)
        return totals


class _Ordered:
    """Parts in the order of their domains."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._cells, self._starts = _sorted_by(parts.domain, parts.domain_count)
        self._profiles, self._bounds = _sorted_by(parts.domain_of_profile, parts.domain_count)

    def totals_of_units(self, some: range, columns: slice, units: int) -> Real:
        """(units, domains × columns) the weighted sums."""
        chosen = self._cells[self._starts[some.start] : self._starts[some.stop]]
        values = self._parts.weighted[chosen, columns]
        width = values.shape[1]
        place = (self._parts.domain[chosen] - some.start)[:, None] * width + np.arange(width)
        leaf = np.repeat(self._parts.leaf[chosen], width)
        built = sparse.coo_array((values.ravel(), (leaf, place.ravel())), (units, len(some) * width))
        return np.asarray(built.toarray())

    def gathered(
        self, gathering: Real, weighs: np.typing.NDArray[np.bool_], domain: int, columns: slice
    ) -> Real:
        """(A, columns) Σ G_p u_p over the profiles of one domain that weigh something."""
        chosen = self._profiles[self._bounds[domain] : self._bounds[domain + 1]]
        profile = self._parts.profile[chosen]
        kept = weighs[profile]
        return np.asarray(gathering[profile[kept]].T @ self._parts.plain[chosen[kept], columns])


def calibration_errors(
    source: Source,
    design: Design,
    chain: Chain | None,
    replication: Replication | None = None,
    engine: Engine | None = None,
) -> CalibrationErrors | None:
    """The errors of all that is estimated from the rows with this chain, else that of the design.

    None without a calibration, and where the design has no basis for errors. `replication`: what else was
    asked for, and is refused. Raises as `prepare_chain`, `apply_chain`, `make_cells` and `taylor_of`, and
    WrongCall (CH-8841, CH-8842).
    """
    asked = replication or Replication()
    if chain is None:
        if not design.knows_calibration:
            return None
        _refuse_replicates(asked)
        chain = design.chain
        assert chain is not None
    _refuse_what_is_not_computed(design, chain, asked)
    profiles = read_profiles(source, design, chain, engine or DuckDB())
    prepared = prepare_columns(chain, Columns(profiles.table, alike=profiles.alike))
    stages = weights_of_steps(prepared)
    weights = stages[-1]
    refuse_other_weights(profiles.table, design, weights, profiles.alike.first)
    if not design.has_errors:
        return None
    frame = profiles.frame
    units = np.arange(frame.leaf_count)
    drawn = taylor_of(design, frame, units, np.zeros(len(units), np.int64), 1)
    taken = projections(prepared, stages)
    counts = sparse.csr_array(
        (profiles.rows.astype(np.float64), (profiles.leaf, profiles.profile)), (len(units), len(weights))
    )
    copies = prepared.columns.copies[:, None]
    return CalibrationErrors(
        profiles,
        weights,
        drawn,
        taken,
        tuple(np.asarray(counts @ (one.variables * weights[:, None])) for one in taken),
        tuple(
            tuple((one.gathering * copies).T @ earlier.variables for earlier in taken[:position])
            for position, one in enumerate(taken)
        ),
    )


def _refuse_replicates(asked: Replication) -> None:
    """Raise WrongCall (CH-8842) for replicates that would take calibrated weights as given."""
    if asked.method is not None:
        expected = text("Expected no such replicates: they would not know how the weights were calibrated.")
        mend = text(
            "Make them with “chiso survey weights --replicates”, where every step is done again in each; or "
            "take the weights as given (--without-calibration)."
        )
        raise WrongCall([Problem("CH-8842", Place(field="replicates"), asked.method, expected, mend)])


def _refuse_what_is_not_computed(design: Design, chain: Chain, replication: Replication) -> None:
    """Raise WrongCall (CH-8842) beside replicates, and for a chain without a calibration."""
    problems = []
    if replication.method is not None or design.replicates is not None:
        expected = text("Expected no replicates beside a chain: in them every step is done again already.")
        mend = text("Take the chain out, or the replicates, also those of the design.")
        problems.append(Problem("CH-8842", Place(field="replicates"), "", expected, mend))
    if not chain.calibrates:
        expected = text("Expected a chain with a calibration.")
        mend = text("Without one estimates are the same without the chain.")
        problems.append(Problem("CH-8842", Place(field="steps"), "", expected, mend))
    if problems:
        raise WrongCall(problems)


def _sorted_by(domain: Whole, count: int) -> tuple[Whole, Whole]:
    """(R,) the rows by domain, and (D + 1,) where each domain begins among them."""
    order = np.argsort(domain, kind="stable")
    return order, np.searchsorted(domain[order], np.arange(count + 1))


def _sums(unit: Whole, figures: Real, count: int) -> Real:
    """(units, K) totals of figures (R, K)."""
    rows = len(unit)
    gather = sparse.csr_array((np.ones(rows), (unit, np.arange(rows))), shape=(count, rows))
    return np.asarray(gather @ figures)
