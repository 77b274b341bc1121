"""Programmes: leagues, classes, a calendar, and the campaigns that are opened from them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from chiso.office.campaigns.models import Campaign, Phase
from chiso.office.drafting.models import League, Programme
from chiso.office.drafting.programmes.documents import document_of_programme
from chiso.office.drafting.programmes.selectors import leagues_of
from chiso.office.drafting.programmes.services import (
    LeagueGiven,
    close_programme,
    copy_programme,
    open_campaigns,
    remove_league,
    save_league,
    save_programme,
    set_calendar,
)
from chiso.office.errors import Conflict, Incomplete, NoRight
from chiso.office.ledger.verifying import verify_ledger
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from chiso.problems import BadInput
from chiso.scoring.programme import programme_from_tree
from tests.office.drafting.sets import Cast, freeze, make_cast, make_draft
from tests.office.making import appoint, make_person

pytestmark = pytest.mark.django_db

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
DEPARTMENTS = LeagueGiven("Sở, ngành", "par-index-province@2022", {"kinds": ["so"]}, [])
BANDS = [
    {"code": "A", "title": {"vi": "Tốt"}, "at_least": "80"},
    {"code": "B", "title": {"vi": "Chưa tốt"}},
]


def codes_of(error: pytest.ExceptionInfo[Incomplete]) -> list[str]:
    return [problem.code for problem in error.value.problems]


@pytest.fixture
def coordinator() -> Person:
    person = make_person("Điều phối")
    appoint(person, Role.COORDINATOR)
    return person


@pytest.fixture
def programme(coordinator: Person) -> Programme:
    return save_programme(
        actor=coordinator, name="ha-noi", title="Đánh giá cải cách hành chính 2026", period="2026"
    )


def add(person: Person, programme: Programme, given: LeagueGiven) -> League:
    programme.refresh_from_db()
    return save_league(actor=person, programme=programme, given=given, expected_version=programme.version)


def set_two_phases(person: Person, programme: Programme) -> None:
    programme.refresh_from_db()
    set_calendar(
        actor=person,
        programme=programme,
        phases={
            "appraisal_1": (datetime(2026, 12, 16, 8, tzinfo=HANOI), datetime(2027, 1, 15, 17, tzinfo=HANOI)),
            "self_assessment": (
                datetime(2026, 12, 1, 8, tzinfo=HANOI),
                datetime(2026, 12, 15, 17, tzinfo=HANOI),
            ),
        },
        expected_version=programme.version,
    )


def test_a_programme_has_a_name_of_its_own_in_its_period(coordinator: Person, programme: Programme) -> None:
    with pytest.raises(Incomplete) as refused:
        save_programme(actor=coordinator, name="ha-noi", title="x", period="2026")
    assert codes_of(refused) == ["CH-7760"]
    with pytest.raises(Incomplete) as refused:
        save_programme(actor=coordinator, name="khac", title="x", period="năm sau")
    assert codes_of(refused) == ["CH-1301"]
    assert save_programme(actor=coordinator, name="ha-noi", title="x", period="2027").period == "2027"


def test_only_a_coordinator_makes_programmes() -> None:
    cast = make_cast()
    for person in (cast.statistician, cast.leader, cast.doctor):
        with pytest.raises(NoRight):
            save_programme(actor=person, name="ha-noi", title="x", period="2026")


def test_scoring_reads_the_programme_as_it_stands_here(coordinator: Person, programme: Programme) -> None:
    add(coordinator, programme, DEPARTMENTS)
    add(
        coordinator,
        programme,
        LeagueGiven("Phường, xã", "papi@2019", {"levels": ["commune"]}, BANDS),
    )
    read = programme_from_tree(document_of_programme(programme, leagues_of(programme)), name="x")
    assert read.key == "ha-noi@2026"
    assert [(one.key, one.framework, one.members.kinds, one.members.levels) for one in read.leagues] == [
        ("1-so-nganh", "par-index-province@2022", ("so",), ()),
        ("2-phuong-xa", "papi@2019", (), ("commune",)),
    ]
    classes = read.leagues[1].classes
    assert classes is not None
    assert [band.code for band in classes] == ["A", "B"]


def test_a_league_takes_a_set_that_was_frozen_here() -> None:
    cast: Cast = make_cast()
    programme = save_programme(actor=cast.coordinator, name="ha-noi", title="x", period="2026")
    given = LeagueGiven("Sở", "bo-thu@2026", {}, [])
    with pytest.raises(Incomplete) as refused:
        add(cast.coordinator, programme, given)
    assert codes_of(refused) == ["CH-7761"]
    freeze(cast, make_draft(cast.coordinator))
    assert add(cast.coordinator, programme, given).framework == "bo-thu@2026"


def test_classes_that_scoring_would_refuse_are_refused_here(
    coordinator: Person, programme: Programme
) -> None:
    wrong = LeagueGiven("Sở", "papi@2019", {}, [{"code": "A", "title": {"vi": "Tốt"}, "at_least": "nhiều"}])
    with pytest.raises(BadInput) as refused:
        add(coordinator, programme, wrong)
    assert {problem.code for problem in refused.value.problems} == {"CH-3001"}
    # The quota of this set speaks of classes that the league would not have.
    lacking = LeagueGiven("Sở", "organisation-quality@2025", {}, BANDS)
    with pytest.raises(BadInput) as refused:
        add(coordinator, programme, lacking)
    assert {problem.code for problem in refused.value.problems} == {"CH-3005"}
    assert not League.objects.exists()


def test_two_who_change_a_programme_at_once_meet_the_conflict(
    coordinator: Person, programme: Programme
) -> None:
    add(coordinator, programme, DEPARTMENTS)
    with pytest.raises(Conflict):
        save_league(actor=coordinator, programme=programme, given=DEPARTMENTS, expected_version=1)


def test_a_calendar_keeps_the_order_of_a_campaign_and_refuses_what_ends_early(
    coordinator: Person, programme: Programme
) -> None:
    set_two_phases(coordinator, programme)
    programme.refresh_from_db()
    assert [phase["kind"] for phase in programme.calendar] == ["self_assessment", "appraisal_1"]
    at = datetime(2026, 12, 1, 8, tzinfo=HANOI)
    with pytest.raises(Incomplete) as refused:
        set_calendar(
            actor=coordinator,
            programme=programme,
            phases={"council": (at, at)},
            expected_version=programme.version,
        )
    assert codes_of(refused) == ["CH-7763"]


def test_campaigns_are_opened_with_their_phases_once_a_league(
    coordinator: Person, programme: Programme
) -> None:
    league = add(coordinator, programme, DEPARTMENTS)
    other = add(coordinator, programme, LeagueGiven("Phường", "papi@2019", {"levels": ["commune"]}, []))
    set_two_phases(coordinator, programme)
    programme.refresh_from_db()
    opened = open_campaigns(
        actor=coordinator, programme=programme, leagues=[league.key], expected_version=programme.version
    )
    assert [(one.framework, one.period) for one in opened] == [("par-index-province@2022", "2026")]
    phases = Phase.objects.filter(campaign=opened[0]).values_list("kind", "opens_at")
    assert list(phases) == [
        ("self_assessment", datetime(2026, 12, 1, 8, tzinfo=HANOI)),
        ("appraisal_1", datetime(2026, 12, 16, 8, tzinfo=HANOI)),
    ]
    programme.refresh_from_db()
    with pytest.raises(Incomplete) as refused:
        open_campaigns(
            actor=coordinator, programme=programme, leagues=[league.key], expected_version=programme.version
        )
    assert codes_of(refused) == ["CH-7765"]
    with pytest.raises(Incomplete) as refused:
        remove_league(
            actor=coordinator,
            league=League.objects.get(pk=league.pk),
            expected_version=programme.version,
        )
    assert codes_of(refused) == ["CH-7766"]
    remove_league(actor=coordinator, league=other, expected_version=programme.version)
    assert [one.campaign for one in leagues_of(programme)] == [Campaign.objects.get()]
    assert not verify_ledger().problems


def test_the_next_programme_takes_over_leagues_and_calendar_a_year_later(
    coordinator: Person, programme: Programme
) -> None:
    add(coordinator, programme, DEPARTMENTS)
    set_two_phases(coordinator, programme)
    programme.refresh_from_db()
    programme.calendar.append(
        {"kind": "decision", "opens": "2028-02-29T08:00:00+07:00", "closes": "2028-03-01T08:00:00+07:00"}
    )
    programme.save()
    copy = copy_programme(actor=coordinator, programme=programme, name="ha-noi", title="2027", period="2027")
    assert [one.name for one in leagues_of(copy)] == ["Sở, ngành"]
    assert [phase["opens"] for phase in copy.calendar] == [
        "2027-12-01T08:00:00+07:00",
        "2027-12-16T08:00:00+07:00",
        "2029-02-28T08:00:00+07:00",
    ]


def test_a_closed_programme_is_not_changed(coordinator: Person, programme: Programme) -> None:
    closed = close_programme(actor=coordinator, programme=programme, expected_version=1)
    with pytest.raises(Incomplete) as refused:
        add(coordinator, closed, DEPARTMENTS)
    assert codes_of(refused) == ["CH-7764"]
