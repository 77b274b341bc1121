"""What a task changed, from published editions: which periods, which agencies, and what is left out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from django.urls import reverse

from chiso.office.campaigns.models import Campaign, Edition
from chiso.office.organisation.models import Agency
from chiso.office.tasks import effects
from chiso.office.tasks.effects import effects_of_directive, effects_of_task
from chiso.office.tasks.models import Task
from chiso.office.tasks.services import Aim, DirectiveFacts, enter_directive, withdraw_task
from tests.office.making import make_agency
from tests.office.signing import sign_in
from tests.office.tasks.making import City, confirmed, fresh, given, make_city, on

pytestmark = pytest.mark.django_db(databases="__all__")
AIM = Aim("example-hundred", "1.1")


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> City:
    monkeypatch.setattr(effects, "folder_of", lambda edition: tmp_path / edition.folder)
    effects._shares_in.cache_clear()
    return make_city()


def publish(
    tmp_path: Path, city: City, period: str, points: Mapping[Agency, str], *, number: int = 1,
    status: str = "final", is_sample: bool = False,
) -> Edition:  # fmt: skip
    """A published edition whose criterion 1.1 has these points of 4; 1.10, easily mistaken for it, others."""
    campaign, _ = Campaign.objects.get_or_create(
        kind="units",
        title=f"Đánh giá {period}",
        period=period,
        framework="example-hundred@1",
        is_sample=is_sample,
    )
    edition = Edition.objects.create(
        campaign=campaign, number=number, state="published", status=status, folder=f"{period}-{number}",
        prepared_by=city.coordinator,
    )  # fmt: skip
    run = tmp_path / edition.folder / "run"
    write_figures(run, period, {agency.uid: value for agency, value in points.items()})
    return edition


def write_figures(run: Path, period: str, points: Mapping[str, str]) -> None:
    """The tables of a run that tell of these units: by code, and which unit has which code."""
    (run / "inputs").mkdir(parents=True)
    codes = {uid: f"C{number}" for number, uid in enumerate(points, 1)}
    rows = ["period,league,unit,code,points,max_points,status"]
    rows += [f"{period},a,{codes[uid]},1.1,{value},4,scored" for uid, value in points.items()]
    rows += [f"{period},a,{code},1.10,1,4,scored" for code in codes.values()]
    (run / "scores.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    units = ["uid,code,name", *(f"{uid},{code},{uid}" for uid, code in codes.items())]
    (run / "inputs" / "units.csv").write_text("\n".join(units) + "\n", encoding="utf-8")


def test_the_periods_around_the_task_are_compared_in_per_cent_of_the_maximum(
    city: City, tmp_path: Path
) -> None:
    others = [make_agency() for _ in range(3)]
    values = ("1", "2", "1", "3", "4")
    for period, gain in (("2023", 0), ("2024", 0), ("2025", 1), ("2026", 0)):
        points = dict(zip([city.justice, city.health, *others], values, strict=True))
        points[city.justice] = str(int(values[0]) + gain)
        publish(tmp_path, city, period, points)
    with on(date(2025, 3, 3)):
        task = given(city, aims=[AIM], deadline=date(2025, 6, 30))
    (found,) = effects_of_task(task)
    # 2024 had ended when it was given; 2025 is the first that ended later.
    assert found.before is not None
    assert found.after is not None
    assert (found.before.campaign.period, found.after.campaign.period) == ("2024", "2025")
    assert found.effect is not None
    assert (found.effect.with_it.before, found.effect.with_it.after) == (25, 50)
    assert (found.effect.without_it.count, found.effect.without_it.change) == (4, 0)
    assert found.effect.difference == 25
    assert [one.name for one in found.units] == ["Sở Tư pháp"]
    # Chosen by hand, others are compared.
    keys = {one.campaign.period: one.campaign.key for one in found.published}
    (chosen,) = effects_of_task(task, (keys["2023"], keys["2026"]))
    assert chosen.effect is not None
    assert chosen.effect.difference == 0


def test_a_correction_counts_and_what_was_withdrawn_does_not(city: City, tmp_path: Path) -> None:
    publish(tmp_path, city, "2024", {city.justice: "1", city.health: "1"})
    publish(tmp_path, city, "2025", {city.justice: "1", city.health: "1"})
    publish(tmp_path, city, "2025", {city.justice: "3", city.health: "1"}, number=2, status="corrected")
    with on(date(2025, 3, 3)):
        task = given(city, aims=[AIM], deadline=None)
    (found,) = effects_of_task(task)
    assert found.effect is not None
    assert found.effect.difference == 50
    publish(tmp_path, city, "2025", {}, number=3, status="withdrawn")
    (found,) = effects_of_task(task)
    assert (found.effect, found.after) == (None, None)


def test_where_another_task_aims_at_the_same_criterion_an_agency_is_left_out(
    city: City, tmp_path: Path
) -> None:
    third = make_agency("Sở Xây dựng")
    for period, gain in (("2024", 0), ("2025", 2)):
        publish(tmp_path, city, period, {city.justice: str(1 + gain), city.health: str(1 + gain), third: "1"})
    with on(date(2025, 3, 3)):
        task = given(city, aims=[AIM], deadline=None)
        other = given(city, owner=city.health, aims=[AIM], deadline=None)
    (found,) = effects_of_task(task)
    assert found.effect is not None
    assert (found.left_out, found.effect.without_it.count, found.effect.difference) == (1, 1, 50)
    withdraw_task(actor=city.coordinator, task=fresh(other), reason="Thôi", expected_version=1)
    (found,) = effects_of_task(task)
    assert found.effect is not None
    assert (found.left_out, found.effect.difference) == (0, Fraction(50) - Fraction(50, 2))


def test_an_exercise_leaves_no_agency_out_of_the_comparison_of_a_real_task(
    city: City, tmp_path: Path
) -> None:
    for period, gain in (("2024", 0), ("2025", 2)):
        publish(tmp_path, city, period, {city.justice: str(1 + gain), city.health: "1"})
    with on(date(2025, 3, 3)):
        task = given(city, aims=[AIM], deadline=None)
        given(city, owner=city.health, aims=[AIM], deadline=None, is_made_up=True)
    (found,) = effects_of_task(task)
    assert found.effect is not None
    assert (found.left_out, found.effect.without_it.count, found.effect.difference) == (0, 1, 50)


def test_made_up_figures_say_nothing_of_a_real_task(city: City, tmp_path: Path) -> None:
    for period in ("2024", "2025"):
        publish(tmp_path, city, period, {city.justice: "1", city.health: "1"}, is_sample=True)
    with on(date(2025, 3, 3)):
        real, example = (given(city, aims=[AIM], deadline=None, is_made_up=one) for one in (False, True))
    assert effects_of_task(real)[0].effect is None
    assert effects_of_task(example)[0].effect is not None


def test_after_is_after_the_day_on_which_all_were_done(city: City, tmp_path: Path) -> None:
    for period in ("2024", "2025", "2026"):
        publish(tmp_path, city, period, {city.justice: "1", city.health: "1"})
    with on(date(2025, 3, 3)):
        directive = enter_directive(actor=city.coordinator, facts=DirectiveFacts("plan", "Kế hoạch"))
        task = given(city, aims=[AIM], deadline=None, directive=directive)
    with on(date(2026, 2, 2)):
        confirmed(city, task)
    (found,) = effects_of_directive(directive)
    assert found.after is not None
    assert found.after.campaign.period == "2026"


def test_the_page_says_what_it_does_not_prove_before_any_figure(city: City, tmp_path: Path) -> None:
    for period, gain in (("2024", 0), ("2025", 2)):
        publish(tmp_path, city, period, {city.justice: str(1 + gain), city.health: "1"})
    with on(date(2025, 3, 3)):
        task = given(city, aims=[AIM], deadline=None)
    client = sign_in(city.head)
    page = client.get(reverse("tasks:effect", args=[task.key])).content.decode()
    assert page.index("không chứng minh") < page.index("<table")
    assert "50,00" in page
    assert sign_in(city.other_head).get(reverse("tasks:effect", args=[task.key])).status_code == 404
    Task.objects.filter(pk=task.pk).update(title="x")
    without = given(city)
    assert client.get(reverse("tasks:effect", args=[without.key])).status_code == 200
