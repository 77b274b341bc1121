"""Where to go: what is demanded first, a share by risk within days and districts, a share by chance.

1. *must*: every place that law or order demands.
2. *random*, its sizes: of the other visits the random share, rounded up, divided among strata (`allocation`).
   Days are kept free for it: in each stratum those of the longest visits that could come out.
3. *risk*: what is left, by the greatest sum of risk, equal ones by the seed (`by_risk`), never so many of a
   stratum that its random share would not find enough places.
4. *random*, the draw: in each stratum the first n_h of the places that are neither must nor risk, ordered by
   their numbers under the sealed seed. Each has the chance n_h / N_h, N_h being the places left.

Must and the sum of risk hang on the frame and the plan alone; of several shares by risk that add up to it the
seed takes one. What they hold is visited for certain (chance 1), so that prevalence can be estimated for all
places (`prevalence`); numbers for the random draw are others than those that decide between shares. Who was
visited lately is left out of the share by risk, never of the random one.

    CH-8605 more visits or days demanded than there are      CH-8606 too few random visits for the strata
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from math import ceil
from typing import Literal

from chiso.inspection.allocation import allocate
from chiso.inspection.by_risk import RiskShare, choose_by_risk, is_within
from chiso.inspection.frame import Frame, Office
from chiso.inspection.plan import InspectionPlan
from chiso.inspection.seed import Seed
from chiso.inspection.teams import give_to_teams
from chiso.language import text
from chiso.problems import BadInput, Place, Problem

Reason = Literal["must", "risk", "random"]
_VISIT, _ANNOUNCED = "visit", "announced"


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit: why, by what chance, of which stratum, by which team ("": none has the time), how long."""

    office: Office
    reason: Reason
    probability: Fraction
    stratum: str
    days: Fraction
    is_announced: bool
    team: str = ""


@dataclass(frozen=True, slots=True)
class Stratum:
    """A stratum of the random share: its places, those visited for certain, those left, those drawn."""

    name: str
    places: int
    certain: int
    drawn: int

    @property
    def left(self) -> int:
        """The places from which is drawn."""
        return self.places - self.certain


@dataclass(frozen=True, slots=True)
class Draw:
    """What was drawn. `risk` is the sum of risk in the share by risk, the greatest that there is.

    `is_within`: whether a share by risk that was chosen before is one that the plan allows.
    """

    visits: tuple[Visit, ...] = field(repr=False)
    strata: tuple[Stratum, ...] = field(repr=False)
    risk: Fraction
    is_within: bool = True

    @property
    def days(self) -> Fraction:
        """Of teams, all visits together."""
        return sum((visit.days for visit in self.visits), Fraction(0))

    def count(self, reason: Reason) -> int:
        """How many visits have this reason."""
        return sum(visit.reason == reason for visit in self.visits)


def draw_visits(
    frame: Frame, plan: InspectionPlan, seed: Seed, *, by_risk: frozenset[str] | None = None
) -> Draw:
    """Draw. `by_risk`: the places of a share by risk that was chosen before, when a draw is repeated.

    Raises BadInput (CH-8605, CH-8606).
    """
    must = [office for office in frame.offices if office.must]
    others = [office for office in frame.offices if not office.must]
    _refuse_what_is_too_much(must, plan)
    free_visits = min(plan.visits - len(must), len(others))
    random_visits = ceil(Fraction(plan.random_share) * free_visits)
    sizes = Counter(office.stratum(plan.strata) for office in others)
    given = allocate(random_visits, sizes) if random_visits else dict.fromkeys(sizes, 0)
    if given is None:
        raise BadInput([_too_few(random_visits, len(sizes))])
    kept_free = _days_kept_free(others, plan, given)
    days = plan.all_days - sum((days_of(office, plan) for office in must), Fraction(0)) - kept_free
    if days < 0:
        raise BadInput([_too_many_days(plan, plan.all_days - days)])
    visits, room = free_visits - random_visits, {one: size - given[one] for one, size in sizes.items()}
    if by_risk is None:
        share = choose_by_risk(others, plan, seed, visits=visits, days=days, room=room)
    else:
        share = RiskShare.of([office for office in others if office.place in by_risk])
    by_share = [office for office in others if office.place in share.places]
    left = [office for office in others if office.place not in share.places]
    drawn = _first_of_each_stratum(left, plan, seed, given)
    return Draw(
        visits=_visits(must, by_share, drawn, left, plan, seed),
        strata=_strata(frame.offices, must, share, given, plan),
        risk=share.risk,
        is_within=is_within(by_share, plan, visits=visits, days=days, room=room),
    )


