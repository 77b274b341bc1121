"""The earlier years of a plan: kept, followed through the gaps, drawn from by the optimiser."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chiso.office.drafting.trying.given import Given, example_tables
from chiso.office.errors import Incomplete, NoRight
from chiso.office.plans.basis import Scored, Started, start_from_table
from chiso.office.plans.calculating import ask_optimiser, work_out
from chiso.office.plans.content import content_of
from chiso.office.plans.forecasting import kept_figures
from chiso.office.plans.gaps import gaps_shown
from chiso.office.plans.models import Calculation, EarlierYear, Plan, PlanVersion
from chiso.office.plans.questions import Question, Table
from chiso.office.plans.selectors import basis_of, years_of
from chiso.office.plans.services.years import add_year
from chiso.scoring.estimates import Estimate, Estimates
from tests.office.campaigns.appraising.stage import page_of, signed_in
from tests.office.plans.making import Staff, in_force, opened, part_of, staff

pytestmark = pytest.mark.django_db
HEAD = "measure,code,level,points,cost,effort,agency,quarter,requires,excludes,probability\n"
MEASURES = HEAD + (
    "Công khai danh sách,2.1,,2.2,300,90,,,,,\n"
    "Đo không khí,7.2,,2.4,200,430,,,,,\n"
    "Trồng cây,7.1,,1.9,950,50,,,Đo không khí,,\n"
)
SETS = {**dict.fromkeys(range(2011, 2016), "papi@2011"), **dict.fromkeys((2016, 2017), "papi@2016")}


@pytest.fixture
def made() -> Staff:
    return staff()


@cache
def year(number: int) -> Started:
    """PAPI as it was published for a year before 2019."""
    answers, units = example_tables("papi")
    against = SETS.get(number, "papi@2018")
    given = Given(against, str(number), answers, "papi.csv", "file", units, "units.csv")
    return start_from_table(given, unit="", source=f"PAPI {number}")


def with_years(made: Staff, version: PlanVersion, *numbers: int) -> None:
    for number in numbers:
        plan = Plan.objects.get(pk=version.plan_id)
        add_year(
            actor=made.people["coordinator"], plan=plan, started=year(number), expected_version=plan.version
        )


def totals_of(number: int) -> dict[str, Decimal]:
    """The sum of the dimensions of each province, added up here from the table as it comes with chiso."""
    found: dict[str, list[Decimal]] = {}
    for row in csv.DictReader(io.StringIO(example_tables("papi")[0].decode())):
        if row["period"] == str(number) and row["value"]:
            found.setdefault(row["unit"], []).append(Decimal(row["value"]))
    most = max(map(len, found.values()))
    return {unit: sum(values, Decimal(0)) for unit, values in found.items() if len(values) == most}


def ask(client: Client, version: PlanVersion, **more: Any) -> Any:
    file = SimpleUploadedFile("bien-phap.csv", MEASURES.encode())
    return client.post(
        f"/ke-hoach/ban/{version.key}/phuong-an/", {"unit": "ha-noi", "measures": file, **more}
    )


def test_a_year_is_added_by_a_page_and_the_gaps_tell_what_became_of_each_criterion(made: Staff) -> None:
    version = opened(made)
    client = signed_in(made.people["coordinator"])
    address = f"/ke-hoach/{version.plan.key}/nam-truoc/"
    form = {
        "action": "table", "against": "papi@2018", "period": "2018", "example": "papi",
        "units_from": "office", "source": "PAPI 2018", "expected_version": "1",
    }  # fmt: skip
    assert client.post(address, form | {"source": ""}).status_code == 422
    assert client.post(address, form).status_code == 303
    assert "PAPI 2018" in page_of(client.get(address))
    gaps = gaps_shown(
        basis_of(version.plan), content_of(version), years_of(version.plan), "ha-noi", "maximum"
    )
    # Nobody has every point of an opinion: against the maximum all was lost in both years.
    assert {one.followed.state for one in gaps.gaps if one.followed} == {"every_year", "first"}
    # Counted here: who has a better place in 2019 than in 2018, of those with all dimensions in both.
    before, now = totals_of(2018), totals_of(2019)
    both = sorted(set(before) & set(now))
    places = [sorted((-then[unit], unit) for unit in both) for then in (before, now)]
    rank = [{unit: at for at, (_, unit) in enumerate(order)} for order in places]
    rose = sum(rank[1][unit] < rank[0][unit] for unit in both)
    assert gaps.movement is not None
    assert (len(gaps.movement.risers), gaps.movement.others) == (rose, len(both) - rose)
    page = page_of(client.get(f"/ke-hoach/ban/{version.key}/khoang-cach/"))
    assert "năm nào cũng mất điểm" in page
    assert f"Từ 2018, {rose} đơn vị tăng hạng" in page
    year_key = EarlierYear.objects.get().key
    assert client.post(f"{address}{year_key}/bo/", {"expected_version": "2"}).status_code == 303
    assert not EarlierYear.objects.exists()


def test_a_year_that_is_none_before_is_refused(made: Staff) -> None:
    version = opened(made)
    with_years(made, version, 2018)
    with pytest.raises(Incomplete) as refused:
        with_years(made, version, 2018)
    assert [one.code for one in refused.value.problems] == ["CH-8475"]
    with_years(made, version, 2017)
    # The year of the plan's own figures is none before it.
    same = start_from_table(Given("papi@2019", "2019", *_tables()), unit="", source="PAPI")
    plan = Plan.objects.get(pk=version.plan_id)
    with pytest.raises(Incomplete) as refused:
        add_year(actor=made.people["coordinator"], plan=plan, started=same, expected_version=plan.version)
    assert [one.code for one in refused.value.problems] == ["CH-8475"]
    assert [one.period for one in years_of(version.plan)] == ["2017", "2018"]


def _tables() -> tuple[Any, ...]:
    answers, units = example_tables("papi")
    return answers, "papi.csv", "file", units, "units.csv"


def test_figures_without_the_unit_of_the_plan_are_no_year_of_it(made: Staff) -> None:
    version = opened(made)
    answers, name, kind, units, units_name = _tables()
    others = b"\n".join(line for line in units.splitlines() if not line.startswith(b"ha-noi,"))
    rows = b"\n".join(line for line in answers.splitlines() if not line.startswith(b"2018,01,"))
    rows = b"\n".join(line for line in rows.splitlines() if b",01," not in line)
    started = start_from_table(
        Given("papi@2018", "2018", rows, name, kind, others, units_name), unit="", source="PAPI"
    )
    with pytest.raises(Incomplete) as refused:
        add_year(actor=made.people["coordinator"], plan=version.plan, started=started, expected_version=1)
    assert [one.code for one in refused.value.problems] == ["CH-8477"]


def test_years_belong_to_the_city_s_plan_and_its_coordinator(made: Staff) -> None:
    version = in_force(made)
    with_years(made, version, 2018)
    for who in ("leader", "auditor", "officer", "head"):
        with pytest.raises(NoRight):
            add_year(actor=made.people[who], plan=version.plan, started=year(2017), expected_version=1)
    part = part_of(made, version, made.environment)
    # A sub-plan reads those of the plan above it.
    assert [one.period for one in years_of(part.plan)] == ["2018"]
    client = signed_in(made.people["coordinator"])
    assert client.get(f"/ke-hoach/{part.plan.key}/nam-truoc/").status_code in (403, 404)


def test_the_others_are_drawn_from_the_years_that_the_plan_keeps(made: Staff) -> None:
    version = opened(made)
    client = signed_in(made.people["coordinator"])
    assert "CH-8481" in page_of(ask(client, version, target="rank<=58@0.5", rivals_from="history"))
    with_years(made, version, *range(2011, 2019))
    assert ask(client, version, target="rank<=58", rivals_from="history").status_code == 303
    calculation = Calculation.objects.get()
    assert work_out.func(calculation.pk) == "done"
    calculation.refresh_from_db()
    # As docs/reference/plans.md tells of the same years: five changes, three left out as breaks.
    drawn = calculation.results["rivals"]
    assert drawn["left_out"] == ["2015–2016", "2017–2018", "2018–2019"]
    assert len(drawn["used"]) == 5
    assert (drawn["rivals"], drawn["ahead"], drawn["draws"]) == (62, 1, 2000)
    page = page_of(client.get(f"/ke-hoach/ban/{version.key}/phuong-an/{calculation.key}/"))
    assert "Vị trí các đơn vị khác được rút" in page
    assert "2017–2018" in page


def test_the_others_are_where_a_table_says(made: Staff) -> None:
    version = opened(made)
    client = signed_in(made.people["coordinator"])
    page = page_of(ask(client, version, target="rank<=1", rivals_from="table"))
    assert "CH-8480" in page
    unused = SimpleUploadedFile("khac.csv", b"draw,unit,value\n0,02,40\n")
    assert "CH-8480" in page_of(ask(client, version, target="rank<=1", rivals_from="standing", rivals=unused))
    strange = SimpleUploadedFile("khac.csv", b"draw,unit,value\n0,XX,40\n")
    assert "CH-8306" in page_of(ask(client, version, target="rank<=1", rivals_from="table", rivals=strange))
    # All others at 43: Hà Nội, with 41.53, is first once it has as many; 2.1 and 7.2 bring 1.78, by hand.
    codes = [row["code"] for row in csv.DictReader(io.StringIO(example_tables("papi")[1].decode()))]
    rows = "".join(f"0,{code},43\n" for code in sorted(set(codes) - {"01"}))
    table = SimpleUploadedFile("khac.csv", f"draw,unit,value\n{rows}".encode())
    assert ask(client, version, target="rank<=1", rivals_from="table", rivals=table).status_code == 303
    calculation = Calculation.objects.get()
    work_out.func(calculation.pk)
    calculation.refresh_from_db()
    assert calculation.results["record"]["status"] == "optimal"
    assert sorted(calculation.results["record"]["measures"]) == ["Công khai danh sách", "Đo không khí"]


def test_no_point_of_the_frontier_can_be_had_for_less(made: Staff) -> None:
    version = opened(made)
    asked = Question("ha-noi", "", Fraction(500), Table("bien-phap.csv", MEASURES.encode()))
    calculation = ask_optimiser(actor=made.people["coordinator"], version=version, question=asked)
    work_out.func(calculation.pk)
    calculation.refresh_from_db()
    figures = basis_of(version.plan).figures["points"]["ha-noi"]
    costs = {"2.1": Fraction(300), "7.2": Fraction(200), "7.1": Fraction(950)}
    gains = {
        code: Fraction(points) - Fraction(figures[code])
        for code, points in (("2.1", "2.2"), ("7.2", "2.4"), ("7.1", "1.9"))
    }
    # Every choice, by hand: 7.1 asks for 7.2.
    choices = [
        set(), {"2.1"}, {"7.2"}, {"2.1", "7.2"}, {"7.2", "7.1"}, {"2.1", "7.2", "7.1"},
    ]  # fmt: skip
    today = Fraction(figures["total"])
    every = [
        (sum((costs[one] for one in choice), Fraction(0)), today + sum(gains[one] for one in choice))
        for choice in choices
    ]
    best = sorted(
        one
        for one in every
        if not any(other != one and other[0] <= one[0] and other[1] >= one[1] for other in every)
    )
    found = [
        (Fraction(one["cost"]), Fraction(one["score"])) for one in calculation.results["frontier"]["points"]
    ]
    assert found == best
    page = page_of(
        signed_in(made.people["leader"]).get(f"/ke-hoach/ban/{version.key}/phuong-an/{calculation.key}/")
    )
    assert page.count('<circle class="dot') == len(best)
    # The plan of the budget is one of them.
    assert 'class="dot own"' in page


def test_what_citizens_answered_stands_below_the_criterion_and_what_is_hidden_stays_hidden(
    made: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = opened(made)
    basis = basis_of(version.plan)
    third = Fraction(1, 3)

    def estimate(code: str, value: Fraction | None, flag: Any, **more: Any) -> Estimate:
        figures: dict[str, Any] = dict.fromkeys(("se", "df", "n", "deff", "ci_low", "ci_high")) | more
        return Estimate(
            uid="ha-noi", unit="01", code=code, input="score", estimate=value, flag=flag,
            sampling_basis="probability", reason="dưới 30 người" if flag == "suppressed" else "", **figures,
        )  # fmt: skip

    rows = (
        estimate(
            "7.3",
            Fraction("0.78"),
            "shown",
            n=Fraction(400),
            ci_low=Fraction("0.74"),
            ci_high=Fraction("0.82"),
        ),
        estimate("7.2", third, "unreliable", n=Fraction(31)),
        estimate("4.3", Fraction("0.99"), "suppressed", n=Fraction(7)),
    )
    scored = Scored(kept_figures(basis).result, Estimates(rows))
    monkeypatch.setattr("chiso.office.plans.said.kept_figures", lambda _basis: scored)
    page = page_of(signed_in(made.people["coordinator"]).get(f"/ke-hoach/ban/{version.key}/khoang-cach/"))
    assert "Người dân trả lời: 0,78 (0,74 đến 0,82), 400 phiếu" in page
    assert "Người dân trả lời: 0,333, 31 phiếu, kém tin cậy" in page
    assert "số liệu không hiển thị (dưới 30 người)" in page
    assert "0,99" not in page
