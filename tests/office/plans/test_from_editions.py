"""A plan that starts from a published edition of a campaign of many units: each owner answers for its own."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from django_scopes import scopes_disabled

from chiso.office.campaigns.models import Edition
from chiso.office.errors import Incomplete
from chiso.office.plans.basis import start_from_edition
from chiso.office.plans.models import PlanVersion
from chiso.office.plans.selectors import content_shown, editions_to_start_from
from chiso.office.plans.services.contents import save_line, save_target
from chiso.office.plans.services.given import LineGiven, TargetGiven
from chiso.office.plans.services.plans import open_plan
from chiso.office.plans.showing import show_targets
from tests.office.campaigns.appraising.stage import page_of, signed_in
from tests.office.campaigns.council.answered import answered
from tests.office.campaigns.making import Running, running
from tests.office.campaigns.publishing import steps

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Running:
    """A campaign of two districts, published."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("CHISO_HOME", str(home))
    with scopes_disabled():
        made = answered(running("decision", "publication"))
        steps.published(made, steps.city_key(tmp_path), tmp_path)
    return made


def test_the_figures_are_those_that_were_published_and_each_owner_answers_for_its_own(
    campaign: Running,
) -> None:
    edition = editions_to_start_from()[0]
    coordinator = campaign.people["coordinator"]
    version = open_plan(
        actor=coordinator, title="Kế hoạch một cửa năm 2021", period="2021",
        started=start_from_edition(edition), is_made_up=False,
    )  # fmt: skip
    # The campaign is one of sample data, so the plan says that it is made up.
    assert version.plan.is_made_up
    given = TargetGiven("total", Fraction(18), campaign.ba_dinh)
    save_target(actor=coordinator, version=version, given=given, expected_version=version.version)
    version = PlanVersion.objects.select_related("plan").get(pk=version.pk)
    shown = content_shown(version)
    own = {uid: shown.figures.of(uid, "total") for uid in ("quan-ba-dinh", "quan-hoan-kiem")}
    # Points of leaf 6 are raised to its maximum of 2: the whole gains what is lacking there, and no more.
    lacking = 2 - (shown.figures.of("quan-ba-dinh", "6") or Fraction(0))
    line = LineGiven("6", "Niêm yết thủ tục", points=Fraction(2), owner=campaign.ba_dinh, quarter="2021-Q2")
    save_line(actor=coordinator, version=version, given=line, expected_version=version.version)
    shown = content_shown(PlanVersion.objects.select_related("plan").get(pk=version.pk))
    target = show_targets(shown.figures, shown.content, shown.forecast)[0]
    assert target.unit_name == "Quận Ba Đình"
    assert target.today == own["quan-ba-dinh"]
    assert own["quan-hoan-kiem"] is not None
    assert target.forecast == (target.today or Fraction(0)) + lacking
    page = page_of(
        signed_in(coordinator).get(f"/ke-hoach/ban/{version.key}/khoang-cach/?don-vi=quan-hoan-kiem")
    )
    assert "Quận Hoàn Kiếm" in page


def test_only_what_is_published_and_was_not_withdrawn_is_a_start(campaign: Running) -> None:
    edition = editions_to_start_from()[0]
    for changed in ({"state": "sealed"}, {"status": "withdrawn"}):
        Edition.objects.filter(pk=edition.pk).update(**({"state": "published", "status": "final"} | changed))
        current = Edition.objects.select_related("campaign").get(pk=edition.pk)
        with pytest.raises(Incomplete) as refused:
            start_from_edition(current)
        assert [one.code for one in refused.value.problems] == ["CH-8402"]
        assert editions_to_start_from() == []
    assert campaign.campaign.editions.count() == 1


def test_a_plan_is_opened_from_an_edition_by_a_page(campaign: Running) -> None:
    client = signed_in(campaign.people["coordinator"])
    edition = editions_to_start_from()[0]
    assert "Một cửa các quận năm 2020" in page_of(client.get("/ke-hoach/moi/"))
    form = {"edition": edition.key, "title": "Kế hoạch một cửa", "plan_period": "quý tới"}
    assert client.post("/ke-hoach/moi/", form).status_code == 422
    opened = client.post("/ke-hoach/moi/", form | {"plan_period": "2021"})
    assert opened.status_code == 303
    assert "Kế hoạch một cửa" in page_of(client.get(opened["Location"]))
