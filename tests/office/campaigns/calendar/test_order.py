"""The order of a campaign: what may overlap, what skips a phase, what a whole calendar needs."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from chiso.office.campaigns.calendar.setting import Times, calendar_of_campaign, set_calendar
from chiso.office.campaigns.models import Campaign, Phase
from chiso.office.campaigns.phases import NAMES
from chiso.office.campaigns.services import Settings, change_campaign, open_campaign, save_phase
from chiso.office.errors import Conflict, Incomplete, NoRight
from chiso.office.ledger.models import Entry
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from tests.office.making import appoint, make_person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


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


def days_from_now(opens: int, closes: int, late: int | None = None) -> Times:
    now = timezone.now().replace(microsecond=0)
    return Times(now + opens * DAY, now + closes * DAY, now + late * DAY if late is not None else None)


def found(refused: pytest.ExceptionInfo[Incomplete]) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.where.field) for problem in refused.value.problems]


def test_a_whole_year_is_set_at_once_in_the_order_of_a_campaign(
    coordinator: Person, campaign: Campaign
) -> None:
    times = {kind: days_from_now(10 * place + 1, 10 * place + 11) for place, kind in enumerate(NAMES)}
    set_calendar(actor=coordinator, campaign=campaign, times=times, expected_version=1)
    assert [phase.kind for phase in Phase.objects.order_by("opens_at")] == list(NAMES)
    verbs = list(Entry.objects.filter(chain__name=f"campaign/{campaign.pk}").values_list("verb", flat=True))
    assert verbs == ["phase_added"] * 12 + ["campaign_calendar_set"]


def test_a_council_that_sits_while_agencies_write_skips_what_lies_between(
    coordinator: Person, campaign: Campaign
) -> None:
    times = {"self_assessment": days_from_now(1, 10), "council": days_from_now(9, 20)}
    with pytest.raises(Incomplete) as refused:
        set_calendar(actor=coordinator, campaign=campaign, times=times, expected_version=1)
    assert found(refused) == [("CH-7801", "council_opens")]
    said = refused.value.problems[0].expected.in_language("en")
    for skipped in ("completeness", "appraisal, first round", "explanation", "appraisal, second round"):
        assert skipped in said
    assert not Phase.objects.exists()
    # Neighbours may be open together: completeness is checked while some still write.
    times = {"self_assessment": days_from_now(1, 10), "completeness": days_from_now(5, 12)}
    set_calendar(actor=coordinator, campaign=campaign, times=times, expected_version=1)
    assert Phase.objects.count() == 2


def test_a_later_phase_neither_opens_nor_closes_before_an_earlier_one(
    coordinator: Person, campaign: Campaign
) -> None:
    times = {
        "self_assessment": days_from_now(5, 10),
        "completeness": days_from_now(4, 12),
        "appraisal_1": days_from_now(13, 20),
        "explanation": days_from_now(14, 19),
    }
    with pytest.raises(Incomplete) as refused:
        set_calendar(actor=coordinator, campaign=campaign, times=times, expected_version=1)
    assert found(refused) == [("CH-7800", "completeness_opens"), ("CH-7800", "explanation_closes")]


def test_there_is_nothing_to_explain_before_anybody_appraised(
    coordinator: Person, campaign: Campaign
) -> None:
    times = {"explanation": days_from_now(1, 2), "appraisal_2": days_from_now(3, 4)}
    with pytest.raises(Incomplete) as refused:
        set_calendar(actor=coordinator, campaign=campaign, times=times, expected_version=1)
    assert found(refused) == [("CH-7802", "explanation_opens"), ("CH-7802", "appraisal_2_opens")]


def test_one_phase_alone_is_held_to_the_order_of_the_others_on_its_own_parts(
    coordinator: Person, campaign: Campaign
) -> None:
    def add(kind: str, opens: int, closes: int, nodes: list[str]) -> None:
        times = days_from_now(opens, closes)
        save_phase(
            actor=coordinator, campaign=campaign, kind=kind, opens_at=times.opens_at,
            closes_at=times.closes_at, nodes=nodes,
        )  # fmt: skip

    add("self_assessment", 1, 10, ["1"])
    add("council", 5, 12, ["2"])
    with pytest.raises(Incomplete) as refused:
        add("appraisal_1", 5, 12, ["1.1"])
    assert found(refused) == [("CH-7801", "opens_at")]
    add("appraisal_1", 10, 12, ["1.1"])


def test_what_has_opened_keeps_its_opening_and_does_not_end_in_the_past(
    coordinator: Person, campaign: Campaign
) -> None:
    now = timezone.now()
    opened = {"actor": coordinator, "campaign": campaign, "kind": "self_assessment"}
    phase = save_phase(**opened, opens_at=now - DAY, closes_at=now + DAY)  # type: ignore[arg-type]
    change = opened | {"phase": phase, "expected_version": 1}
    for opens, closes, field in (
        (now + timedelta(hours=1), now + DAY, "opens_at"),
        (now - DAY, now - timedelta(hours=1), "closes_at"),
    ):
        with pytest.raises(Incomplete) as refused:
            save_phase(**change, opens_at=opens, closes_at=closes)  # type: ignore[arg-type]
        assert found(refused) == [("CH-7804", field)]
    with pytest.raises(Incomplete) as refused:
        set_calendar(actor=coordinator, campaign=campaign, times={}, expected_version=campaign.version)
    assert found(refused) == [("CH-7219", "self_assessment_opens")]
    save_phase(**change, opens_at=now - DAY, closes_at=now + 2 * DAY)  # type: ignore[arg-type]


def test_late_answers_are_taken_only_where_the_campaign_takes_them(
    coordinator: Person, campaign: Campaign
) -> None:
    times = {"self_assessment": days_from_now(1, 5, 8), "council": days_from_now(7, 9, 10)}
    with pytest.raises(Incomplete) as refused:
        set_calendar(actor=coordinator, campaign=campaign, times=times, expected_version=1)
    assert found(refused) == [("CH-7803", "self_assessment_late"), ("CH-7803", "council_late")]
    change_campaign(
        actor=coordinator, campaign=campaign, title=campaign.title, expected_version=1,
        settings=Settings(lateness="marked"),
    )  # fmt: skip
    # What is late counts as open: the council would sit before the last answers are in.
    times["council"] = days_from_now(7, 9)
    with pytest.raises(Incomplete) as refused:
        set_calendar(actor=coordinator, campaign=campaign, times=times, expected_version=2)
    assert found(refused) == [("CH-7801", "council_opens")]
    times["council"] = days_from_now(8, 9)
    set_calendar(actor=coordinator, campaign=campaign, times=times, expected_version=2)
    assert Phase.objects.get(kind="self_assessment").late_until == times["self_assessment"].late_until


def test_a_phase_that_somebody_changed_meanwhile_stops_a_whole_calendar(
    coordinator: Person, campaign: Campaign
) -> None:
    seen = campaign.version
    times = days_from_now(1, 2)
    save_phase(
        actor=coordinator, campaign=Campaign.objects.get(), kind="council", opens_at=times.opens_at,
        closes_at=times.closes_at,
    )  # fmt: skip
    with pytest.raises(Conflict):
        set_calendar(actor=coordinator, campaign=campaign, times={}, expected_version=seen)
    assert Phase.objects.count() == 1


def test_phases_for_parts_stay_when_the_whole_calendar_is_set(
    coordinator: Person, campaign: Campaign
) -> None:
    times = days_from_now(1, 2)
    save_phase(
        actor=coordinator, campaign=campaign, kind="self_assessment", opens_at=times.opens_at,
        closes_at=times.closes_at, nodes=["1"],
    )  # fmt: skip
    assert "self_assessment" not in calendar_of_campaign(campaign).kinds
    set_calendar(
        actor=coordinator, campaign=campaign, expected_version=campaign.version,
        times={"self_assessment": days_from_now(3, 4), "council": days_from_now(5, 6)},
    )  # fmt: skip
    assert sorted((phase.kind, phase.nodes) for phase in Phase.objects.all()) == [
        ("council", []), ("self_assessment", ["1"]),
    ]  # fmt: skip


def test_nobody_but_a_coordinator_sets_a_calendar(campaign: Campaign) -> None:
    leader = make_person()
    appoint(leader, Role.CITY_LEADER)
    with pytest.raises(NoRight):
        set_calendar(actor=leader, campaign=campaign, times={}, expected_version=1)


def test_a_share_beyond_a_hundred_per_cent_is_refused(coordinator: Person, campaign: Campaign) -> None:
    with pytest.raises(Incomplete) as refused:
        change_campaign(
            actor=coordinator, campaign=campaign, title="x", expected_version=1, settings=Settings(twice=101)
        )
    assert found(refused) == [("CH-7814", "twice")]


def test_a_calendar_keeps_its_times_to_the_second(coordinator: Person, campaign: Campaign) -> None:
    opens = timezone.make_aware(datetime(2030, 1, 1, 8))
    times = {"council": Times(opens, opens + DAY)}
    set_calendar(actor=coordinator, campaign=campaign, times=times, expected_version=1)
    before = Phase.objects.get()
    set_calendar(actor=coordinator, campaign=campaign, times=times, expected_version=2)
    # Nothing changed, so the phase is not another version.
    assert (Phase.objects.get().pk, Phase.objects.get().version) == (before.pk, before.version)
