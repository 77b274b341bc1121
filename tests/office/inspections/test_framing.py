"""The frame: agency × counter × field from dossiers, what is joined to it, who reads of earlier visits."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from chiso.inspection.risk.given import OWN_HISTORY
from chiso.office.errors import Incomplete
from chiso.office.inspections.earlier_visits import agencies_kept_back
from chiso.office.inspections.following.services import LetterGiven
from chiso.office.inspections.following.services.letters import enter_letter
from chiso.office.inspections.models import Conclusion, Finding, Inspection, Place, Visit
from chiso.office.inspections.public import public_draws
from chiso.office.inspections.risk_shown import reasons_in_words
from chiso.office.inspections.services.framing import make_frame, take_frame
from chiso.office.inspections.services.satisfaction import satisfaction_to_choose
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from tests.office.dossiers.making import One, some, table_of, taken
from tests.office.inspections.making import (
    TODAY,
    City,
    announced,
    begun,
    fresh,
    made_visits,
    make_city,
    on,
    opened,
    visit_of,
)
from tests.office.making import appoint
from tests.office.signing import sign_in
from tests.office.surveys.making import estimate, suppressed, taken_in

pytestmark = pytest.mark.django_db
MAY = (date(2026, 5, 4), date(2026, 5, 8))


@pytest.fixture
def city() -> City:
    return make_city(4)


def made_frame(city: City, **changes: Any) -> list[Place]:
    inspection = begun(city)
    with on(TODAY):
        make_frame(
            actor=city.coordinator, inspection=inspection, kinds=(), expected_version=inspection.version,
            **changes,
        )  # fmt: skip
    return list(Place.objects.filter(inspection=inspection).select_related("agency").order_by("pk"))


def of(places: list[Place], agency: Any) -> list[Place]:
    return [one for one in places if one.agency == agency]


def dossier(agency: str, counter: str, field: str) -> One:
    return One(agency, counter, field, MAY[0], MAY[1], None)


def entered(city: City, **changes: Any) -> None:
    """A letter of March, a complaint about land in the first ward unless it is said otherwise."""
    given: dict[str, Any] = {
        "received_on": date(2026, 3, 2), "kind": "complaint", "agency": city.wards[0], "field": "Đất đai",
        "about": "Chờ lâu",
    }  # fmt: skip
    with on(TODAY):
        enter_letter(actor=city.coordinator, given=LetterGiven(**given | changes))


@pytest.mark.parametrize("seed", range(2))
def test_a_place_is_a_counter_and_field_and_its_dossiers_add_up_to_the_agency(city: City, seed: int) -> None:
    uids = [ward.uid for ward in city.wards[:3]]
    brought = some(uids, 200, seed=seed, first=date(2026, 1, 5), days=120)
    with on(TODAY):
        taken(city.coordinator, table_of(brought), "2026-05/ytd")
    places = made_frame(city)
    for ward in city.wards[:3]:
        own = [one for one in brought if one.agency == ward.uid]
        there = of(places, ward)
        assert {(one.more.get("counter", ""), one.field) for one in there} == {
            (one.counter, one.field) for one in own
        }
        assert len({one.code for one in there}) == len(there)
        assert sum(int(one.more["received"]) for one in there) == len(own)
        # Done after its day by the end of May, or open then with a day that is past.
        end = date(2026, 5, 31)
        late = sum(one.done is not None and one.due < one.done <= end for one in own)
        overdue = sum((one.done is None or one.done > end) and one.due < end for one in own)
        assert sum(int(one.more["late"]) for one in there) == late
        assert sum(int(one.more["overdue"]) for one in there) == overdue
        assert {one.more["dossier_months"] for one in there} == {"5"}
    (alone,) = of(places, city.wards[3])
    assert ("received" in alone.more, alone.field, alone.code) == (False, "", city.wards[3].forms.get().code)
    sources = fresh(Inspection.objects.get(places=places[0])).frame_sources
    assert (sources["agencies"], sources["with_dossiers"]) == (4, 3)
    assert sources["months"] == ["2025-06", "2026-05"]
    assert sources["columns"]["received"] == {"file": 0, "office": len(places) - 1}


def test_codes_are_the_same_in_every_frame_and_fit_their_column(city: City) -> None:
    field = "Tài nguyên và môi trường; đăng ký đất đai; tài sản gắn liền với đất"
    with on(TODAY):
        taken(
            city.coordinator,
            table_of([dossier(city.wards[0].uid, "Quầy số 1", field + str(n)) for n in (1, 2)]),
        )
    first, second = made_frame(city), made_frame(city)
    assert [one.code for one in first] == [one.code for one in second]
    assert len({one.code for one in first}) == len(first)
    assert max(len(one.code) for one in first) == 79


def test_letters_count_at_the_place_that_they_name_and_are_not_known_where_they_could_mean_several(
    city: City,
) -> None:
    ward = city.wards[0]
    with on(TODAY):
        taken(
            city.coordinator,
            table_of([dossier(ward.uid, "Quầy 1", "Đất đai"), dossier(ward.uid, "Quầy 1", "Hộ tịch")]),
        )
    entered(city)
    entered(city, kind="praise", field="Hộ tịch")
    entered(city, agency=city.wards[1], field="Gì đó")
    places = {one.field: one.more for one in of(made_frame(city), ward)}
    assert (places["Đất đai"]["complaints"], places["Đất đai"]["letters"]) == ("1", "1")
    assert (places["Hộ tịch"]["complaints"], places["Hộ tịch"]["letters"]) == ("0", "1")
    assert {one["agency_complaints"] for one in places.values()} == {"1"}
    # The one place of an agency is meant by all of its letters.
    (other,) = of(made_frame(city), city.wards[1])
    assert other.more["complaints"] == "1"
    entered(city, kind="feedback", field="")
    for one in of(made_frame(city), ward):
        assert "complaints" not in one.more
        assert one.more["agency_complaints"] == "2"


def test_satisfaction_is_that_of_the_place_or_its_agency_and_what_is_suppressed_is_not_known(
    city: City,
) -> None:
    first, second, third, _ = city.wards
    with on(TODAY):
        version = taken_in(
            city.statistician,
            (estimate(first.uid, 0.84), suppressed(second.uid), estimate(third.name, 0.5), estimate("", 0.9)),
        )
    inspection = begun(city)
    ((chosen, name),) = satisfaction_to_choose(inspection)
    assert name == f"{version.round.name}: index"
    places = made_frame(city, satisfaction=chosen)
    told = {one.agency: (one.more.get("satisfaction"), one.more.get("satisfaction_se")) for one in places}
    assert [told[ward] for ward in city.wards] == [
        ("0.84", "0.01"), (None, None), ("0.5", "0.01"), (None, None),
    ]  # fmt: skip
    with pytest.raises(Incomplete) as refused:
        made_frame(city, satisfaction=chosen + "x")
    assert [one.code for one in refused.value.problems] == ["CH-8869"]
    # A round of real people goes into no exercise.
    with on(TODAY):
        Inspection.objects.filter(pk=inspection.pk).update(is_made_up=True)
    assert satisfaction_to_choose(fresh(inspection)) == []


def test_the_survey_figures_of_a_campaign_are_joined(city: City) -> None:
    from chiso.office.campaigns.models import Sheet
    from tests.office.making import make_campaign

    campaign = make_campaign("example-hundred@1")
    inspection = begun(city)
    for number, (origin, value) in enumerate([("survey", "0.7"), ("survey", "0.75")], start=1):
        Sheet.objects.create(
            campaign=campaign, node="8.1", number=number, origin=origin, source="Điều tra",
            table=f"unit,input,value,status,se\n{city.wards[0].uid},satisfied,{value},withheld,0.02\n"
            f"{city.wards[1].uid},satisfied,,missing,\n",
        )  # fmt: skip
    type(inspection).objects.filter(pk=inspection.pk).update(is_made_up=campaign.is_sample)
    inspection = fresh(inspection)
    ((chosen, _),) = satisfaction_to_choose(inspection)
    with on(TODAY):
        make_frame(
            actor=city.coordinator, inspection=inspection, kinds=(), satisfaction=chosen,
            expected_version=inspection.version,
        )  # fmt: skip
    told = {one.agency: one.more.get("satisfaction") for one in inspection.places.select_related("agency")}
    assert [told[ward] for ward in city.wards[:2]] == ["0.75", None]


def test_a_table_keeps_its_values_and_gets_the_others(city: City) -> None:
    first, second, *_ = city.wards
    rows = [dossier(first.uid, "Quầy 1", "Đất đai"), dossier(first.uid, "Quầy 2", "Đất đai"),
            dossier(first.uid, "Quầy 2", "Hộ tịch"), dossier(second.uid, "Q", "F")]  # fmt: skip
    with on(TODAY):
        taken(city.coordinator, table_of(rows))
    table = (
        "place,agency,counter,field,received,last_visit,last_team\n"
        f"A,{first.uid},,Đất đai,,,\n"
        f"B,{first.uid},Quầy 2,,7,2026-01-05,Đoàn xa\n"
        f"C,{first.uid},,,,,\n"
        f"D,{second.uid},,,,,\n"
        f"E,{first.uid},quầy 2,hộ tịch,,,\n"
    )
    inspection = begun(city)
    with on(TODAY):
        take_frame(
            actor=city.coordinator, inspection=inspection, content=table.encode(), name="khung.csv",
            expected_version=inspection.version,
        )  # fmt: skip
    places = {one.code: one for one in inspection.places.all()}
    # A field stands for all its counters, a counter for its fields; neither of two or more is not known.
    assert {code: one.more.get("received") for code, one in places.items()} == {
        "A": "2", "B": "7", "C": None, "D": "1", "E": "1",
    }  # fmt: skip
    assert places["B"].more["left"] == "2"
    assert (places["B"].last_visit, places["B"].last_team) == (date(2026, 1, 5), "Đoàn xa")
    sources = fresh(inspection).frame_sources["columns"]
    assert sources["received"] == {"file": 1, "office": 3}
    assert sources["last_visit"] == {"file": 1, "office": 0}


def visited(city: City, *, is_opened: bool) -> tuple[Inspection, Visit]:
    """An inspection whose visits are over; one of them, of the second ward or after."""
    earlier = opened(city) if is_opened else announced(city)
    if not is_opened:
        with on(TODAY):
            made_visits(earlier)
    return fresh(earlier), visit_of(earlier, place__agency__in=city.wards[1:])


def page_of(person: Person, inspection: Inspection) -> str:
    return sign_in(person).get(f"/kiem-tra/{inspection.key}/khung/").content.decode()


@pytest.fixture
def large() -> City:
    return make_city()


def test_nobody_reads_in_a_frame_of_a_visit_whose_draw_is_not_opened(large: City) -> None:
    city = large
    earlier, visit = visited(city, is_opened=False)
    inspection = Inspection.objects.get(places__in=made_frame(city)[:1])
    place = inspection.places.get(agency=visit.place.agency)
    assert (place.last_visit, place.last_team) == (TODAY, visit.team.name if visit.team else "")
    # Which visits found something is in no column before everybody may know of it.
    assert place.more["visits"] == "0"
    team = place.last_team
    with on(TODAY):
        assert team in page_of(city.coordinator, inspection)
        assert team in page_of(city.leader, inspection)
        assert team not in page_of(city.statistician, inspection)
        # The moment of the page itself stands below it.
        assert '<time datetime="2026-06-01">' in page_of(city.leader, inspection)
        assert '<time datetime="2026-06-01">' not in page_of(city.statistician, inspection)
        Inspection.objects.filter(pk=earlier.pk).update(opened_at=timezone.now())
        assert team in page_of(city.statistician, inspection)


def test_who_has_an_interest_reads_of_a_visit_when_the_agency_does(large: City) -> None:
    city = large
    _, visit = visited(city, is_opened=True)
    inspection = Inspection.objects.get(places__in=made_frame(city)[:1])
    appoint(city.second_coordinator, Role.AGENCY_OFFICER, visit.place.agency, valid_from=date(2019, 1, 1))
    sought = f"?tim={inspection.places.get(agency=visit.place.agency).code}"
    address = f"/kiem-tra/{inspection.key}/khung/{sought}"
    team = visit.team.name if visit.team else ""
    with on(TODAY):
        assert team in sign_in(city.coordinator).get(address).content.decode()
        assert team not in sign_in(city.second_coordinator).get(address).content.decode()
        Conclusion.objects.create(
            inspection=visit.inspection, agency=visit.place.agency, number="KL-1", issued_on=TODAY,
            issued_at=timezone.now(),
        )  # fmt: skip
        Visit.objects.filter(pk=visit.pk).update(handed_over_at=timezone.now())
        assert team in sign_in(city.second_coordinator).get(address).content.decode()


def test_visits_and_findings_count_once_everybody_may_know_of_them(large: City) -> None:
    city = large
    _, visit = visited(city, is_opened=True)
    Visit.objects.filter(pk=visit.pk).update(handed_over_at=timezone.now())
    agency = visit.place.agency
    assert of(made_frame(city), agency)[0].more["visits"] == "0"
    Conclusion.objects.create(
        inspection=visit.inspection, agency=agency, number="KL-1", issued_on=TODAY,
        issued_at=timezone.now(),
    )  # fmt: skip
    (place,) = of(made_frame(city), agency)
    assert (place.more["visits"], place.more["findings"]) == ("1", "0")
    assert place.joined["told"] == [place.last_visit.isoformat() if place.last_visit else "", place.last_team]
    Finding.objects.create(
        inspection=visit.inspection, agency=agency, visit=visit, number=1, found_on=TODAY, kind="other",
        effect="none", rule="severity@1", by_rule="reminder", severity="reminder",
        entered_by=city.coordinator, supplement=0,
    )  # fmt: skip
    assert of(made_frame(city), agency)[0].more["findings"] == "1"


def test_a_visit_of_the_whole_agency_was_to_each_of_its_counters_and_one_of_a_counter_to_that_alone(
    large: City,
) -> None:
    city = large
    earlier, visit = visited(city, is_opened=True)
    agency = visit.place.agency
    with on(TODAY):
        taken(
            city.coordinator,
            table_of([dossier(agency.uid, "Quầy 1", "Đất đai"), dossier(agency.uid, "Quầy 2", "Đất đai")]),
        )
    assert all(one.last_visit is not None for one in of(made_frame(city), agency))
    # Once its frame has a second place of the agency, the visited one stands for itself.
    Place.objects.filter(pk=visit.place_id).update(field="Đất đai", more={"counter": "Quầy 2"})
    Place.objects.create(inspection=earlier, code="khác", agency=agency, field="Hộ tịch")
    assert {one.more["counter"]: one.last_visit is not None for one in of(made_frame(city), agency)} == {
        "Quầy 1": False, "Quầy 2": True,
    }  # fmt: skip


@pytest.mark.parametrize("who", ["statistician", "auditor"])
def test_the_files_of_a_draw_wait_for_other_draws_of_which_their_frame_may_tell(
    large: City, who: str
) -> None:
    city = large
    earlier, _ = visited(city, is_opened=False)
    later = opened(city)
    person = getattr(city, who)
    address = f"/kiem-tra/{later.key}/rut-tham.zip"
    with on(TODAY):
        assert sign_in(city.coordinator).get(address).status_code == 200
        assert sign_in(person).get(address).status_code == 404
        Inspection.objects.filter(pk=earlier.pk).update(opened_at=timezone.now())
        assert sign_in(person).get(address).status_code == 200


def test_reasons_of_risk_say_nothing_of_visits_that_are_kept_back(large: City) -> None:
    city = large
    earlier, visit = visited(city, is_opened=False)
    place = Place(agency=visit.place.agency, reasons=[[OWN_HISTORY, "1", "0.4", 2], ["left", "9", "3", 2]])

    def told(person: Person) -> list[str]:
        kept = agencies_kept_back(person, [place.agency_id], made_up=False)
        words = reasons_in_words(place, kept_back=place.agency_id in kept)
        return [one.in_language("en").partition(":")[0] for one in words]

    assert told(city.coordinator) == ["own visits", "left"]
    assert told(city.statistician) == ["left"]
    Inspection.objects.filter(pk=earlier.pk).update(opened_at=timezone.now())
    assert told(city.statistician) == ["own visits", "left"]


def test_everybody_gets_the_files_of_a_draw_once_other_draws_hide_nothing_in_them(large: City) -> None:
    city = large
    earlier, _ = visited(city, is_opened=False)
    later = opened(city)
    Visit.objects.filter(inspection=later).update(handed_over_at=timezone.now())

    def lies_open() -> bool:
        return bool(public_draws().values_list("lies_open", flat=True).get(pk=later.pk))

    assert not lies_open()
    Inspection.objects.filter(pk=earlier.pk).update(opened_at=timezone.now())
    assert not lies_open()
    Visit.objects.filter(inspection=earlier).update(handed_over_at=timezone.now())
    assert lies_open()
