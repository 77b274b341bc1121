"""Targets: set one by one or by a table; the simulated result against them; who owes which leaf."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django_scopes import scopes_disabled

from chiso.office.campaigns.models import Answer, Target
from chiso.office.campaigns.watching.standing import standing_of
from chiso.office.campaigns.watching.targets import Wanted, set_target, take_over_targets
from chiso.office.errors import Conflict, Incomplete, NoRight
from chiso.office.organisation.models import Agency, Assignment
from chiso.problems import BadInput
from tests.office.campaigns.making import Running, running
from tests.office.making import assign, make_agency

pytestmark = pytest.mark.django_db


def city_of(made: Running) -> Agency:
    """The campaign as the city's own: one district is measured, two agencies gather its leaves."""
    Assignment.objects.filter(campaign=made.campaign).delete()
    city = make_agency("Quận được đo", uid="quan-duoc-do", kind="quan", level="district")
    assign(made.campaign, city, "", made.ba_dinh)
    assign(made.campaign, city, "6", made.hoan_kiem)
    return city


def answer(made: Running, city: Agency, said: str = "true") -> None:
    """Leaf 6 in full: two points by the decree."""
    rows = [[name, "", said, "", "", ""] for name in ("correct", "posted", "electronic")]
    with scopes_disabled():
        Answer.objects.create(
            campaign=made.campaign, unit=city, node="6", field="6", layer="self_assessed",
            agency=made.hoan_kiem, status="given", rows=rows, evidence=1,
        )  # fmt: skip


def wanted(points: str | None, published: str | None = None, source: str = "") -> Wanted:
    figures = [None if one is None else Fraction(one) for one in (points, published)]
    return Wanted(*figures, source)


def test_a_unit_stands_against_its_targets_and_who_owes_is_named() -> None:
    made = running()
    city = city_of(made)
    coordinator = made.people["coordinator"]
    set_target(
        actor=coordinator, campaign=made.campaign, unit=city, node="total", expected_version=0,
        wanted=wanted("17", "15.5", "Quyết định 1149/QĐ-BNV"),
    )  # fmt: skip
    set_target(
        actor=coordinator, campaign=made.campaign, unit=city, node="6", wanted=wanted("2"), expected_version=0
    )
    answer(made, city)
    found = standing_of(made.campaign, city.pk)
    whole = found.whole
    assert (whole.points, whole.is_whole, whole.leaves_done, whole.leaves) == (Fraction(2), False, 1, 9)
    assert (whole.wanted, whole.gap, whole.published) == (Fraction(17), Fraction(15), Fraction("15.5"))
    # Against a year that was whole only what is whole is compared.
    assert whole.change is None
    leaf = next(one for one in found.components if one.code == "6")
    assert (leaf.points, leaf.is_whole, leaf.gap) == (Fraction(2), True, Fraction(0))
    (owed,) = found.owed
    assert owed.agency == made.ba_dinh
    assert [node.code for node in owed.leaves] == list("12345789")


def test_a_table_replaces_the_targets_and_need_not_name_the_only_unit() -> None:
    made = running()
    city = city_of(made)
    table = "node;points;published;source\ntotal;16,5;15,25;QĐ 1149\n6;2;;\n".encode()
    count = take_over_targets(
        actor=made.people["coordinator"], campaign=made.campaign, content=table, name="muc-tieu.csv"
    )
    assert count == 2
    kept = {one.node: (one.unit, one.points, one.published, one.source) for one in Target.objects.all()}
    assert kept == {"total": (city, "16.5", "15.25", "QĐ 1149"), "6": (city, "2", "", "")}


def test_a_wrong_table_names_every_row_and_replaces_nothing() -> None:
    made = running()
    Target.objects.create(campaign=made.campaign, unit=made.ba_dinh, node="total", points="1")
    table = (
        "unit,node,points\n"
        "Quận Không có,total,1\n"
        "quan-ba-dinh,99,1\n"
        "quan-ba-dinh,6,2.5\n"
        "quan-ba-dinh,1,nhiều\n"
        ",total,1\n"
        "quan-ba-dinh,6,1\n"
        "quan-ba-dinh,6,2\n"
    ).encode()
    with pytest.raises(BadInput) as refused:
        take_over_targets(
            actor=made.people["coordinator"], campaign=made.campaign, content=table, name="x.csv"
        )
    assert [(one.code, one.where.row) for one in refused.value.problems] == [
        ("CH-7890", 2), ("CH-7212", 3), ("CH-7891", 4), ("CH-7892", 5), ("CH-7890", 6), ("CH-7213", 8),
    ]  # fmt: skip
    assert [one.points for one in Target.objects.all()] == ["1"]


def test_setting_a_target_names_the_version_that_was_seen() -> None:
    made = running()
    place = {
        "actor": made.people["coordinator"],
        "campaign": made.campaign,
        "unit": made.ba_dinh,
        "node": "6",
    }
    set_target(**place, wanted=wanted("1"), expected_version=0)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        set_target(**place, wanted=wanted("2"), expected_version=0)  # type: ignore[arg-type]
    set_target(**place, wanted=wanted("2"), expected_version=1)  # type: ignore[arg-type]
    assert Target.objects.get().points == "2"
    with pytest.raises(Incomplete) as refused:
        set_target(**place | {"unit": made.home_affairs}, wanted=wanted("1"), expected_version=0)  # type: ignore[arg-type]
    assert [one.code for one in refused.value.problems] == ["CH-7890"]


def test_only_who_runs_the_campaign_sets_targets() -> None:
    made = running()
    with pytest.raises(NoRight):
        set_target(
            actor=made.people["leader"], campaign=made.campaign, unit=made.ba_dinh, node="6",
            wanted=wanted("1"), expected_version=0,
        )  # fmt: skip