def days_of(office: Office, plan: InspectionPlan) -> Fraction:
    """The days of a team that a visit takes."""
    return office.days if office.days is not None else Fraction(plan.days_a_visit)


def _first_of_each_stratum(
    left: Sequence[Office], plan: InspectionPlan, seed: Seed, given: dict[str, int]
) -> list[Office]:
    drawn: list[Office] = []
    ordered = sorted(
        left, key=lambda office: (office.stratum(plan.strata), seed.number(_VISIT, office.place))
    )
    for stratum, offices in groupby(ordered, key=lambda office: office.stratum(plan.strata)):
        drawn += list(offices)[: given[stratum]]
    return drawn


def _visits(
    must: Sequence[Office],
    by_risk: Sequence[Office],
    drawn: Sequence[Office],
    left: Sequence[Office],
    plan: InspectionPlan,
    seed: Seed,
) -> tuple[Visit, ...]:
    population = Counter(office.stratum(plan.strata) for office in left)
    taken = Counter(office.stratum(plan.strata) for office in drawn)
    reasons: list[tuple[Reason, Sequence[Office]]] = [("must", must), ("risk", by_risk), ("random", drawn)]
    surprised = _unannounced([*by_risk, *drawn], plan, seed)
    visits = [
        Visit(
            office=office,
            reason=reason,
            probability=Fraction(taken[stratum], population[stratum]) if reason == "random" else Fraction(1),
            stratum=stratum,
            days=days_of(office, plan),
            is_announced=office.place not in surprised,
        )
        for reason, offices in reasons
        for office in offices
        for stratum in [office.stratum(plan.strata)]
    ]
    return give_to_teams(visits, plan)


def _unannounced(offices: Sequence[Office], plan: InspectionPlan, seed: Seed) -> set[str]:
    """The places that are visited without notice: the first of a share of them, by their numbers."""
    count = ceil(Fraction(plan.unannounced_share) * len(offices))
    ordered = sorted(offices, key=lambda office: seed.number(_ANNOUNCED, office.place))
    return {office.place for office in ordered[:count]}


def _strata(
    offices: Sequence[Office],
    must: Sequence[Office],
    share: RiskShare,
    given: dict[str, int],
    plan: InspectionPlan,
) -> tuple[Stratum, ...]:
    places = Counter(office.stratum(plan.strata) for office in offices)
    certain = {office.place for office in must} | share.places
    visited = Counter(office.stratum(plan.strata) for office in offices if office.place in certain)
    return tuple(
        Stratum(name, count, visited[name], given.get(name, 0)) for name, count in sorted(places.items())
    )


def _days_kept_free(others: Sequence[Office], plan: InspectionPlan, given: dict[str, int]) -> Fraction:
    """In each stratum the longest of as many visits as are given to it."""
    usual = Fraction(plan.days_a_visit)
    lengths: dict[str, Counter[Fraction]] = {}
    for (stratum, days), count in Counter(
        (office.stratum(plan.strata), office.days) for office in others
    ).items():
        lengths.setdefault(stratum, Counter())[usual if days is None else days] += count
    kept = Fraction(0)
    for stratum, counts in lengths.items():
        left = given[stratum]
        for days in sorted(counts, reverse=True):
            kept += days * min(left, counts[days])
            left -= min(left, counts[days])
    return kept


def _refuse_what_is_too_much(must: Sequence[Office], plan: InspectionPlan) -> None:
    if len(must) > plan.visits:
        expected = text("Expected {count} visits at least: so many are demanded.", count=len(must))
        mend = text("Raise the visits of the plan, or leave some of what is demanded to another plan.")
        raise BadInput([Problem("CH-8605", Place(field="visits"), str(plan.visits), expected, mend)])


def _too_many_days(plan: InspectionPlan, needed: Fraction) -> Problem:
    expected = text(
        "Expected {days} days at least, for what is demanded and for the random share.",
        days=str(ceil(needed)),
    )
    mend = text("Raise the days, or lower the visits or the random share.")
    return Problem("CH-8605", Place(field="days"), str(plan.days), expected, mend)


def _too_few(random_visits: int, strata: int) -> Problem:
    expected = text("Expected a random visit in each of the {count} strata.", count=strata)
    mend = text("Raise the random share or the visits, or name fewer columns as strata.")
    return Problem("CH-8606", Place(field="random_share"), str(random_visits), expected, mend)
