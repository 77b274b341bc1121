"""Campaigns, phases and assignments: who may, what is refused, what is recorded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from chiso.office.campaigns.assigning.services import take_over_assignments
from chiso.office.campaigns.models import Campaign, Phase
from chiso.office.campaigns.selectors import calendar_of
from chiso.office.campaigns.services import (
    chain_of,
    close_campaign,
    open_campaign,
    remove_phase,
    save_phase,
)
from chiso.office.errors import Conflict, Incomplete, NoRight
from chiso.office.ledger.models import Entry
from chiso.office.organisation.models import Agency, Assignment
from chiso.office.people.models import Person
from chiso.office.people.rights import assignment_of
from chiso.office.people.roles import Role
from chiso.problems import BadInput
from tests.office.making import appoint, make_agency, make_person

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def coordinator() -> Person:
    person = make_person("Điều phối")
    appoint(person, Role.COORDINATOR)
    return person


@pytest.fixture
def campaign(coordinator: Person) -> Campaign:
    return open_campaign(
        actor=coordinator, kind="units", title="Đánh giá 2026", period="2026", framework="papi@2019"
    )


def codes(refused: pytest.ExceptionInfo[Incomplete] | pytest.ExceptionInfo[BadInput]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_a_campaign_needs_a_period_and_a_set_of_the_library(coordinator: Person) -> None:
    with pytest.raises(Incomplete) as refused:
        open_campaign(actor=coordinator, kind="units", title="x", period="năm tới", framework="nothing@1")
    assert codes(refused) == ["CH-1301", "CH-7215"]
    assert not Campaign.objects.exists()


def test_only_a_coordinator_opens_campaigns() -> None:
    leader = make_person()
    appoint(leader, Role.CITY_LEADER)
    with pytest.raises(NoRight):
        open_campaign(actor=leader, kind="units", title="x", period="2026", framework="papi@2019")


def test_a_phase_closes_after_it_opens_and_stands_once_at_a_time(
    coordinator: Person, campaign: Campaign
) -> None:
    now = timezone.now()
    phase = {"actor": coordinator, "campaign": campaign, "kind": "self_assessment"}
    with pytest.raises(Incomplete) as refused:
        save_phase(**phase, opens_at=now, closes_at=now, nodes=["99"])  # type: ignore[arg-type]
    assert codes(refused) == ["CH-7217", "CH-7212"]
    save_phase(**phase, opens_at=now, closes_at=now + HOUR, nodes=["1"])  # type: ignore[arg-type]
    with pytest.raises(Incomplete) as refused:
        save_phase(**phase, opens_at=now, closes_at=now + 2 * HOUR, nodes=["1.1"])  # type: ignore[arg-type]
    assert codes(refused) == ["CH-7218"]
    # Other nodes, or the next hour, are another phase.
    save_phase(**phase, opens_at=now, closes_at=now + HOUR, nodes=["2"])  # type: ignore[arg-type]
    save_phase(**phase, opens_at=now + HOUR, closes_at=now + 2 * HOUR)  # type: ignore[arg-type]
    assert [shown.state for shown in calendar_of(campaign, now + HOUR)] == ["done", "done", "now"]


def test_two_who_change_a_phase_at_once_do_not_overwrite_each_other(
    coordinator: Person, campaign: Campaign
) -> None:
    now = timezone.now()
    phase = save_phase(
        actor=coordinator, campaign=campaign, kind="council", opens_at=now + HOUR, closes_at=now + 2 * HOUR
    )
    change = {"actor": coordinator, "campaign": campaign, "kind": "council", "phase": phase}
    save_phase(**change, opens_at=now, closes_at=now + 3 * HOUR, expected_version=1)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        save_phase(**change, opens_at=now, closes_at=now + 5 * HOUR, expected_version=1)  # type: ignore[arg-type]
    assert Phase.objects.get().closes_at == now + 3 * HOUR


def test_a_phase_that_was_open_is_not_removed(coordinator: Person, campaign: Campaign) -> None:
    now = timezone.now()
    times = {"opens_at": now + HOUR, "closes_at": now + 2 * HOUR}
    phase = save_phase(actor=coordinator, campaign=campaign, kind="council", **times)  # type: ignore[arg-type]
    Phase.objects.update(opens_at=now - HOUR)
    with pytest.raises(Incomplete) as refused:
        remove_phase(actor=coordinator, phase=phase, expected_version=1)
    assert codes(refused) == ["CH-7219"]
    Phase.objects.update(opens_at=now + HOUR)
    remove_phase(actor=coordinator, phase=phase, expected_version=1)
    assert not Phase.objects.exists()


def test_a_closed_campaign_is_changed_by_nobody(coordinator: Person, campaign: Campaign) -> None:
    close_campaign(actor=coordinator, campaign=campaign, expected_version=1)
    campaign.refresh_from_db()
    now = timezone.now()
    with pytest.raises(Incomplete) as refused:
        save_phase(actor=coordinator, campaign=campaign, kind="council", opens_at=now, closes_at=now + HOUR)
    assert codes(refused) == ["CH-7216"]


def test_assignments_come_from_a_table_and_the_longest_match_holds(
    coordinator: Person, campaign: Campaign
) -> None:
    health, justice, home = make_agency("Sở Y tế"), make_agency("Sở Tư pháp"), make_agency("Sở Nội vụ")
    table = (
        "unit,node,responsible,appraising\n"
        f"{health.uid},,Sở Y tế,sở nội vụ\n"
        f"{health.uid},1.1,Sở Y tế,{justice.uid}\n"
    )
    assert bring(coordinator, campaign, table) == 2
    found = {node: assignment_of(campaign, health, node) for node in ("1", "1.1", "1.1.2", "2")}
    assert {node: row.appraising for node, row in found.items() if row} == {
        "1": home, "1.1": justice, "1.1.2": justice, "2": home,
    }  # fmt: skip
    assert Entry.objects.filter(chain__name=chain_of(campaign)).latest("pk").facts == {
        "rows": 2,
        "table": "table.csv",
    }


def test_a_wrong_table_names_every_row_and_replaces_nothing(coordinator: Person, campaign: Campaign) -> None:
    health = make_agency("Sở Y tế")
    make_agency("Hai tên"), make_agency("Hai tên")
    bring(coordinator, campaign, f"unit,node,responsible\n{health.uid},,{health.uid}\n")
    table = (
        "unit,node,responsible,appraising\n"
        f"{health.uid},99,Sở Y tế,\n"
        "Hai tên,,Sở Y tế,\n"
        f"{health.uid},1,Sở Y tế,Sở Y tế\n"
        f"{health.uid},2,Sở Y tế,\n"
        f"{health.uid},2,Sở Y tế,\n"
    )
    with pytest.raises(BadInput) as refused:
        bring(coordinator, campaign, table)
    assert [(one.code, one.where.row) for one in refused.value.problems] == [
        ("CH-7212", 2), ("CH-7211", 3), ("CH-7214", 4), ("CH-7213", 6),
    ]  # fmt: skip
    assert [(row.unit, row.node) for row in Assignment.objects.all()] == [(health, "")]
    assert Agency.objects.count() == 3


def bring(actor: Person, campaign: Campaign, table: str) -> int:
    return take_over_assignments(actor=actor, campaign=campaign, content=table.encode(), name="table.csv")
