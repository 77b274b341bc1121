"""Dossiers come in as counts: what is counted, what replaces what, who may, and that nothing else is kept."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from chiso.office.api.services import make_token
from chiso.office.dossiers import services
from chiso.office.dossiers.counting import Brought, Counted, count_brought
from chiso.office.dossiers.models import AgencyMonth, AgencyTally, Intake, PlaceCounts
from chiso.office.dossiers.selectors import answers_from, counts_standing, places_of
from chiso.office.dossiers.services import withdraw_intake
from chiso.office.errors import Conflict, Incomplete, NoRight
from chiso.office.ledger.models import Entry
from chiso.office.people.models import Person
from chiso.problems import BadInput
from chiso.procedures.tallies import add_up, month_number
from tests.cli.calling import call
from tests.office.dossiers.making import One, by_hand, some, table_of, taken
from tests.office.inspections.making import TODAY, City, make_city, on
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db
MAY = month_number(2026, 5)


@pytest.fixture
def city() -> City:
    return make_city(3)


def names_of(city: City) -> list[str]:
    return [city.wards[0].uid, city.wards[1].name, city.wards[2].uid]


def codes(refused: pytest.ExceptionInfo[Any]) -> list[str]:
    return [one.code for one in refused.value.problems]


def dossier(city: City, received: date, due: date, done: date | None = None, **more: Any) -> One:
    given: dict[str, Any] = {"agency": city.wards[0].uid, "counter": "Quầy 1", "field": "Đất đai"} | more
    return One(received=received, due=due, done=done, **given)


@pytest.mark.parametrize("seed", range(3))
def test_counts_of_counters_and_fields_are_those_by_hand_and_add_up_to_the_agency(
    city: City, seed: int
) -> None:
    brought = some(names_of(city), 300, seed=seed, first=date(2026, 1, 15), days=130)
    with on(TODAY):
        taken(city.coordinator, table_of(brought), "2026-Q1")
    first, last = date(2026, 1, 1), date(2026, 3, 31)
    stands = counts_standing(month_number(2026, 1), month_number(2026, 3), made_up=False)
    assert set(stands) == {ward.pk for ward in city.wards}
    for ward, name in zip(city.wards, names_of(city), strict=True):
        of_ward = stands[ward.pk]
        own = [one for one in brought if one.agency == name]
        for place in of_ward.places:
            there = [one for one in own if (one.counter, one.field) == place]
            expected = by_hand(there, first, last)
            counts = of_ward.of_place(place)
            assert {one: counts[one] for one in expected} == dict(expected)
        total = of_ward.total()
        assert total == add_up(of_ward.of_place(place) for place in of_ward.places)
        assert total["done_late"] == by_hand(own, first, last)["done_late"]


def test_nothing_of_a_single_dossier_is_kept(city: City) -> None:
    table = b"code,agency,counter,field,received_at,due_at,done_at\n" + (
        f"MA-HO-SO-77,{city.wards[0].uid},Q1,F1,2026-05-04,2026-05-08,2026-05-09\n".encode()
    )
    with on(TODAY):
        taken(city.coordinator, table)
    for model in (Intake, AgencyMonth, PlaceCounts, AgencyTally, Entry):
        assert "MA-HO-SO-77" not in str(list(model.objects.values()))


def test_a_month_of_an_agency_is_replaced_as_a_whole_and_comes_back_when_that_is_withdrawn(
    city: City,
) -> None:
    early, late = date(2026, 5, 4), date(2026, 5, 20)
    first = [dossier(city, early, late), dossier(city, early, late, counter="Quầy 2"),
             dossier(city, early, late, agency=city.wards[1].uid)]  # fmt: skip
    with on(TODAY):
        before = taken(city.coordinator, table_of(first)).intake
        after = taken(city.coordinator, table_of(first[:1]))
    assert after.replaced == 1
    stands = counts_standing(MAY, MAY, made_up=False)
    assert set(stands[city.wards[0].pk].places) == {("Quầy 1", "Đất đai")}
    assert set(stands[city.wards[1].pk].places) == {("Quầy 1", "Đất đai")}
    with pytest.raises(Incomplete) as refused:
        withdraw_intake(actor=city.coordinator, intake=before, reason="Nhầm", expected_version=1)
    assert codes(refused) == ["CH-8868"]
    with pytest.raises(Incomplete):
        withdraw_intake(actor=city.coordinator, intake=after.intake, reason=" ", expected_version=1)
    with pytest.raises(Conflict):
        withdraw_intake(actor=city.coordinator, intake=after.intake, reason="Nhầm", expected_version=2)
    withdraw_intake(actor=city.coordinator, intake=after.intake, reason="Nhầm", expected_version=1)
    stands = counts_standing(MAY, MAY, made_up=False)
    assert set(stands[city.wards[0].pk].places) == {("Quầy 1", "Đất đai"), ("Quầy 2", "Đất đai")}
    verbs = Entry.objects.filter(chain__name="dossiers").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["dossiers_brought", "dossiers_brought", "dossiers_withdrawn"]


def test_the_same_again_is_known_while_it_stands_whole(city: City) -> None:
    table = table_of([dossier(city, date(2026, 5, 4), date(2026, 5, 8))])
    other = table_of([dossier(city, date(2026, 5, 5), date(2026, 5, 8))])
    with on(TODAY):
        first = taken(city.coordinator, table)
        assert taken(city.coordinator, table).is_known
        assert not taken(city.coordinator, table, is_made_up=True).is_known
        assert not taken(city.coordinator, other).is_known
        # Once another stands in its place, to bring it is to go back.
        again = taken(city.coordinator, table)
    assert (again.is_known, again.replaced) == (False, 1)
    assert Intake.objects.count() == 4
    assert first.intake.number == "HS-2026-0001"


def test_the_same_brought_twice_at_one_moment_is_taken_in_once(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = table_of([dossier(city, date(2026, 5, 4), date(2026, 5, 8))])
    real = count_brought

    def counted_by_two(brought: Brought) -> Counted:
        monkeypatch.setattr(services, "count_brought", real)
        taken(city.second_coordinator, table)
        return real(brought)

    monkeypatch.setattr(services, "count_brought", counted_by_two)
    with on(TODAY):
        again = taken(city.coordinator, table)
    assert (again.is_known, again.replaced, Intake.objects.count()) == (True, 0, 1)
    # Both are told in the record.
    assert [one.facts.get("again", False) for one in Entry.objects.filter(chain__name="dossiers")] == [
        False, True,
    ]  # fmt: skip


def test_examples_replace_examples_alone(city: City) -> None:
    with on(TODAY):
        taken(city.coordinator, table_of([dossier(city, date(2026, 5, 4), date(2026, 5, 8))]))
        taken(city.coordinator, table_of([dossier(city, date(2026, 5, 4), date(2026, 5, 8), field="X")]),
              is_made_up=True)  # fmt: skip
    assert set(counts_standing(MAY, MAY, made_up=False)[city.wards[0].pk].places) == {("Quầy 1", "Đất đai")}
    assert set(counts_standing(MAY, MAY, made_up=True)[city.wards[0].pk].places) == {("Quầy 1", "X")}


def test_an_agency_without_dossiers_in_a_month_had_none(city: City) -> None:
    with on(TODAY):
        brought = [dossier(city, date(2026, 5, 4), date(2026, 5, 8), date(2026, 5, 5))]
        taken(city.coordinator, table_of(brought), "2026-05/ytd")
    of_ward = counts_standing(month_number(2026, 1), MAY, made_up=False)[city.wards[0].pk]
    assert of_ward.months == list(range(month_number(2026, 1), MAY + 1))
    assert of_ward.total()["received"] == 1
    # Counts that were brought say nothing of a place that they do not name.
    table = f"month,agency,field,received\n2026-04,{city.wards[1].uid},A,3\n2026-05,{city.wards[1].uid},B,4\n"
    with on(TODAY):
        taken(city.coordinator, table.encode(), "2026-05/ytd", shape="counts")
    other = counts_standing(month_number(2026, 4), MAY, made_up=False)[city.wards[1].pk]
    assert other.of_place(("", "A"))["received"] is None
    assert other.total()["received"] is None


def test_every_fault_of_a_table_is_told_and_nothing_is_written(city: City) -> None:
    ward = city.wards[0].uid
    table = (
        "code,agency,received_at,due_at,done_at\n"
        f"A1,{ward},2026-05-04,2026-05-08,\n"
        f"A1,{ward},2026-05-04,2026-05-08,\n"
        "A2,Phường Không Có,2026-05-04,,\n"
        f"A3,{ward},2026-05-04,2026-05-01,\n"
        "A4,,2026-05-04,,\n"
    )
    with on(TODAY), pytest.raises(BadInput) as refused:
        taken(city.coordinator, table.encode())
    told = sorted((one.where.row, one.where.file, one.code) for one in refused.value.problems)
    assert told == [(3, "ho-so.csv", "CH-8764"), (4, "ho-so.csv", "CH-8864"), (5, "ho-so.csv", "CH-8765"),
                    (6, "ho-so.csv", "CH-8864")]  # fmt: skip
    assert "/" not in str([one.in_language("en") for one in refused.value.problems]).replace("and/or", "")
    assert not Intake.objects.exists()


@pytest.mark.parametrize("period", ["2026-06", "2026-Q2", "2026", "2026@2026-05-10"])
def test_only_months_that_are_over_are_brought(city: City, period: str) -> None:
    with on(TODAY), pytest.raises(BadInput) as refused:
        taken(city.coordinator, table_of([dossier(city, date(2026, 5, 4), date(2026, 5, 8))]), period)
    assert codes(refused) == ["CH-8865"]


def test_a_file_without_a_dossier_of_the_period_or_with_long_names_is_refused(city: City) -> None:
    other = table_of([dossier(city, date(2026, 5, 4), date(2026, 5, 8))])
    long = table_of([dossier(city, date(2026, 4, 4), date(2026, 4, 8), counter="Q" * 201)])
    with on(TODAY):
        with pytest.raises(BadInput) as refused:
            taken(city.coordinator, other, "2026-04")
        assert codes(refused) == ["CH-8866"]
        with pytest.raises(BadInput) as refused:
            taken(city.coordinator, long, "2026-04")
        assert codes(refused) == ["CH-8867"]


def test_answers_follow_for_agencies_all_of_whose_months_stand(city: City) -> None:
    early = date(2026, 5, 4)
    rows = [dossier(city, early, date(2026, 5, 8), date(2026, 5, 7)),
            dossier(city, early, date(2026, 5, 8), date(2026, 5, 11)),
            dossier(city, early, date(2026, 5, 8), date(2026, 5, 11)),
            dossier(city, early, date(2026, 5, 8), date(2026, 5, 8), agency=city.wards[1].uid)]  # fmt: skip
    with on(TODAY):
        made = taken(city.coordinator, table_of(rows)).intake
    lines, lacking = answers_from(made, "service-quality@2022")
    in_time = {one.unit: (one.numerator, one.denominator) for one in lines if one.code == "2.1"}
    assert in_time == {city.wards[0].uid: (1, 3), city.wards[1].uid: (1, 1)}
    assert "3.1" in {one.code for one in lacking}
    lines, _ = answers_from(made, "one-stop-shop@2018")
    cases = [(one.case, one.value) for one in lines if (one.unit, one.code) == (city.wards[0].uid, "1")]
    # Numbered anew, in the order of days beyond the day due.
    assert cases == [("1", "-1"), ("2", "3"), ("3", "3")]
    with on(TODAY):
        taken(city.coordinator, table_of(rows[:1]))
    lines, _ = answers_from(made, "service-quality@2022")
    assert {one.unit for one in lines} == {city.wards[1].uid}


def test_counts_of_the_command_line_are_the_counts_of_the_office(city: City, tmp_path: Any) -> None:
    brought = some([ward.uid for ward in city.wards], 200, seed=5, first=date(2026, 2, 1), days=80)
    file, out = tmp_path / "ho-so.csv", tmp_path / "counts"
    file.write_bytes(table_of(brought))
    said = call("procedures", "count", str(file), "--period", "2026-Q1", "--out", str(out))
    assert said.exit == 0, said.err
    with on(TODAY):
        by_file = taken(city.coordinator, table_of(brought), "2026-Q1").intake
        counted = taken(city.coordinator, (out / "counts.csv").read_bytes(), "2026-Q1", shape="counts")
    told = {(one.agency, one.counter, one.field): one.counts["received"] for one in places_of(by_file)}
    again = {
        (one.agency, one.counter, one.field): one.counts["received"] for one in places_of(counted.intake)
    }
    # A place of which a month tells nothing is not known in counts; in all others both say the same.
    assert set(told) == set(again)
    assert all(value is None or value == told[place] for place, value in again.items())
    assert any(value is not None for value in again.values())


def test_a_counter_that_is_called_like_a_formula_is_text_in_the_table(city: City) -> None:
    with on(TODAY):
        brought = [dossier(city, date(2026, 5, 4), date(2026, 5, 8), counter="=1+1")]
        made = taken(city.coordinator, table_of(brought)).intake
    answer = sign_in(city.coordinator).get(f"/ho-so/{made.key}/so-dem.csv")
    assert f"{city.wards[0].name},'=1+1,Đất đai," in answer.content.decode()


def ask(person: Person, said: dict[str, Any], *, at: str = "", scope: str = "dossiers:write") -> Any:
    secret = make_token(actor=person, name="test", scopes=[scope], days=1).secret
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": secret[-20:]}
    address = f"/api/v1/dossiers{at}"
    return Client().post(address, json.dumps(said), content_type="application/json", headers=headers)


def sent(city: City, **changes: Any) -> dict[str, Any]:
    return {"code": "A1", "agency": city.wards[0].uid, "received_at": "2026-05-04", "field": "Đất đai",
            "due_at": "2026-05-08", "done_at": "2026-05-11"} | changes  # fmt: skip


def test_another_system_brings_dossiers_and_the_same_again_changes_nothing(city: City) -> None:
    with on(TODAY):
        body = {"period": "2026-05", "dossiers": [sent(city), sent(city, code="A2", done_at="")]}
        first, again = ask(city.coordinator, body), ask(city.coordinator, body)
    assert first.status_code == 200, first.content
    assert (first.json()["known"], again.json()["known"]) == (False, True)
    assert first.json()["number"] == again.json()["number"]
    counts = counts_standing(MAY, MAY, made_up=False)[city.wards[0].pk].total()
    assert (counts["received"], counts["done_late"], counts["left_overdue"]) == (2, 1, 1)
    assert Intake.objects.get().origin == "api"


def test_problems_of_a_request_name_the_place_in_it(city: City) -> None:
    rows = [sent(city), sent(city, agency="?"), sent(city, code="A3", received_at="khi nào đó"),
            sent(city)]  # fmt: skip
    with on(TODAY):
        refused = ask(city.coordinator, {"period": "2026-05", "dossiers": rows})
        counts = ask(city.coordinator, {"period": "2026-05", "counts": [
            {"month": "2026-05", "agency": city.wards[0].uid, "received": 3},
            {"month": "2026-04", "agency": city.wards[0].uid, "received": 3}]}, at="/counts")  # fmt: skip
    assert refused.status_code == 422
    told = {(one["code"], one["field"]) for one in refused.json()["problems"]}
    assert {("CH-8864", "dossiers.1.agency"), ("CH-8763", "dossiers.2.received_at"),
            ("CH-8764", "dossiers.3.code")} <= told  # fmt: skip
    assert [(one["code"], one["field"]) for one in counts.json()["problems"]] == [
        ("CH-8774", "counts.1.month")
    ]
    assert not Intake.objects.exists()


def test_counts_come_by_the_api_and_what_stands_is_read(city: City) -> None:
    row = {"month": "2026-05", "agency": city.wards[0].name, "counter": "Q1", "received": 5, "done_late": 2}
    with on(TODAY):
        assert ask(city.coordinator, {"period": "2026-05", "counts": [row]}, at="/counts").status_code == 200
        secret = make_token(actor=city.statistician, name="s", scopes=["dossiers:read"], days=1).secret
        said = Client().get(
            "/api/v1/dossiers/counts?period=2026-05", headers={"Authorization": f"Bearer {secret}"}
        )
        listed = Client().get("/api/v1/dossiers", headers={"Authorization": f"Bearer {secret}"}).json()
    (place,) = said.json()["places"]
    assert (place["agency"], place["counter"], place["months"]) == (city.wards[0].key, "Q1", ["2026-05"])
    assert (place["counts"]["received"], place["counts"]["left"]) == (5, None)
    assert [(one["shape"], one["standing"]) for one in listed["intakes"]] == [("counts", 1)]


@pytest.mark.parametrize("who", ["auditor", "statistician", "leader", "ward_head", "other_officer"])
def test_without_right_or_scope_nothing_is_brought(city: City, who: str) -> None:
    person = getattr(city, who)
    table = table_of([dossier(city, date(2026, 5, 4), date(2026, 5, 8))])
    with on(TODAY), pytest.raises(NoRight):
        taken(person, table)
    with on(TODAY):
        body = {"period": "2026-05", "dossiers": [sent(city)]}
        assert ask(person, body).status_code == 403
        assert ask(city.coordinator, body, scope="dossiers:read").status_code == 403
    assert not Intake.objects.exists()


def test_the_pages_bring_show_and_withdraw(city: City) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = sign_in(city.coordinator)
    table = table_of([dossier(city, date(2026, 5, 4), date(2026, 5, 8), date(2026, 5, 11))])
    with on(TODAY):
        given = {"shape": "dossiers", "period": "2026-05", "agency": ""}
        wrong = client.post("/ho-so/dua-vao/", given | {"table": SimpleUploadedFile("x.csv", b"code\n1\n")})
        assert wrong.status_code == 422
        answer = client.post("/ho-so/dua-vao/", given | {"table": SimpleUploadedFile("ho-so.csv", table)})
        assert answer.status_code == 303
        page = client.get(answer["Location"]).content.decode()
        assert "100,0" in page
        assert "Quầy 1" in page
        made = Intake.objects.get()
        taken_out = client.post(f"/ho-so/{made.key}/rut/", {"reason": "Nhầm tháng", "expected_version": "1"})
        assert taken_out.status_code == 303
        assert "Nhầm tháng" in client.get(answer["Location"]).content.decode()
        assert client.get(f"/ho-so/{made.key}/tra-loi/service-quality@2022.csv").status_code == 404
        assert client.get(f"/ho-so/{made.key}/so-dem.csv").content.startswith(b"agency,counter,field,")


def test_a_list_of_intakes_asks_as_often_for_three_as_for_one(
    city: City, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(city.coordinator)
    client.get("/ho-so/")
    asked = []
    with on(TODAY):
        for number in range(3):
            taken(city.coordinator, table_of([dossier(city, date(2026, 5, 4), date(2026, 5, 8 + number))]))
            if number in (0, 2):
                with django_assert_max_num_queries(60, connection=connection) as queries:
                    client.get("/ho-so/")
                asked.append(len(queries))
    assert asked[0] == asked[1]


@pytest.mark.parametrize("cell", ["a\x00b", "a\nb", "=1+1", "<b>x</b>", '"', "😀" * 50])
def test_odd_names_of_counters_are_taken_or_refused_with_a_word(city: City, cell: str) -> None:
    quoted = '"' + cell.replace('"', '""') + '"'
    table = f"code,agency,counter,received_at\nA1,{city.wards[0].uid},{quoted},2026-05-04\n"
    with on(TODAY):
        with suppress(BadInput):
            taken(city.coordinator, table.encode())
        for made in Intake.objects.all():
            page = sign_in(city.coordinator).get(f"/ho-so/{made.key}/")
            assert page.status_code == 200
            assert "<b>x</b>" not in page.content.decode()
    # Of what cannot be kept nothing was written.
    assert Intake.objects.exists() == ("\x00" not in cell)
