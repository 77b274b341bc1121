"""From the frame to the opened draw: what is kept, who approves what, and that an outsider draws the same."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from chiso.inspection.seed import read_seed
from chiso.office.encryption import vault
from chiso.office.errors import Conflict, Incomplete, NoRight
from chiso.office.inspections.content import files_of
from chiso.office.inspections.models import DrawFolder, Inspection, Place
from chiso.office.inspections.papers import zip_of
from chiso.office.inspections.services.drawing import (
    close_inspection,
    draw,
    folder_files,
    open_draw,
)
from chiso.office.inspections.services.framing import make_frame, take_frame
from chiso.office.inspections.services.preparing import change_inspection, change_settings
from chiso.office.inspections.services.sealing import approve, enter_decision, seal, send_back
from chiso.office.inspections.services.teams import say_tie
from chiso.office.ledger.models import Entry, Words
from chiso.office.notices.models import Notice
from chiso.problems import BadInput
from tests.cli.calling import call
from tests.office.inspections.making import (
    FIRST,
    LAST,
    SETTINGS,
    TODAY,
    approved,
    begun,
    drawn,
    facts,
    fresh,
    made_visits,
    make_city,
    on,
    opened,
    prepared,
    sealed,
    table_of,
)
from tests.office.making import make_agency

pytestmark = pytest.mark.django_db


def codes(refused: Any) -> list[str]:
    return sorted(problem.code for problem in refused.value.problems)


def test_numbers_count_by_kind_and_year() -> None:
    city = make_city(2)
    inspectorate = make_agency("Thanh tra thành phố", kind="thanh-tra")
    numbers = [
        begun(city).number,
        begun(city).number,
        begun(city, kind="inspection", led_by=inspectorate, led_with=None).number,
    ]
    assert numbers == ["KT-2026-001", "KT-2026-002", "TT-2026-001"]


def test_facts_that_cannot_be_are_refused_all_at_once() -> None:
    city = make_city(2)
    with pytest.raises(Incomplete) as refused:
        begun(city, title=" ", closes_on=FIRST.replace(day=1), led_with=city.home_affairs)
    assert codes(refused) == ["CH-8650", "CH-8652", "CH-8655"]
    # The law of 2022 on inspectorates came into force on 1 July 2023.
    with pytest.raises(Incomplete) as refused:
        begun(city, kind="inspection", opens_on=FIRST.replace(year=2023), closes_on=FIRST.replace(year=2023))
    assert codes(refused) == ["CH-8654"]


def test_the_frame_keeps_every_row_and_column_of_the_table() -> None:
    city = make_city()
    made = prepared(city)
    places = list(made.places.order_by("code"))
    assert [place.code for place in places] == [f"P{number:02}" for number in range(1, 13)]
    assert [place.agency for place in places] == city.wards
    assert places[0].must == "Chỉ thị của Chủ tịch"
    assert [Fraction(place.risk) for place in places[:2]] == [Fraction(94, 100), Fraction(93, 100)]
    # What stands in the table stays; the rest is what the office knows: no letter, no earlier visit.
    assert places[2].more == {
        "complaints": "3", "agency_complaints": "0", "letters": "0", "visits": "0", "findings": "0",
    }  # fmt: skip


def test_a_table_with_faults_is_refused_with_all_of_them_and_nothing_is_written() -> None:
    city = make_city(2)
    made = prepared(city, settings=SETTINGS)
    ward = city.wards[0].name
    table = (
        "place,agency,risk,last_visit,tied\n"
        f"A1,{ward},0.5,,\n"
        f"A1,{ward},1.5,,\n"
        "A3,Phường Không Có,0.5,31/02/2026,\n"
        f"A4,{ward},,,Nguyễn Văn A\n"
        f"{'A' * 81},{ward},,,\n"
    )
    with pytest.raises(BadInput) as refused:
        take_frame(
            actor=city.coordinator, inspection=made, content=table.encode(), name="khung.csv",
            expected_version=made.version,
        )  # fmt: skip
    found = sorted((one.code, one.where.row, one.where.field) for one in refused.value.problems)
    assert found == [
        ("CH-8600", 3, "place"), ("CH-8601", 3, "risk"), ("CH-8602", 4, "last_visit"),
        ("CH-8658", 4, "agency"), ("CH-8662", 5, "tied"), ("CH-8663", 6, "place"),
    ]  # fmt: skip
    assert made.places.count() == 2


def test_a_table_without_the_agencies_says_so() -> None:
    city = make_city(2)
    made = begun(city)
    with pytest.raises(BadInput) as refused:
        take_frame(
            actor=city.coordinator, inspection=made, content=b"place,name\nA,B\n", name="khung.csv",
            expected_version=made.version,
        )  # fmt: skip
    assert codes(refused) == ["CH-1010"]


def test_figures_below_a_thousandth_come_back_as_they_were() -> None:
    # "0.125" is a thousand and more to a reader of Vietnamese figures: what is written must be read the same.
    city = make_city(2)
    made = begun(city)
    table = "place,agency,risk\n" + "".join(f"P{n},{ward.name},0.125\n" for n, ward in enumerate(city.wards))
    take_frame(
        actor=city.coordinator, inspection=made, content=table.encode(), name="khung.csv",
        expected_version=made.version,
    )  # fmt: skip
    frame, _ = files_of(fresh(made)).read()
    assert {office.risk for office in frame.offices} == {Fraction(1, 8)}


def test_a_frame_of_the_agencies_of_the_office_leaves_out_those_that_lead() -> None:
    city = make_city(3)
    made = begun(city)
    assert make_frame(
        actor=city.coordinator, inspection=made, kinds=(), expected_version=made.version
    ) == len(city.wards)
    assert make_frame(
        actor=city.coordinator, inspection=made, kinds=("phuong",), expected_version=fresh(made).version
    ) == len(city.wards)
    with pytest.raises(Incomplete) as refused:
        make_frame(
            actor=city.coordinator, inspection=made, kinds=("huyen",), expected_version=fresh(made).version
        )
    assert codes(refused) == ["CH-8659"]
    assert made.places.count() == len(city.wards)


def test_an_exercise_is_no_last_visit_of_a_real_inspection() -> None:
    city = make_city()
    exercise = drawn(city)
    made_visits(exercise)
    visited = set(exercise.visits.values_list("place__agency", flat=True))
    assert visited

    def last() -> set[int]:
        made = begun(city)
        make_frame(actor=city.coordinator, inspection=made, kinds=(), expected_version=made.version)
        return set(made.places.exclude(last_visit=None).values_list("agency", flat=True))

    assert last() == visited
    Inspection.objects.filter(pk=exercise.pk).update(is_made_up=True)
    assert last() == set()


def test_teams_without_a_visit_are_not_told_of_a_draw() -> None:
    city = make_city()
    with on(TODAY):
        for ward in city.wards:
            say_tie(actor=city.coordinator, person=city.inspectors[2], agency=ward, why="Có người nhà")
    made = drawn(city)
    assert set(made.visits.values_list("team__name", flat=True)) <= {"Đoàn 1", None}
    told = Notice.objects.filter(kind="inspections.drawn").values_list("person", flat=True)
    assert set(told) == {person.pk for person in city.inspectors[:2]}


def test_where_one_works_and_what_one_says_keeps_one_away() -> None:
    city = make_city()
    first, second = city.inspectors[0], city.inspectors[2]
    with on(TODAY):
        for ward in city.wards[:6]:
            say_tie(actor=first, person=first, agency=ward, why="Từng công tác ở đó")
        for ward in city.wards[6:]:
            say_tie(actor=city.coordinator, person=second, agency=ward, why="Có người nhà")
    made = drawn(city)
    by_team = {
        (visit.place.code, visit.team.name)
        for visit in made.visits.select_related("team", "place")
        if visit.team
    }
    assert by_team
    assert all((code <= "P06") == (team == "Đoàn 2") for code, team in by_team)
    # Nobody is named in what will be published.
    assert first.full_name not in files_of(made).frame.decode() + files_of(made).plan.decode()


def test_an_inspector_says_ties_of_themself_alone() -> None:
    city = make_city(2)
    with pytest.raises(Incomplete) as refused:
        say_tie(actor=city.inspectors[0], person=city.inspectors[1], agency=city.wards[0], why="Quen")
    assert codes(refused) == ["CH-8653"]
    with pytest.raises(NoRight):
        say_tie(actor=city.ward_head, person=city.ward_head, agency=city.wards[0], why="Quen")


def test_the_draw_keeps_to_the_plan() -> None:
    city = make_city()
    made = drawn(city)
    visits = list(made.visits.select_related("place"))
    # Six visits: one demanded, of the other five ⌈2/5 · 5⌉ = 2 by chance, three by risk; half of five,
    # rounded up, without notice.
    assert Counter(visit.how for visit in visits) == {"demanded": 1, "risk": 3, "random": 2}
    assert {visit.place.code for visit in visits if visit.how == "demanded"} == {"P01"}
    # Risks fall with the number.
    assert {visit.place.code for visit in visits if visit.how == "risk"} == {"P02", "P03", "P04"}
    assert sum(not visit.is_announced for visit in visits) == 3
    # P02, P04 lie in district 1 with 6 places, P01 and P03 in district 2: 1 of 4 and 1 of 4 are left.
    assert {visit.probability for visit in visits if visit.how == "random"} == {Fraction(1, 4)}
    assert all(visit.team_id is not None for visit in visits)


def test_an_outsider_draws_the_same_from_the_folder(tmp_path: Path) -> None:
    city = make_city()
    made = opened(city)
    with zipfile.ZipFile(io.BytesIO(zip_of(folder_files(made)))) as archive:
        archive.extractall(tmp_path)
    folder, frame, plan = tmp_path / "draw", tmp_path / "frame.csv", tmp_path / "plan.yaml"
    words = ("inspection", "verify-draw", str(folder), "--frame", str(frame), "--plan", str(plan), "--json")
    answer = call(*words)
    assert answer.exit == 0, answer.err
    assert json.loads(answer.out)["differences"] == []
    # A place of another name makes another frame.
    frame.write_text(frame.read_text("utf-8").replace("P05", "P99"), "utf-8")
    assert call(*words).exit != 0


def test_the_seed_is_in_no_table_before_it_is_opened() -> None:
    city = make_city()
    made = drawn(city)
    seed = read_seed(vault("inspection seed").decrypt(made.sealed_seed.encode()))
    kept = json.dumps(
        [
            list(Entry.objects.values("facts", "verb")),
            list(Words.objects.values("text")),
            list(DrawFolder.objects.values()),
            list(Inspection.objects.values("plan", "sealed_seed", "commitment")),
        ],
        default=str,
    )
    assert seed.commitment == made.commitment
    assert seed.seed not in kept
    assert seed.salt not in kept


def test_opened_the_seed_is_that_of_the_commitment_and_nothing_is_left_to_decrypt() -> None:
    city = make_city()
    made = opened(city)
    record = DrawFolder.objects.get(inspection=made).record
    assert made.commitment in record
    assert "seed:" in record
    assert made.sealed_seed == ""


def test_a_seed_that_was_sealed_stays_when_the_plan_is_sent_back() -> None:
    city = make_city()
    made = sealed(city)
    with on(TODAY):
        send_back(actor=city.leader, inspection=made, reason="Thêm đất đai", expected_version=made.version)
        again = fresh(made)
        assert again.state == "draft"
        seal(actor=city.coordinator, inspection=again, expected_version=again.version)
    assert (fresh(made).commitment, fresh(made).sealed_seed) == (made.commitment, made.sealed_seed)


def test_who_had_a_hand_in_it_does_not_approve_it() -> None:
    city = make_city()
    made = sealed(city)
    with pytest.raises(NoRight):
        approve(
            actor=city.coordinator, inspection=made, seen_sha256=files_of(made).sha256,
            expected_version=made.version,
        )  # fmt: skip
    made.preparers.create(person=city.leader)
    with pytest.raises(NoRight):
        approve(
            actor=city.leader, inspection=made, seen_sha256=files_of(made).sha256,
            expected_version=made.version,
        )  # fmt: skip


def test_another_content_than_the_one_seen_is_not_approved() -> None:
    city = make_city()
    made = sealed(city)
    seen = files_of(made).sha256
    with on(TODAY):
        say_tie(actor=city.coordinator, person=city.inspectors[0], agency=city.wards[4], why="Có người nhà")
        with pytest.raises(Incomplete) as refused:
            approve(actor=city.leader, inspection=made, seen_sha256=seen, expected_version=made.version)
    assert codes(refused) == ["CH-8665"]


def test_a_change_lets_the_approval_fall_and_the_decision_with_it() -> None:
    city = make_city()
    made = approved(city)
    with on(TODAY):
        enter_decision(
            actor=city.coordinator,
            inspection=made,
            number="12/QĐ-UBND",
            day=TODAY,
            expected_version=made.version,
        )
        change_settings(
            actor=city.coordinator, inspection=made, settings=SETTINGS, expected_version=fresh(made).version
        )
    again = fresh(made)
    assert (again.state, again.approved_sha256, again.decision_number) == ("sealed", "", "")
    assert Entry.objects.filter(verb="inspection_approval_fell").count() == 1
    with on(TODAY), pytest.raises(Incomplete) as refused:
        draw(actor=city.coordinator, inspection=again, expected_version=again.version)
    assert codes(refused) == ["CH-8656"]


def test_a_tie_said_after_the_approval_keeps_the_draw_from_being_made() -> None:
    city = make_city()
    made = approved(city)
    with on(TODAY):
        say_tie(actor=city.coordinator, person=city.inspectors[0], agency=city.wards[4], why="Có người nhà")
        with pytest.raises(Incomplete) as refused:
            draw(actor=city.coordinator, inspection=made, expected_version=made.version)
        assert codes(refused) == ["CH-8665"]
        assert made.visits.count() == 0
        # The approval has fallen: the leader can approve what stands now, and that is drawn.
        again = fresh(made)
        assert (again.state, again.approved_sha256) == ("sealed", "")
        assert Entry.objects.filter(verb="inspection_approval_fell").count() == 1
        approve(
            actor=city.leader, inspection=again, seen_sha256=files_of(again).sha256,
            expected_version=again.version,
        )  # fmt: skip
        draw(actor=city.coordinator, inspection=fresh(again), expected_version=fresh(again).version)
    assert made.visits.count() == 6


def test_what_cannot_be_drawn_is_not_sealed() -> None:
    city = make_city()
    # Seven demanded, six visits.
    made = prepared(city, must=7)
    with on(TODAY), pytest.raises(BadInput) as refused:
        seal(actor=city.coordinator, inspection=made, expected_version=made.version)
    assert codes(refused) == ["CH-8605"]
    empty = begun(city)
    with on(TODAY), pytest.raises(Incomplete) as without:
        seal(actor=city.coordinator, inspection=empty, expected_version=empty.version)
    assert codes(without) == ["CH-8659"]


def test_two_people_at_once_the_second_is_told() -> None:
    city = make_city()
    made = prepared(city)
    with on(TODAY):
        change_inspection(
            actor=city.coordinator, inspection=made, facts=facts(city, title="Một"),
            expected_version=made.version,
        )  # fmt: skip
        with pytest.raises(Conflict):
            change_inspection(
                actor=city.second_coordinator, inspection=made, facts=facts(city, title="Hai"),
                expected_version=made.version,
            )  # fmt: skip
    assert fresh(made).title == "Một"


def test_a_draw_is_made_once_and_nothing_before_it_changes_afterwards() -> None:
    city = make_city()
    made = drawn(city)
    with on(TODAY):
        for do in (
            lambda: draw(actor=city.coordinator, inspection=made, expected_version=made.version),
            lambda: seal(actor=city.coordinator, inspection=made, expected_version=made.version),
            lambda: change_settings(
                actor=city.coordinator, inspection=made, settings=SETTINGS, expected_version=made.version
            ),
            lambda: take_frame(
                actor=city.coordinator, inspection=made, content=table_of(city), name="k.csv",
                expected_version=made.version,
            ),
            lambda: close_inspection(
                actor=city.coordinator, inspection=made, reason="Xong", expected_version=made.version
            ),
        ):  # fmt: skip
            with pytest.raises(Incomplete) as refused:
                do()
            assert codes(refused) == ["CH-8656"]
    assert Place.objects.filter(inspection=made).count() == 12


def test_the_seed_is_not_opened_while_visits_are_left_before_the_last_day() -> None:
    city = make_city()
    made = drawn(city)
    with on(LAST), pytest.raises(Incomplete) as refused:
        open_draw(actor=city.coordinator, inspection=made, expected_version=made.version)
    assert codes(refused) == ["CH-8673"]
    made_visits(made)
    with on(LAST):
        open_draw(actor=city.coordinator, inspection=made, expected_version=made.version)
    assert fresh(made).state == "opened"


def test_nothing_is_done_in_a_closed_inspection() -> None:
    city = make_city()
    made = opened(city)
    with on(LAST):
        with pytest.raises(Incomplete) as refused:
            close_inspection(
                actor=city.coordinator, inspection=made, reason=" ", expected_version=made.version
            )
        assert codes(refused) == ["CH-8651"]
        close_inspection(
            actor=city.coordinator, inspection=made, reason="Xong", expected_version=made.version
        )
        again = fresh(made)
        with pytest.raises(Incomplete) as refused:
            enter_decision(
                actor=city.coordinator,
                inspection=again,
                number="1/QĐ",
                day=LAST,
                expected_version=again.version,
            )
    assert codes(refused) == ["CH-8674"]


def test_the_record_tells_of_every_step() -> None:
    city = make_city()
    made = opened(city)
    verbs = list(
        Entry.objects.filter(chain__name=f"inspections/{made.number}")
        .order_by("sequence")
        .values_list("verb", flat=True)
    )
    assert verbs == [
        "frame_taken", "inspection_changed", "inspection_teams_set", "seed_sealed", "inspection_approved",
        "visits_drawn", "visits_planned", "visits_announced", "draw_opened",
    ]  # fmt: skip
