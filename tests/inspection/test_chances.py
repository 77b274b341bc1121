"""Chances against every draw that could come out, on small frames; what a share by chance costs, exactly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import permutations, product
from math import factorial, prod

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chiso.inspection.drawing import Draw, draw_visits
from chiso.inspection.frame import Frame
from chiso.inspection.plan import InspectionPlan
from chiso.inspection.seed import Seed
from chiso.problems import BadInput
from tests.inspection.making import a_frame, a_plan, a_seed, an_office, expected_findings

MOST_DRAWS = 200


class OrderedSeed(Seed):
    """A seed under which places are drawn in the order that a test gives them."""

    order: tuple[str, ...]

    def number(self, column: str, place: str) -> str:
        return f"{self.order.index(place):03d}" if column == "visit" else super().number(column, place)


@st.composite
def frames_and_plans(draw: st.DrawFn) -> tuple[Frame, InspectionPlan]:
    """Up to seven counters in two districts, any of them demanded or of any risk; a plan over them."""
    count = draw(st.integers(2, 7))
    offices = [
        an_office(
            f"C{number}",
            district=draw(st.sampled_from(["Ba Đình", "Hà Đông"])),
            risk=draw(st.fractions(0, 1, max_denominator=20)),
            days=draw(st.sampled_from(["1/2", "1"])),
            must=draw(st.sampled_from(["", "", "", "Chỉ thị 01"])),
        )
        for number in range(count)
    ]
    plan = a_plan(
        visits=draw(st.integers(1, count)),
        random_share=Decimal(draw(st.sampled_from(["0.2", "0.5", "1"]))),
        strata=draw(st.sampled_from([(), ("district",)])),
        most_in_a_district=draw(st.none() | st.integers(1, 2)),
    )
    return a_frame(*offices), plan


def every_draw(frame: Frame, plan: InspectionPlan) -> Iterator[Draw]:
    """One draw an order of the places within each stratum: all that chance can bring, equally likely."""
    first = draw_visits(frame, plan, a_seed())
    certain = {one.office.place for one in first.visits if one.reason != "random"}
    left: dict[str, list[str]] = {}
    for office in frame.offices:
        if office.place not in certain:
            left.setdefault(office.stratum(plan.strata), []).append(office.place)
    assume(prod(factorial(len(places)) for places in left.values()) <= MOST_DRAWS)
    for orders in product(*(permutations(places) for places in left.values())):
        order = (*sorted(certain), *(place for one in orders for place in one))
        yield draw_visits(frame, plan, OrderedSeed(**a_seed().model_dump(), order=order))


def drawn_or_refused(frame: Frame, plan: InspectionPlan) -> list[Draw]:
    """All draws; none where the plan asks for more than it allows."""
    try:
        return list(every_draw(frame, plan))
    except BadInput:
        return []


def chances_of(draw: Draw) -> Mapping[str, Fraction]:
    return {one.office.place: one.probability for one in draw.visits}


@settings(max_examples=25, deadline=None)
@given(frames_and_plans(), st.data())
def test_chances_are_the_shares_of_all_draws_and_make_estimates_exact(
    drawn_from: tuple[Frame, InspectionPlan], data: st.DataObject
) -> None:
    frame, plan = drawn_from
    draws = drawn_or_refused(frame, plan)
    assume(draws)
    met = Counter(place for one in draws for place in chances_of(one))
    told: dict[str, set[Fraction]] = {}
    for one in draws:
        for place, chance in chances_of(one).items():
            told.setdefault(place, set()).add(chance)
    # What each list says of a place is in how many of all draws it is.
    assert told == {place: {Fraction(count, len(draws))} for place, count in met.items()}
    # No place has no chance, where something is left to chance: prevalence is of all of them.
    if all(stratum.drawn or not stratum.left for stratum in draws[0].strata):
        assert met.keys() == {office.place for office in frame.offices}
        # Whatever is found there, dividing by the chances is right on the mean over all draws, exactly.
        found = {office.place: data.draw(st.integers(0, 1)) for office in frame.offices}
        estimates = [sum(found[place] / chance for place, chance in chances_of(one).items()) for one in draws]
        assert sum(estimates) / len(draws) == sum(found.values())
    # What is found on the mean follows from the chances alone: so much a share by chance costs.
    any_found = {office.place: data.draw(st.integers(0, 3)) for office in frame.offices}
    findings = [sum(any_found[place] for place in chances_of(one)) for one in draws]
    assert Fraction(sum(findings), len(draws)) == expected_findings(frame, plan, draws[0], any_found)
