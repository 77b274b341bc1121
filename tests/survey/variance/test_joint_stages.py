"""Joint chances at the first of several stages: every sample, equal chances, R, and from draw to estimate."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations, product
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
import pyarrow.compute
import pyarrow.csv
import pytest

from chiso.problems import Refused
from chiso.survey.cells import make_cells
from chiso.survey.design import Approximation, Design, Lonely, Stage, design_text, read_design
from chiso.survey.estimation.differences import differences_of_domains
from chiso.survey.estimation.estimate import estimate
from chiso.survey.estimation.linear import TermList, linearise
from chiso.survey.estimation.question import Question
from chiso.survey.estimation.statistics import mean, parse_statistics, total
from chiso.survey.index import compute_index
from chiso.survey.sampling.sample_table import design_of, pairs_of
from chiso.survey.sampling.selecting import select_sample
from chiso.survey.sql import Condition
from chiso.survey.variance.taylor import taylor
from chiso.survey.weights import apply_chain, prepare_chain
from tests.survey.questionnaires import six_questions
from tests.survey.r import FOLDER, reference
from tests.survey.sampling.drawing import write_plan
from tests.survey.sampling.enumerations import joint_of, sampford_by_rejection
from tests.survey.tables import design, table
from tests.survey.weighting_sample import table as sample_table
from tests.survey.weights.chains import AGE, INCOME, SEX, calibration, chain

KINDS: tuple[Approximation, ...] = ("joint", "horvitz_thompson", "overton", "hartley_rao")

# Five units of two to four people, of whom two are asked in each; three units are drawn.
PEOPLE = ((3.0, 7.0, 4.0, 8.0), (5.0, 2.0), (9.0, 1.0, 6.0), (2.0, 2.5), (4.0, 11.0, 0.5))
CHANCES = [Fraction(3 * size, 20) for size in (2, 3, 4, 5, 6)]
DRAWN, ASKED = 3, 2


def every_sample() -> list[tuple[float, list[dict[str, Any]]]]:
    """The chance of each two-stage sample, and its people: in the part "few" only the first of a unit."""
    found: list[tuple[float, list[dict[str, Any]]]] = []
    for units, chance in sampford_by_rejection(CHANCES, DRAWN).items():
        choices = [list(combinations(range(len(PEOPLE[unit])), ASKED)) for unit in units]
        for asked in product(*choices):
            share = float(chance) / np.prod([len(one) for one in choices])
            rows = [
                {
                    "unit": f"{len(found)}-{unit}",
                    "sample": len(found),
                    "chance": float(CHANCES[unit]),
                    "people": len(PEOPLE[unit]),
                    "weight": len(PEOPLE[unit]) / ASKED / float(CHANCES[unit]),
                    "part": "few" if person == 0 else "others",
                    "y": PEOPLE[unit][person],
                    "one": 1.0,
                }
                for unit, people in zip(units, asked, strict=True)
                for person in people
            ]
            found.append((float(share), rows))
    return found


def test_over_all_two_stage_samples_both_variances_are_on_average_the_true_ones() -> None:
    """Total and number of people, of all and of parts: of each sample the estimates and their covariance.

    Each sample is a stratum of its own, so that one call estimates all of them; what is expected comes from
    the estimates and the chance of every sample alone.
    """
    samples = every_sample()
    chances = np.array([chance for chance, _ in samples])
    assert chances.sum() == pytest.approx(1, rel=1e-12)
    rows = pyarrow.Table.from_pylist([row for _, rows in samples for row in rows])
    both = joint_of(sampford_by_rejection(CHANCES, DRAWN), len(PEOPLE))
    units = [sorted({row["unit"] for row in rows}) for _, rows in samples]
    pairs = tuple(
        (one, other, both[int(one.split("-")[1])][int(other.split("-")[1])])
        for names in units
        for one, other in combinations(names, 2)
    )
    terms = [total(column).terms[0] for column in ("y", "one")]
    drawn = Design(
        weight="weight",
        stages=(Stage(cluster="unit", strata=("sample",), probability="chance"), Stage(population="people")),
        pairs=pairs,
        approximation="joint",
    )
    for by in ((), ("part",)):
        cells = make_cells(rows, drawn, by=("sample", *by), terms=terms)
        parts = sorted({domain[1:] for domain in cells.domains})
        for kind in ("joint", "horvitz_thompson"):
            found = taylor(cells, drawn.model_copy(update={"approximation": kind})).covariances(
                cells.weighted
            )
            for part in parts:
                # Nobody of the part in a sample: the estimate is 0, and so is its variance.
                totals, covariances = np.zeros((len(samples), 2)), np.zeros((len(samples), 2, 2))
                for at, domain in enumerate(cells.domains):
                    if domain[1:] == part:
                        totals[int(domain[0])] = cells.totals()[at]
                        covariances[int(domain[0])] = found[at]
                deviations = totals - chances @ totals
                true = np.einsum("s,si,sj->ij", chances, deviations, deviations)
                np.testing.assert_allclose(np.einsum("s,sij->ij", chances, covariances), true, rtol=1e-10)
                people = [
                    y for unit in PEOPLE for y in (unit[:1] if part == ("few",) else unit[bool(part) :])
                ]
                assert chances @ totals == pytest.approx([sum(people), len(people)], rel=1e-12)


def with_pairs(drawn: Design, rows: Any, kind: Approximation) -> tuple[Design, Any]:
    """The design with the same chances told as those of units and pairs: n/N and n(n − 1)/N(N − 1)."""
    first = drawn.stages[0]
    columns = [rows[name].to_pylist() for name in (first.cluster, first.strata[0], first.population)]
    of_unit = {unit: (stratum, there) for unit, stratum, there in zip(*columns, strict=True)}
    drawn_of = Counter(stratum for stratum, _ in of_unit.values())
    chances = [drawn_of[stratum] / there for _, stratum, there in zip(*columns, strict=True)]
    pairs = tuple(
        (one, other, drawn_of[stratum] * (drawn_of[stratum] - 1) / (there * (there - 1)))
        for (one, (stratum, there)), (other, (beside, _)) in combinations(of_unit.items(), 2)
        if stratum == beside
    )
    of_pairs = Stage(cluster=first.cluster, strata=first.strata, probability="chance")
    update: dict[str, object] = {"stages": (of_pairs, *drawn.stages[1:]), "approximation": kind}
    if kind in ("joint", "horvitz_thompson"):
        update |= {"pairs": pairs}
    return drawn.model_copy(update=update), rows.append_column("chance", pyarrow.array(chances))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["two_stages", "three_stages"])
@pytest.mark.parametrize("lonely", ["adjust", "average"])
def test_of_equal_chances_all_kinds_are_the_variance_of_equal_chances(
    kind: Approximation, name: str, lonely: Lonely
) -> None:
    drawn = design(name, lonely)
    beside, rows = with_pairs(drawn, table("clusters"), kind)
    asked = parse_statistics(["mean:percent", "total:percent", "ratio:percent/satisfied", "quantile:percent"])
    for by in ((), ("sex",)):
        told = estimate(table("clusters"), drawn, Question(asked, by=by))
        found = estimate(rows, beside, Question(asked, by=by))
        np.testing.assert_allclose([row.se for row in found], [row.se for row in told], rtol=1e-12)
        assert [row.df for row in found] == [row.df for row in told]


@pytest.mark.parametrize("lonely", ["remove", "certainty"])
def test_a_lonely_unit_adds_nothing_to_a_sum_over_pairs(lonely: Lonely) -> None:
    beside, rows = with_pairs(design("two_stages", lonely), table("clusters"), "joint")
    asked = Question(parse_statistics(["mean:percent"]), by=("agency",))
    told = estimate(table("clusters"), design("two_stages", lonely), asked)
    np.testing.assert_allclose(
        [row.se for row in estimate(rows, beside, asked)], [row.se for row in told], rtol=1e-12
    )


@pytest.mark.parametrize("kind", KINDS)
def test_lonely_strata_of_later_stages_are_put_together_and_those_of_the_first_refused(
    kind: Approximation,
) -> None:
    rows = table("clusters")
    halves = [str(int(one.split("-")[1]) % 2) for one in rows["household"].to_pylist()]
    rows = rows.append_column("half", pyarrow.array(halves))
    drawn = design("two_stages", "collapse")
    later = drawn.stages[1].model_copy(update={"strata": ("half",)})
    drawn = drawn.model_copy(update={"stages": (drawn.stages[0], later)})
    alone = pyarrow.compute.is_in(rows["commune"], value_set=pyarrow.array(["E1", "B1"]))
    several = rows.filter(pyarrow.compute.invert(alone))
    asked = Question(parse_statistics(["total:percent"]), by=("sex",))
    beside, with_chances = with_pairs(drawn, several, kind)
    np.testing.assert_allclose(
        [row.se for row in estimate(with_chances, beside, asked)],
        [row.se for row in estimate(several, drawn, asked)],
        rtol=1e-12,
    )
    beside, with_chances = with_pairs(drawn, rows, kind)
    with pytest.raises(Refused, match="CH-3138"):
        estimate(with_chances, beside, asked)


def test_differences_of_domains_have_the_later_stages_too() -> None:
    drawn = design("two_stages", "adjust")
    beside, rows = with_pairs(drawn, table("clusters"), "joint")
    statistics = (mean("percent"), total("percent"))
    listed = TermList(statistics)
    told = []
    for data, one in ((table("clusters"), drawn), (rows, beside)):
        cells = make_cells(data, one, by=("sex",), terms=listed.terms)
        told.append(differences_of_domains(cells, linearise(cells, statistics, listed), one, [(0, 1)]))
    np.testing.assert_allclose(told[1].variances, told[0].variances, rtol=1e-12)
    assert (told[0].variances > 0).all()


@pytest.mark.parametrize("kind", KINDS)
def test_errors_of_calibrated_weights_have_the_later_stages_too(kind: Approximation) -> None:
    prepared = prepare_chain(chain(calibration("linear", SEX, AGE, numbers=[INCOME])), sample_table())
    rows = sample_table().append_column("finished", pyarrow.array(apply_chain(prepared).weights))
    first = Stage(cluster="psu", strata=("big",), population="big_communes")
    drawn = Design(weight="finished", stages=(first, Stage(population="people")))
    beside, with_chances = with_pairs(drawn, rows, kind)
    asked = Question(parse_statistics(["mean:y", "total:z", "quantile:y"]), by=("sex",))
    np.testing.assert_allclose(
        [row.se for row in estimate(with_chances, beside, asked, chain=prepared.chain)],
        [row.se for row in estimate(rows, drawn, asked, chain=prepared.chain)],
        rtol=1e-10,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_errors_of_an_index_have_the_later_stages_too(kind: Approximation) -> None:
    rows = pyarrow.csv.read_csv(FOLDER / "index_rows.csv")
    # A made-up number of people in each cluster, not far above those who were asked.
    rows = rows.append_column("people", pyarrow.array([40] * rows.num_rows))
    first = Stage(cluster="cluster", strata=("stratum",), population="clusters")
    drawn = Design(
        period="2026", weight="weight", stages=(first, Stage(population="people")), lonely="adjust"
    )
    beside, with_chances = with_pairs(drawn, rows, kind)
    told = compute_index(rows, drawn, six_questions(), by=("commune",))
    found = compute_index(with_chances, beside, six_questions(), by=("commune",))
    np.testing.assert_allclose(found.variance, told.variance, rtol=1e-10)
    assert np.isfinite(told.variance).all()


@pytest.mark.parametrize(("kind", "key"), [("joint", "two_stages_YG"), ("horvitz_thompson", "two_stages_HT")])
@pytest.mark.parametrize("domain", ["all", "men"])
def test_errors_at_two_stages_are_put_together_as_r_has_their_parts(
    kind: Approximation, key: str, domain: str
) -> None:
    rows = table("clusters")
    communes = sorted(set(rows["commune"].to_pylist()))
    chance = {one: min(0.9, 0.05 * place / 2 + 0.1) for place, one in enumerate(communes, start=1)}
    rows = rows.append_column("chance", pyarrow.array([chance[one] for one in rows["commune"].to_pylist()]))
    pairs = tuple(
        (one, other, chance[one] * chance[other] * (1 - 0.2 * (1 - chance[one]) * (1 - chance[other])))
        for one, other in combinations(communes, 2)
        if one[0] == other[0]
    )
    drawn = Design(
        weight="weight",
        stages=(
            Stage(cluster="commune", strata=("stratum",), probability="chance"),
            Stage(cluster="household", population="households"),
        ),
        approximation=kind,
        pairs=pairs,
        lonely="remove",
    )
    where = (Condition("sex", "=", (1,)),) if domain == "men" else ()
    asked = parse_statistics(["mean:percent", "total:percent"])
    found = estimate(rows, drawn, Question(asked, where=where))
    for row, numbers in zip(found, reference("unequal")[key][domain].values(), strict=True):
        assert [row.estimate, row.se] == pytest.approx(numbers, rel=1e-10)


# Wards in two kinds of area, drawn by Sampford's method; households in each, drawn alike.
SIZES = {"U": (6, 9, 5, 8, 7), "R": (12, 10, 8, 14)}
PLAN = """\
- {unit: ward, strata: [area], method: sampford, size: count, n: {n}}
- {unit: household, n: 4}
"""


def test_a_two_stage_draw_is_estimated_with_the_joint_chances_that_it_kept(tmp_path: Path) -> None:
    """From plan to error; expected: the formula in plain loops, pairs by going through all draws."""
    lines = [
        f"{area},{area}{ward},{area}{ward}-{house},1"
        for area, counts in SIZES.items()
        for ward, count in enumerate(counts)
        for house in range(count)
    ]
    frame = "\n".join(["area,ward,household,count", *lines]) + "\n"
    selected = select_sample(
        write_plan(tmp_path, PLAN.replace("{n}", "3"), frame=frame), sample_name="sample.csv"
    )
    drawn = design_of(selected.sample.plan, pairs_of(selected.sample))
    assert read_design(design_text(drawn).encode()) == drawn
    assert (drawn.approximation, len(drawn.pairs)) == ("joint", 6)
    rows = pyarrow.csv.read_csv(pyarrow.py_buffer(selected.table))
    answers = np.array([7.0, 3.0, 8.5, 1.0, 4.0, 6.5, 2.0, 9.0, 5.0, 0.5, 3.5, 8.0])
    rows = rows.append_column("y", pyarrow.array(np.tile(answers, 2)))
    [found] = estimate(rows, drawn, Question(parse_statistics(["total:y"])))

    variance = 0.0
    for area, counts in SIZES.items():
        chances = [Fraction(3 * count, sum(counts)) for count in counts]
        both = joint_of(sampford_by_rejection(chances, 3), len(counts))
        of_area = rows.filter(pyarrow.compute.equal(rows["area"], area))
        totals: dict[int, float] = {}
        for ward in sorted(set(of_area["ward"].to_pylist())):
            y = np.array(of_area.filter(pyarrow.compute.equal(of_area["ward"], ward))["y"].to_pylist())
            number, there = int(ward[1:]), counts[int(ward[1:])]
            totals[number] = there * y.mean()
            variance += there**2 * (1 - 4 / there) * y.var(ddof=1) / 4 / float(chances[number])
        for one, other in combinations(totals, 2):
            pi = float(chances[one]), float(chances[other])
            spread = totals[one] / pi[0] - totals[other] / pi[1]
            variance += (pi[0] * pi[1] / both[one][other] - 1) * spread**2
    assert found.se == pytest.approx(np.sqrt(variance), rel=1e-9)
