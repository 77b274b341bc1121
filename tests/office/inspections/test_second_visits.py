"""Second visits: drawn by a seal of their own that an outsider verifies; made by people who know nothing of
the first visit, wherever in the office they look; counted as what they are."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils import timezone

from chiso.office.errors import Incomplete, NoRight
from chiso.office.inspections.access import visits_for
from chiso.office.inspections.content import plan_bytes, teams_of_inspection
from chiso.office.inspections.following.access import conclusions_for, findings_for
from chiso.office.inspections.following.beside import findings_beside_criterion
from chiso.office.inspections.following.counted import visits_counted_for
from chiso.office.inspections.following.figures import ReportWanted, prevalence_of, report_of
from chiso.office.inspections.following.services import finding as finding_services
from chiso.office.inspections.following.services.mending import saw
from chiso.office.inspections.following.services.repetitions import one_after_another
from chiso.office.inspections.following.waiting import what_waits
from chiso.office.inspections.knowing import who_know
from chiso.office.inspections.models import (
    DrawFolder,
    Finding,
    HandingOver,
    Inspection,
    Record,
    SecondDraw,
    Seen,
    Visit,
    VisitMove,
)
from chiso.office.inspections.phone import package_for
from chiso.office.inspections.services.records import Entry as Written
from chiso.office.inspections.services.records import write_record
from chiso.office.inspections.services.second_visits import SecondWanted, draw_second_visits, seal_second_draw
from chiso.office.inspections.services.visits import Move, arrange_again, move_visit, plan_days
from chiso.office.inspections.waiting import rows_behind
from chiso.office.inspections.waiting import what_waits as what_waits_before
from chiso.office.ledger.models import Entry
from chiso.office.people.holdings import holdings
from chiso.office.people.models import Person, TeamMember
from chiso.office.ui.reader import Reader
from tests.cli.calling import call
from tests.office.inspections.following.making import (
    concluded,
    found,
    fresh,
    handed,
    issued,
    recommended,
    remedied,
)
from tests.office.inspections.making import LAST, City, make_city, on
from tests.office.inspections.second import drawn, made, opened, opened_city, sealed
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def city() -> City:
    return make_city(6)


@pytest.fixture
def inspection(city: City) -> Inspection:
    return opened_city(city)


def codes_of(refused: pytest.ExceptionInfo[Incomplete]) -> list[str]:
    return [one.code for one in refused.value.problems]


def test_second_visits_are_drawn_from_the_places_visited_and_go_to_the_other_team(
    city: City, inspection: Inspection
) -> None:
    visits = drawn(city, inspection)
    assert len(visits) == 4
    for one in visits:
        assert one.again_of is not None
        assert (one.how, one.is_announced, one.team) == ("blind", False, city.teams[1])
        assert one.again_of.place_id == one.place_id
        # Two of the three places of each district.
        assert one.probability == Fraction(2, 3)
    told = [entry.verb for entry in Entry.objects.filter(chain__name=f"inspections/{inspection.number}")]
    assert told[-2:] == ["second_seed_sealed", "second_visits_drawn"]


def test_an_outsider_repeats_the_draw_of_second_visits(
    city: City, inspection: Inspection, tmp_path: Path
) -> None:
    for one in drawn(city, inspection):
        made(city, one)
    address = reverse("inspections:second-folder", args=[inspection.key])
    assert sign_in(city.coordinator).get(address).status_code == 404
    opened(city, inspection)
    client = sign_in(city.coordinator)
    with ZipFile(io.BytesIO(client.get(address).content)) as archive:
        archive.extractall(tmp_path)
    files = ("--frame", str(tmp_path / "frame.csv"), "--plan", str(tmp_path / "plan.yaml"))
    done = call("inspection", "verify-draw", str(tmp_path / "draw"), *files)
    assert (done.exit, "4 visits from 6 places" in done.out) == (0, True), done.out + done.err
    assert SecondDraw.objects.get().sealed_seed == ""


def test_a_seed_is_sealed_once_and_by_who_prepares_an_opened_inspection(
    city: City, inspection: Inspection
) -> None:
    with pytest.raises(NoRight):
        seal_second_draw(
            actor=city.inspectors[0], inspection=inspection, wanted=SecondWanted(2, ()),
            expected_version=inspection.version,
        )  # fmt: skip
    with pytest.raises(Exception, match="CH-8855"):
        sealed(city, inspection, visits=7)
    sealed(city, inspection)
    with pytest.raises(Incomplete) as refused:
        sealed(city, inspection)
    assert codes_of(refused) == ["CH-8656"]
    Inspection.objects.update(opened_at=None)
    SecondDraw.objects.all().delete()
    with pytest.raises(Incomplete) as refused:
        sealed(city, fresh(inspection))
    assert codes_of(refused) == ["CH-8656"]


def test_the_seed_stays_sealed_until_every_second_record_is_handed_over(
    city: City, inspection: Inspection
) -> None:
    first, *others = drawn(city, inspection)
    for one in others:
        made(city, one)
    made(city, first, hands_over=False)
    with pytest.raises(Incomplete) as refused:
        opened(city, inspection)
    assert codes_of(refused) == ["CH-8673"]


def test_nobody_goes_a_second_time_who_was_there_or_wrote_of_it(city: City, inspection: Inspection) -> None:
    one = drawn(city, inspection)[0]

    def move(team: object) -> None:
        with on(LAST):
            move_visit(
                actor=city.coordinator, visit=fresh(one), expected_version=fresh(one).version,
                move=Move(team, None, "Đổi đoàn"),  # type: ignore[arg-type]
            )  # fmt: skip

    with pytest.raises(Incomplete) as refused:
        move(city.teams[0])
    assert codes_of(refused) == ["CH-8858"]
    # One of the second team writes of the first visit: from now on it is nobody's.
    move(None)
    assert one.again_of is not None
    found(city, one.again_of)
    Finding.objects.update(entered_by=city.inspectors[2])
    with pytest.raises(Incomplete) as refused:
        move(city.teams[1])
    assert codes_of(refused) == ["CH-8858"]
    assert VisitMove.objects.count() == 1


def test_who_left_the_first_team_since_or_only_noted_something_knows_of_it_too(
    city: City, inspection: Inspection
) -> None:
    one = drawn(city, inspection)[0]
    first = one.again_of
    assert first is not None
    left, noted, handed_it, concluded_it = city.inspectors[1], city.inspectors[2], city.leader, city.auditor
    DrawFolder.objects.create(
        inspection=inspection, frame="", listed="", record="",
        plan=plan_bytes(inspection, teams_of_inspection(inspection)).decode(),
    )  # fmt: skip
    TeamMember.objects.filter(team=city.teams[0], person=left).delete()
    assert left.key in who_know([first])[first.pk]
    others = {noted.key, handed_it.key, concluded_it.key}
    assert not who_know([first])[first.pk] & others
    Seen.objects.create(record=first.record, name="thay-1", by=noted, words="Quầy đóng cửa")
    assert who_know([first])[first.pk] & others == {noted.key}
    handed_by_the_way(city, first)
    HandingOver.objects.update(handed_by=handed_it)
    conclusion = concluded(city, first)
    conclusion.preparers.set([concluded_it])
    known = who_know([first])[first.pk]
    assert known & others == others
    # Of the visit to another agency they know nothing by that.
    other = inspection.visits.exclude(place__agency=first.place.agency).filter(how="random")[0]
    assert not who_know([other])[other.pk] & others


def test_a_recommendation_to_look_at_is_not_read_out_to_who_looks_there_blind(
    city: City, inspection: Inspection
) -> None:
    TeamMember.objects.create(team=city.teams[1], person=city.second_coordinator)
    finding = found(city, inspection.visits.order_by("place__code")[0])
    visits = drawn(city, inspection, visits=6)
    one = next(visit for visit in visits if visit.again_of_id == finding.visit_id)
    handed_by_the_way(city, finding.visit)
    conclusion = concluded(city, finding.visit)
    recommended(city, conclusion, [finding])
    remedied(city, issued(city, conclusion).recommendations.get())

    def told(person: Person) -> bool:
        return any("Look again" in str(task) for task in waits(person))

    def waits(person: Person) -> list[object]:
        return list(what_waits(Reader(person, holdings(person), timezone.now())))

    assert (told(city.coordinator), told(city.second_coordinator)) == (True, False)
    made(city, one)
    assert told(city.second_coordinator)


def test_who_prepares_is_told_to_draw_second_visits_and_to_open_their_seed(
    city: City, inspection: Inspection
) -> None:
    def told() -> list[str]:
        reader = Reader(city.coordinator, holdings(city.coordinator), timezone.now(), "en")
        waits = [one.title for one in what_waits_before(reader) if not isinstance(one.title, str)]
        titles = [title.in_language("en") for title in waits]
        has_rows = any(rows.filter(pk__gt=0).exists() for rows in rows_behind(reader))
        assert has_rows == bool(titles)
        return [title for title in titles if "second visits" in title]

    assert told() == []
    second = sealed(city, inspection)
    assert told() == [f"Draw the second visits: {inspection.title}"]
    with on(LAST):
        draw_second_visits(actor=city.coordinator, second=second, expected_version=second.version)
    assert told() == []
    for one in Visit.objects.filter(how="blind").select_related("inspection"):
        made(city, one)
    assert told() == [f"Open the seed of the second visits: {inspection.title}"]
    opened(city, inspection)
    assert told() == []


def test_a_first_record_that_is_opened_again_after_the_sealing_keeps_no_draw_back(
    city: City, inspection: Inspection
) -> None:
    second = sealed(city, inspection)
    Record.objects.update(state="open")
    with on(LAST):
        draw_second_visits(actor=city.coordinator, second=second, expected_version=second.version)
    assert Visit.objects.filter(how="blind").count() == 4


def test_who_joins_the_second_team_later_and_knows_does_not_begin_its_record(
    city: City, inspection: Inspection
) -> None:
    one, two, *_ = drawn(city, inspection)
    knows, ignorant = city.inspectors[0], city.inspectors[2]
    TeamMember.objects.create(team=city.teams[1], person=knows)
    entry = Written("answer", "A1", {"answer": "yes", "note": ""})

    def begins(person: Person, visit: Visit) -> None:
        with on(LAST):
            write_record(actor=person, visit=visit, entries=[entry], expected_version=0)

    with pytest.raises(Incomplete) as refused:
        begins(knows, one)
    assert codes_of(refused) == ["CH-8858"]
    begins(ignorant, two)


def handed_by_the_way(city: City, visit: Visit) -> None:
    """Handed over by the service, on which a conclusion stands."""
    Visit.objects.filter(pk=visit.pk).update(handed_over_at=None)
    handed(city, visit)


def pages_of_the_first(first: Visit, finding: Finding) -> dict[str, str]:
    """Every address that says something of the first visit."""
    return {
        **{
            name: reverse(f"inspections:{name}", args=[first.key])
            for name in ("visit", "record", "after-visit")
        },
        "finding": reverse("inspections:finding", args=[finding.key]),
    }


def test_the_second_team_sees_nothing_of_the_first_visit_before_its_record_is_handed_over(
    city: City, inspection: Inspection
) -> None:
    rows = {visit.pk: found(city, visit, words="Thiếu biển phí") for visit in inspection.visits.all()}
    one = drawn(city, inspection)[0]
    first = one.again_of
    assert first is not None
    finding, inspector = rows[first.pk], city.inspectors[2]
    client = sign_in(inspector)

    def looks() -> None:
        pages = pages_of_the_first(first, finding)
        assert {name: client.get(address).status_code for name, address in pages.items()} == dict.fromkeys(
            pages, 404
        )
        listed = client.get(reverse("inspections:findings")).content.decode()
        own = client.get(reverse("inspections:visit", args=[one.key]))
        after = client.get(reverse("inspections:after-visit", args=[one.key])).content.decode()
        calendar = client.get(reverse("inspections:calendar", args=[inspection.key])).content.decode()
        phone = str(package_for(inspector, "vi"))
        assert own.status_code == 200
        for shown in (listed, own.content.decode(), after, calendar, phone):
            assert "Thiếu biển phí" not in shown
            assert first.key not in shown
        assert one.key in phone

    looks()
    made(city, one, breaches=("A1",), hands_over=False)
    looks()
    Visit.objects.filter(pk=one.pk).update(handed_over_at=LAST.isoformat() + "T09:00:00Z")
    assert not findings_for(inspector).filter(pk=finding.pk).exists(), "it is another team's all the same"


def test_who_sees_the_whole_city_sees_nothing_of_it_either_while_they_are_of_the_second_team(
    city: City, inspection: Inspection
) -> None:
    """A coordinator who goes with the second team: the visit, findings, conclusion, figures, folder."""
    TeamMember.objects.create(team=city.teams[1], person=city.second_coordinator)
    finding = found(city, inspection.visits.order_by("place__code")[0], words="Thiếu biển phí")
    visits = drawn(city, inspection, visits=6)
    one = next(visit for visit in visits if visit.again_of_id == finding.visit_id)
    handed_by_the_way(city, finding.visit)
    conclusion = concluded(city, finding.visit)
    reader, other = city.second_coordinator, city.coordinator

    def seen(person: object) -> tuple[bool, ...]:
        report = report_of(person, ReportWanted(), LAST)  # type: ignore[arg-type]
        return (
            visits_for(person).filter(pk=finding.visit_id).exists(),  # type: ignore[arg-type]
            findings_for(person).filter(pk=finding.pk).exists(),  # type: ignore[arg-type]
            conclusions_for(person).filter(pk=conclusion.pk).exists(),  # type: ignore[arg-type]
            visits_counted_for(person).filter(pk=finding.visit_id).exists(),  # type: ignore[arg-type]
            report.summary.whole.findings == 1,
            prevalence_of(person, inspection, duty="", by="")[0].found == 1,  # type: ignore[arg-type]
        )

    assert seen(other) == (True,) * 6
    assert seen(reader) == (False,) * 6
    # Beside the criterion of a campaign, where all who read it are told once the conclusion is issued.
    issued(city, conclusion)
    beside = {
        person: list(findings_beside_criterion(person, finding.agency, "one-stop-shop", "6"))
        for person in (reader, other)
    }
    assert (bool(beside[reader]), bool(beside[other])) == (False, True)
    page = sign_in(reader).get(reverse("inspections:conclusion", args=[conclusion.key]))
    assert page.status_code == 404
    made(city, one)
    assert seen(reader)[:4] == (True,) * 4


def test_neither_agency_nor_auditor_nor_statistician_learns_who_is_visited_again_before_it_is_opened(
    city: City, inspection: Inspection
) -> None:
    visits = drawn(city, inspection, visits=6)
    one = next(visit for visit in visits if visit.place.agency == city.wards[0])
    readers = (city.ward_head, city.ward_officer, city.other_officer, city.auditor, city.statistician)
    for reader in readers:
        assert not visits_for(reader).filter(how="blind").exists()
    page = reverse("inspections:second", args=[inspection.key])
    for reader in readers:
        assert sign_in(reader).get(page).status_code == 404
    made(city, one, hands_over=False)
    assert not visits_counted_for(city.statistician).filter(how="blind").exists()
    for visit in visits:
        if visit != one:
            made(city, visit)
    Visit.objects.filter(pk=one.pk).update(handed_over_at=one.changed_at)
    opened(city, inspection)
    assert visits_for(city.auditor).filter(how="blind").count() == 6
    assert visits_counted_for(city.statistician).filter(how="blind").count() == 6
    # Their own record, once their head got it; the others' never.
    assert list(visits_for(city.ward_head).filter(how="blind")) == [one]


def test_a_second_visit_is_counted_once_and_is_none_that_looks_whether_something_was_mended(
    city: City, inspection: Inspection
) -> None:
    before = report_of(city.coordinator, ReportWanted(), LAST).summary.whole
    assert (before.visits, before.again) == (6, 0)
    visits = drawn(city, inspection)
    second = [made(city, one, breaches=("A1",)) for one in visits]
    told = report_of(city.coordinator, ReportWanted(), LAST).summary.whole
    assert (told.visits, told.again, told.findings) == (6, 4, 0)
    assert prevalence_of(city.coordinator, inspection, duty="", by="")[0].visited == 6
    first = second[0].again_of
    assert first is not None
    finding = found(city, first)
    handed_by_the_way(city, first)
    conclusion = concluded(city, first)
    assert not saw(second[0], [finding], recommended(city, conclusion, [finding]))
    # To look whether it was mended, a visit is arranged all the same.
    with on(LAST):
        again = arrange_again(
            actor=city.coordinator, visit=first, move=Move(city.teams[0], None, "Xem đã khắc phục chưa")
        )
    assert again.how == "again"


def test_what_both_visits_found_stands_once_and_nothing_is_entered_before_the_record_is_handed_over(
    city: City, inspection: Inspection
) -> None:
    one = drawn(city, inspection)[0]
    first = one.again_of
    assert first is not None
    found(city, first)
    one = made(city, one, breaches=("A1", "D2"), hands_over=False)
    team = city.inspectors[2]
    for duty in ("A1", "D2"):
        # The same answer whatever the first visit found: a refusal must tell nothing.
        with pytest.raises(Incomplete) as refused:
            found(city, one, actor=team, duty=duty)
        assert [(problem.code, problem.found) for problem in refused.value.problems] == [("CH-8859", "")]
    Visit.objects.filter(pk=one.pk).update(handed_over_at=one.ended_at)
    one.handed_over_at = one.ended_at
    with pytest.raises(Incomplete) as refused:
        found(city, one, actor=team, duty="A1")
    assert codes_of(refused) == ["CH-8859"]
    overlooked = found(city, one, actor=team, duty="D2")
    assert not overlooked.is_repeated
    # Nor the other way round.
    with pytest.raises(Incomplete) as refused:
        found(city, first, duty="D2")
    assert codes_of(refused) == ["CH-8859"]
    page = sign_in(team).get(reverse("inspections:after-visit", args=[one.key])).content.decode()
    assert "?muc=A1" not in page


def test_what_both_visits_found_stands_once_though_it_is_entered_at_one_moment(
    city: City, inspection: Inspection, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = made(city, drawn(city, inspection)[0], breaches=("A1",))
    first = one.again_of
    assert first is not None
    real = one_after_another

    @contextmanager
    def waited_for_the_other(*asked: Any) -> Iterator[None]:
        """The first team enters the same while this one waits for the lock."""
        monkeypatch.setattr(finding_services, "one_after_another", real)
        found(city, first)
        with real(*asked):
            yield

    monkeypatch.setattr(finding_services, "one_after_another", waited_for_the_other)
    with pytest.raises(Incomplete) as refused:
        found(city, one, actor=city.inspectors[2], duty="A1")
    assert codes_of(refused) == ["CH-8859"]
    assert Finding.objects.filter(duty="A1", withdrawn_at=None).count() == 1


def test_pages_of_second_visits_lead_from_sealing_to_the_opened_draw(
    city: City, inspection: Inspection
) -> None:
    client = sign_in(city.coordinator)
    address = reverse("inspections:second", args=[inspection.key])

    def post(**given: object) -> int:
        return int(client.post(address, given).status_code)

    assert address in client.get(reverse("inspections:inspection", args=[inspection.key])).content.decode()
    assert post(visits="1", expected_version=inspection.version) == 422
    assert post(visits="4", expected_version=fresh(inspection).version) == 303
    assert SecondDraw.objects.get().strata == ["district"]
    assert post(action="draw", expected_version=SecondDraw.objects.get().version) == 303
    visits = list(Visit.objects.filter(how="blind").select_related("inspection"))
    assert len(visits) == 4
    assert post(action="open", expected_version=SecondDraw.objects.get().version) == 422
    for one in visits:
        made(city, one)
    assert post(action="open", expected_version=SecondDraw.objects.get().version) == 303
    assert sign_in(city.leader).get(address).status_code == 200
    assert sign_in(city.leader).post(address, {"action": "open"}).status_code == 403
    assert sign_in(city.statistician).get(address).status_code == 200


def test_days_are_given_to_second_visits_after_the_last_day_too(city: City, inspection: Inspection) -> None:
    drawn(city, inspection)
    with on(LAST):
        assert (
            plan_days(
                actor=city.coordinator, inspection=inspection, expected_version=fresh(inspection).version
            )
            == 4
        )
    days = Visit.objects.filter(how="blind").values_list("planned_on", flat=True)
    assert all(day is not None and day >= LAST for day in days)
    assert max(day for day in days if day is not None) > LAST
