"""The share by risk: the places whose risks add up to most, within visits, days and districts.

maximise Σ risk_i x_i   with   Σ x_i ≤ visits,  Σ days_i x_i ≤ days,
                               Σ over a district x_i ≤ most,  Σ over a stratum x_i ≤ room,  x_i ∈ {0, 1}

Solved exactly, on whole numbers: days are brought to a common denominator, risks are millionths, of which
`score` tells no part; what a hand-written one has beyond is rounded up, since a solver cannot tell sums of
sixteen digits apart. Places without a risk, and those that were visited too lately, are left out. Of several
choices that add up to as much, the seed takes the one that has the first place, in the order of their numbers
under it, that only one of them has (`first_best`); so nobody can wish for one of them, and everybody finds it
again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, lcm

from chiso.inspection.first_best import Bounds, Candidate, first_best
from chiso.inspection.frame import Office
from chiso.inspection.plan import InspectionPlan
from chiso.inspection.seed import Seed

_RISK = "risk"
_PARTS = 1_000_000


@dataclass(frozen=True, slots=True)
class RiskShare:
    """The places chosen, and the sum of their risks."""

    places: frozenset[str]
    risk: Fraction

    @classmethod
    def of(cls, offices: Iterable[Office]) -> RiskShare:
        """The share that consists of these."""
        chosen = list(offices)
        risk = sum((office.risk or Fraction(0) for office in chosen), Fraction(0))
        return cls(frozenset(office.place for office in chosen), risk)


def may_be_chosen(office: Office, plan: InspectionPlan) -> bool:
    """Whether a place may be in the share by risk: its risk is known, and it was not visited too lately."""
    is_rested = office.last_visit is None or office.last_visit <= plan.earliest_last_visit
    return office.risk is not None and office.risk > 0 and is_rested


def choose_by_risk(
    offices: Sequence[Office],
    plan: InspectionPlan,
    seed: Seed,
    *,
    visits: int,
    days: Fraction,
    room: Mapping[str, int],
) -> RiskShare:
    """The best share, of several the first by the seed. `room`: how many of each stratum it may take."""
    open_ones = [office for office in offices if may_be_chosen(office, plan)]
    if not open_ones or visits <= 0:
        return RiskShare.of([])
    ordered = sorted(open_ones, key=lambda office: seed.number(_RISK, office.place))
    risks = [ceil((office.risk or Fraction(0)) * _PARTS) for office in ordered]
    times, limit = _whole([_days_of(office, plan) for office in ordered], days)
    bounds = {f"stratum {name}": most for name, most in room.items()}
    if plan.most_in_a_district is not None:
        bounds |= {f"district {office.district}": plan.most_in_a_district for office in ordered}
    candidates = [
        Candidate(risk, time, _groups_of(office, plan))
        for office, risk, time in zip(ordered, risks, times, strict=True)
    ]
    chosen = first_best(candidates, Bounds(visits, limit, bounds))
    return RiskShare.of(ordered[number] for number in chosen)


def _groups_of(office: Office, plan: InspectionPlan) -> tuple[str, ...]:
    stratum = f"stratum {office.stratum(plan.strata)}"
    return (stratum,) if plan.most_in_a_district is None else (stratum, f"district {office.district}")


def is_within(
    offices: Sequence[Office],
    plan: InspectionPlan,
    *,
    visits: int,
    days: Fraction,
    room: Mapping[str, int],
) -> bool:
    """Whether these are a share that could have been chosen, be it the best or not."""
    strata = Counter(office.stratum(plan.strata) for office in offices)
    districts = Counter(office.district for office in offices)
    most = plan.most_in_a_district
    return (
        all(may_be_chosen(office, plan) for office in offices)
        and len(offices) <= visits
        and sum((_days_of(office, plan) for office in offices), Fraction(0)) <= days
        and all(count <= room[stratum] for stratum, count in strata.items())
        and (most is None or all(count <= most for count in districts.values()))
    )


def _days_of(office: Office, plan: InspectionPlan) -> Fraction:
    return office.days if office.days is not None else Fraction(plan.days_a_visit)


def _whole(values: Sequence[Fraction], limit: Fraction) -> tuple[list[int], int]:
    """The values times the least number that makes all of them whole; the limit of their sums likewise.

    A sum of whole numbers is within a limit where it is within the whole part of it.
    """
    denominator = lcm(*{value.denominator for value in values})
    whole = [value.numerator * (denominator // value.denominator) for value in values]
    return whole, floor(limit * denominator)
