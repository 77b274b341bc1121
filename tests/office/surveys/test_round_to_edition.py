"""A round that somebody brings to a demonstration: through a campaign to an edition, role by role."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.frameworks.library import load_framework
from chiso.office.campaigns.models import Answer, Campaign, Edition, Phase
from chiso.office.configuration import configuration
from chiso.office.demonstration.brought_rounds import BroughtCampaign, read_brought_campaign
from chiso.office.demonstration.campaigns.of_a_round import publish_round
from chiso.office.drafting.models import Frozen
from chiso.office.errors import Incomplete
from chiso.office.ledger.models import Entry
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from chiso.office.surveys.models import SurveyRound
from chiso.problems import BadInput
from chiso.publication import new_key, verify
from chiso.survey.estimates_table import csv_of_estimates
from tests.cli.calling import call
from tests.office.making import appoint, make_agency, make_person
from tests.office.surveys.making import estimate, record_of, suppressed

ONE, TWO = "phuong-mot", "phuong-hai"
ROWS = (estimate("", 0.8), estimate(ONE, 0.84), estimate(TWO, 0.79), suppressed("phuong-ba"))
SET = """\
format: chiso-framework/1
id: to-try
version: "1"
title: {vi: Bộ hư cấu, en: A made-up set}
status: fictitious
completeness: full
periods: {from: "2020"}
rights: {vi: Ví dụ., en: An example.}
index: {max_points: "10", published: {places: 2, mode: half_up}}
nodes:
- code: A
  title: {vi: Hài lòng, en: Satisfaction}
  max_points: "10"
  assessed_by: [survey]
  inputs:
    satisfied: {type: share}
  rule: {kind: proportion@1, target: "1", rounding: {places: 2, mode: half_up}}
"""
MAP = "format: chiso-survey-map/1\nleaves:\n  A: {estimate: index, input: satisfied}\n"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder as `chiso survey index` leaves it, and beside it the set and the map."""
    folder = tmp_path / "index"
    folder.mkdir()
    (folder / "estimates.csv").write_bytes(csv_of_estimates(ROWS))
    (folder / "index.json").write_text(json.dumps(record_of(ROWS)), encoding="utf-8")
    (tmp_path / "set.yaml").write_text(SET, encoding="utf-8")
    (tmp_path / "map.yaml").write_text(MAP, encoding="utf-8")
    return tmp_path


def brought(files: Path) -> BroughtCampaign:
    return read_brought_campaign(files / "index", str(files / "set.yaml"), files / "map.yaml")


@pytest.fixture
def people(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Person]]:
    """Two communes, who takes the steps, and an installation with a key."""
    home = tmp_path / "home"
    (home / "keys").mkdir(parents=True)
    new_key(out=home / "keys" / "seal", owner="To try")
    monkeypatch.setenv("CHISO_HOME", str(home))
    monkeypatch.setenv("CHISO_SEAL_KEY", str(home / "keys" / "seal.key"))
    configuration.cache_clear()
    appraising = make_agency("Sở Nội vụ", uid="so-noi-vu-ha-noi")
    for uid in (ONE, TWO):
        make_agency(uid, uid=uid, level="commune", kind="phuong")
    made = {name: make_person(username=name) for name in ("dieu-phoi", "thong-ke", "lanh-dao")}
    appoint(made["dieu-phoi"], Role.COORDINATOR, appraising)
    appoint(made["thong-ke"], Role.STATISTICIAN)
    appoint(made["lanh-dao"], Role.CITY_LEADER)
    yield made
    monkeypatch.undo()
    configuration.cache_clear()


def test_each_step_is_taken_by_its_role_and_the_edition_verifies(
    files: Path, people: dict[str, Person]
) -> None:
    made = publish_round(brought(files), people, timezone.localdate())
    assert (made.title, made.criteria) == ("Bộ hư cấu", 1)
    # 0.84 and 0.79 of ten points, and nothing of the commune whose figure is suppressed.
    assert verify(made.bundle).differences == ()
    with scopes_disabled():
        answers = {one.unit.uid: (one.rows[0][2], one.origin) for one in Answer.objects.all()}
        campaign = Campaign.objects.get()
        steps = (
            "framework_frozen",
            "round_opened",
            "round_handed_over",
            "edition_approved",
            "edition_published",
        )
        actors = dict(Entry.objects.filter(verb__in=steps).values_list("verb", "actor"))
        assert Frozen.objects.get().set_key == campaign.framework == "to-try@1"
        assert Edition.objects.get().state == "published"
        assert {phase.closes_at <= timezone.now() for phase in Phase.objects.all()} == {True}
    assert answers == {ONE: ("0.84", "survey"), TWO: ("0.79", "survey")}
    assert campaign.is_sample
    assert SurveyRound.objects.get().is_made_up
    assert actors == {
        "framework_frozen": people["lanh-dao"].pk,
        "round_opened": people["thong-ke"].pk,
        "round_handed_over": people["dieu-phoi"].pk,
        "edition_approved": people["lanh-dao"].pk,
        "edition_published": people["dieu-phoi"].pk,
    }


def test_a_set_of_the_library_needs_no_decision(files: Path, people: dict[str, Person]) -> None:
    (files / "map.yaml").write_text(MAP.replace("A:", '"8.1":'), encoding="utf-8")
    given = read_brought_campaign(files / "index", "example-hundred@1", files / "map.yaml")
    assert publish_round(given, people, timezone.localdate()).criteria == 1
    assert not Frozen.objects.exists()
    assert load_framework("example-hundred@1").key == Campaign.objects.get().framework


def test_an_estimate_that_the_round_lacks_is_refused(files: Path, people: dict[str, Person]) -> None:
    (files / "map.yaml").write_text(MAP.replace("index,", "IX,"), encoding="utf-8")
    with pytest.raises(Incomplete) as refused:
        publish_round(brought(files), people, timezone.localdate())
    assert [one.code for one in refused.value.problems] == ["CH-7935"]


def refusals(files: Path) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as refused:
        brought(files)
    return [(one.code, one.where.field) for one in refused.value.problems]


def test_a_map_that_asks_for_more_than_the_office_takes_is_refused_whole(files: Path) -> None:
    asked = MAP.replace("satisfied}", 'satisfied, times: "10"}') + 'units: {mot: phuong-mot, whole: ""}\n'
    (files / "map.yaml").write_text(asked, encoding="utf-8")
    assert refusals(files) == [("CH-8820", "leaves.A.times"), ("CH-8820", "units.mot")]


def test_per_cent_are_what_the_office_takes_too(files: Path) -> None:
    (files / "map.yaml").write_text(MAP.replace("satisfied}", 'satisfied, times: "100"}'), encoding="utf-8")
    assert brought(files).chosen.leaves["A"].times == 100


def test_a_folder_that_holds_no_round_is_refused(files: Path) -> None:
    (files / "index" / "index.json").unlink()
    assert refusals(files) == [("CH-8819", "")]


def test_a_record_of_another_table_is_refused(files: Path) -> None:
    (files / "index" / "index.json").write_text(json.dumps(record_of(ROWS[:2])), encoding="utf-8")
    assert "CH-7922" in dict(refusals(files))


def test_half_of_the_options_is_a_wrong_call_and_no_folder_is_made(files: Path) -> None:
    said = call("office", "demo", files / "office", "--round", files / "index")
    assert (said.exit, said.codes) == (2, ["CH-8819"])
    assert not (files / "office").exists()
