"""The share by risk: the places whose risks add up to most, within visits, days and districts.

maximise Σ risk_i x_i   with   Σ x_i ≤ visits,  Σ days_i x_i ≤ days,
                               Σ over a district x_i ≤ most,  Σ over a stratum x_i ≤ room,  x_i ∈ {0, 1}

Solved exactly by HiGHS on whole numbers: risks and days are brought to a common denominator. Places without
a risk, and those that were visited too lately, are left out. More than one choice may be the best; which of
them was taken is in the record, and that none is better can be found again by everybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from chiso.inspection.choosing import Row, choose
from chiso.inspection.frame import Office
from chiso.inspection.plan import InspectionPlan


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
    *,
    visits: int,
    days: Fraction,
    room: Mapping[str, int],
) -> RiskShare:
    """The best share. `room`: how many of each stratum it may take."""
    open_ones = [office for office in offices if may_be_chosen(office, plan)]
    if not open_ones or visits <= 0:
        return RiskShare.of([])
    chosen = _solve(open_ones, plan, visits, days, room)
    return RiskShare.of(chosen)


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


def _solve(
    offices: Sequence[Office], plan: InspectionPlan, visits: int, days: Fraction, room: Mapping[str, int]
) -> list[Office]:
    risks = _whole([office.risk or Fraction(0) for office in offices])
    *times, limit = _whole([*(_days_of(office, plan) for office in offices), days])
    everywhere = range(len(offices))
    rows = [Row.at_most(visits, everywhere), Row(everywhere, times, limit)]
    rows += _bounds_of_groups(offices, lambda office: office.stratum(plan.strata), room)
    if plan.most_in_a_district is not None:
        districts = dict.fromkeys((office.district for office in offices), plan.most_in_a_district)
        rows += _bounds_of_groups(offices, lambda office: office.district, districts)
    taken = choose([-risk for risk in risks], rows)
    return [office for office, is_taken in zip(offices, taken, strict=True) if is_taken]


def _bounds_of_groups(
    offices: Sequence[Office], group_of: Callable[[Office], str], bounds: Mapping[str, int]
) -> list[Row]:
    members: dict[str, list[int]] = {}
    for place, office in enumerate(offices):
        members.setdefault(group_of(office), []).append(place)
    # A bound that all members together stay within says nothing.
    binding = {group: places for group, places in members.items() if len(places) > bounds[group]}
    return [Row.at_most(bounds[group], places) for group, places in sorted(binding.items())]


def _whole(values: Sequence[Fraction]) -> list[int]:
    """The values times the least number that makes all of them whole."""
    denominator = lcm(*(value.denominator for value in values))
    return [int(value * denominator) for value in values]
