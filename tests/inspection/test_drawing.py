"""Where to go: what is demanded, the best share by risk, a share by chance that anybody draws again."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, permutations, product
from math import ceil
from random import Random
from subprocess import run

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chiso.inspection.allocation import allocate
from chiso.inspection.by_risk import choose_by_risk, may_be_chosen
from chiso.inspection.drawing import Draw, days_of, draw_visits
from chiso.inspection.frame import Frame, Office
from chiso.inspection.plan import InspectionPlan, Team
from chiso.inspection.seed import Seed
from chiso.problems import BadInput
from tests.inspection.making import a_frame, a_plan, a_seed, an_office


@st.composite
def frames_and_plans(draw: st.DrawFn) -> tuple[Frame, InspectionPlan]:
    count = draw(st.integers(1, 24))
    offices = [
        an_office(
            f"C{number:02d}",
            district=draw(st.sampled_from(["Ba Đình", "Đống Đa", "Hà Đông"])),
            risk=draw(st.none() | st.fractions(0, 1, max_denominator=50)) or 0,
            days=draw(st.sampled_from(["1/2", "1", "2"])),
            must=draw(st.sampled_from(["", "", "", "Chỉ thị 01"])),
            last_visit=draw(st.sampled_from([None, date(2025, 12, 1), date(2024, 1, 1)])),
            last_team=draw(st.sampled_from(["", "Đoàn 1", "Đoàn 2"])),
            tied=draw(st.sampled_from([[], ["Nguyễn A"], ["Trần B"], ["Nguyễn A", "Trần B"]])),
        )
        for number in range(count)
    ]
    teams = (
        Team(name="Đoàn 1", days=Decimal(20), members=("Nguyễn A", "Lê C")),
        Team(name="Đoàn 2", days=Decimal(20), members=("Trần B",)),
    )
    plan = a_plan(
        visits=draw(st.integers(1, 20)),
        days=Decimal(draw(st.integers(4, 40))),
        random_share=Decimal(draw(st.sampled_from(["0", "0.2", "0.5", "1"]))),
        strata=draw(st.sampled_from([(), ("district",)])),
        most_in_a_district=draw(st.none() | st.integers(1, 4)),
        unannounced_share=Decimal(draw(st.sampled_from(["0", "0.5", "1"]))),
        teams=draw(st.sampled_from([(), teams])),
    )
    return a_frame(*offices), plan


@settings(max_examples=150)
@given(frames_and_plans(), st.integers(1, 9))
def test_no_draw_breaks_a_condition_of_its_plan(
    drawn_from: tuple[Frame, InspectionPlan], number: int
) -> None:
    frame, plan = drawn_from
    draw, refused = drawn_or_refused(frame, plan, number)
    assert set(refused) <= {"CH-8605", "CH-8606"}
    if draw is None:
        return
    places = [visit.office.place for visit in draw.visits]
    by_risk = [visit.office for visit in draw.visits if visit.reason == "risk"]
    assert len(set(places)) == len(places) <= plan.visits
    assert draw.days <= plan.all_days
    assert {v.office.place for v in draw.visits if v.reason == "must"} == {
        office.place for office in frame.offices if office.must
    }
    assert all(office.last_visit is None or office.last_visit <= date(2025, 3, 1) for office in by_risk)
    for district in {office.district for office in by_risk}:
        most = plan.most_in_a_district or len(places)
        assert sum(office.district == district for office in by_risk) <= most
    for stratum in draw.strata:
        assert stratum.drawn <= stratum.left
        chances = [v.probability for v in draw.visits if v.reason == "random" and v.stratum == stratum.name]
        assert chances == [Fraction(stratum.drawn, max(1, stratum.left))] * stratum.drawn
    free = min(plan.visits, len(frame.offices)) - draw.count("must")
    wanted = ceil(Fraction(plan.random_share) * free)
    assert draw.count("random") == wanted
    _check_teams(draw, plan)


def drawn_or_refused(frame: Frame, plan: InspectionPlan, number: int) -> tuple[Draw | None, list[str]]:
    """The draw, or the codes with which it was refused."""
    try:
        return draw_visits(frame, plan, a_seed(number)), []
    except BadInput as refused:
        return None, [problem.code for problem in refused.problems]


def _check_teams(draw: Draw, plan: InspectionPlan) -> None:
    for team in plan.teams:
        own = [visit for visit in draw.visits if visit.team == team.name]
        assert sum(visit.days for visit in own) <= Fraction(team.days)
        assert all(visit.office.tied.isdisjoint(team.members) for visit in own)
    assert {visit.team for visit in draw.visits} <= {"", *(team.name for team in plan.teams)}


def best_by_hand(
    offices: list[Office], plan: InspectionPlan, visits: int, days: Fraction, room: dict[str, int]
) -> Fraction:
    """The greatest sum of risk, by trying every choice."""
    open_ones = [office for office in offices if may_be_chosen(office, plan)]
    best = Fraction(0)
    for size in range(min(visits, len(open_ones)) + 1):
        for chosen in combinations(open_ones, size):
            districts = [office.district for office in chosen]
            if (
                sum(days_of(office, plan) for office in chosen) <= days
                and all(districts.count(one) <= (plan.most_in_a_district or size) for one in set(districts))
                and all(
                    sum(office.stratum(plan.strata) == stratum for office in chosen) <= most
                    for stratum, most in room.items()
                )
            ):
                best = max(best, sum((office.risk or Fraction(0) for office in chosen), Fraction(0)))
    return best


def test_the_share_by_risk_is_the_best_of_all_choices() -> None:
    random = Random(11)
    for _ in range(120):
        offices = [
            an_office(
                f"C{number}",
                district=random.choice(["A", "B", "C"]),
                risk=Fraction(random.randint(0, 20), 20),
                days=Fraction(random.choice([1, 2, 3]), 2),
            )
            for number in range(random.randint(1, 9))
        ]
        plan = a_plan(most_in_a_district=random.choice([None, 1, 2]))
        visits, days = random.randint(1, 6), Fraction(random.randint(1, 8), 2)
        room = {name: random.randint(0, 3) for name in {office.district for office in offices}}
        share = choose_by_risk(offices, plan, a_seed(), visits=visits, days=days, room=room)
        assert share.risk == best_by_hand(offices, plan, visits, days, room)


def test_who_was_visited_lately_may_still_come_by_chance() -> None:
    offices = [an_office(f"C{n}", risk="1", last_visit=date(2026, 1, 1)) for n in range(4)]
    draw = draw_visits(a_frame(*offices), a_plan(visits=4, random_share=Decimal("0.5"), strata=()), a_seed())
    assert (draw.count("risk"), draw.count("random")) == (0, 2)


def test_the_first_by_their_numbers_are_drawn() -> None:
    # Another program makes the numbers: whoever repeats a draw needs SHA-256 alone.
    offices = [an_office(f"C{number}", district="A") for number in range(12)]
    plan = a_plan(visits=5, random_share=Decimal(1))
    told = {}
    for office in offices:
        words = f"{1:032x}\nvisit\n{office.place}".encode()
        done = run(["sha256sum"], input=words, capture_output=True, check=True)
        told[office.place] = done.stdout.split()[0]
    expected = sorted(told, key=lambda place: told[place])[:5]
    draw = draw_visits(a_frame(*offices), plan, a_seed())
    assert sorted(visit.office.place for visit in draw.visits) == sorted(expected)


@pytest.mark.parametrize(
    ("total", "sizes", "expected"),
    [
        (10, {"a": 50, "b": 30, "c": 20}, {"a": 5, "b": 3, "c": 2}),
        (10, {"a": 97, "b": 2, "c": 1}, {"a": 7, "b": 2, "c": 1}),
        (2, {"a": 5, "b": 5, "c": 5}, None),
        (3, {"a": 100, "b": 5, "c": 5}, {"a": 1, "b": 1, "c": 1}),
        (0, {}, {}),
    ],
)
def test_visits_are_shared_in_proportion_and_no_stratum_is_left_out(
    total: int, sizes: dict[str, int], expected: dict[str, int] | None
) -> None:
    assert allocate(total, sizes) == expected


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8), st.data())
def test_an_allocation_takes_no_more_than_there_is(sizes: list[int], data: st.DataObject) -> None:
    named = {f"s{number}": size for number, size in enumerate(sizes)}
    total = data.draw(st.integers(0, sum(sizes)))
    given_to = allocate(total, named)
    if given_to is None:
        assert total < sum(size > 0 for size in sizes)
        return
    assert sum(given_to.values()) == total
    assert all(0 <= given_to[name] <= size for name, size in named.items())
    if total >= sum(min(2, size) for size in sizes):
        assert all(given_to[name] >= min(2, size) for name, size in named.items())


def test_demands_beyond_the_plan_are_refused_with_what_would_do() -> None:
    frame = a_frame(*(an_office(f"C{n}", must="Chỉ thị 01", days="3") for n in range(4)))
    with pytest.raises(BadInput) as visits:
        draw_visits(frame, a_plan(visits=3), a_seed())
    with pytest.raises(BadInput) as days:
        draw_visits(frame, a_plan(visits=4, days=Decimal(11)), a_seed())
    assert [problem.code for problem in (*visits.value.problems, *days.value.problems)] == ["CH-8605"] * 2
    assert "12 days" in days.value.problems[0].expected.in_language("en")


def test_too_few_random_visits_for_the_strata_are_refused() -> None:
    frame = a_frame(*(an_office(f"C{n}", district=f"D{n}") for n in range(8)))
    with pytest.raises(BadInput) as refused:
        draw_visits(frame, a_plan(visits=8, random_share=Decimal("0.5")), a_seed())
    assert [problem.code for problem in refused.value.problems] == ["CH-8606"]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 3, 1), 12, date(2025, 3, 1)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 5, 31), 3, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 1, 15), 0, date(2026, 1, 15)),
    ],
)
def test_months_are_counted_back_to_a_day_that_there_is(day: date, months: int, expected: date) -> None:
    assert a_plan(day=day, not_twice_within=months).earliest_last_visit == expected


class OrderedSeed(Seed):
    """A seed under which places have the numbers that a test gives them, by column."""

    orders: dict[str, tuple[str, ...]]

    def number(self, column: str, place: str) -> str:
        return f"{self.orders[column].index(place):03d}" if column in self.orders else "0"


def test_chances_are_those_of_all_orders_also_where_the_seed_chooses_the_share_by_risk() -> None:
    """Every order of numbers for the risk by every order for the draw: given the share, each place left comes
    out in exactly n_h of N_h of them, and that is what the list tells."""
    places = ("A1", "A2", "A3", "B1", "B2")
    frame = a_frame(*(an_office(one, district=one[0], risk="0.4") for one in places))
    plan = a_plan(visits=3, random_share=Decimal("0.5"), most_in_a_district=1)
    met: dict[frozenset[str], Counter[str]] = {}
    told: dict[frozenset[str], dict[str, Fraction]] = {}
    draws: Counter[frozenset[str]] = Counter()
    for by_risk in permutations(places):
        share = frozenset(by_risk[:1])
        # Orders for the draw of both districts apart, since strata are drawn from apart.
        for first, second in product(permutations(places[:3]), permutations(places[3:])):
            seed = OrderedSeed(**a_seed().model_dump(), orders={"risk": by_risk, "visit": (*first, *second)})
            draw = draw_visits(frame, plan, seed)
            assert {one.office.place for one in draw.visits if one.reason == "risk"} == share
            draws[share] += 1
            for one in draw.visits:
                if one.reason == "random":
                    met.setdefault(share, Counter())[one.office.place] += 1
                    told.setdefault(share, {})[one.office.place] = one.probability
    assert {tuple(share) for share in draws} == {(one,) for one in places}
    assert set(draws.values()) == {24 * 12}
    for share, counts in met.items():
        assert counts.keys() == set(places) - share
        for place, count in counts.items():
            left = sum(one[0] == place[0] for one in places if one not in share)
            assert told[share][place] == Fraction(1, left)
            assert Fraction(count, draws[share]) == Fraction(1, left)


def test_risks_of_sixteen_digits_are_held_against_one_another_in_millionths() -> None:
    """A spreadsheet writes a third with fifteen digits; days that are short make the solver choose."""
    random = Random(3)
    risks = [f"{random.random():.15f}" for _ in range(30)]
    offices = [
        an_office(f"C{number:02d}", district="AB"[number % 2], risk=risk, days=random.choice([1, 2, 3]))
        for number, risk in enumerate(risks)
    ]
    plan = a_plan(visits=20, days=Decimal(20), random_share=Decimal(0))
    draw = draw_visits(a_frame(*offices), plan, a_seed())
    # By dynamic programming over days: the best sum of millionths, rounded up; visits do not bind.
    best = [0] * 21
    for office in offices:
        value, days = ceil((office.risk or 0) * 10**6), int(office.days or 0)
        for left in range(20, days - 1, -1):
            best[left] = max(best[left], best[left - days] + value)
    assert len(draw.visits) < 20
    assert sum(ceil((one.office.risk or 0) * 10**6) for one in draw.visits) == best[20]
