"""What a phone sends: taken once, in its order; conflicts shown; rights, locks, clocks, the ledger."""

from __future__ import annotations

import json
import random
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from chiso.inspection.dossiers import draw_dossiers
from chiso.office.errors import Incomplete, NoRight, NotFound
from chiso.office.inspections.cells import KINDS
from chiso.office.inspections.models import Answer, Inspection, Part, Received, Record, Seen, Visit, Voice
from chiso.office.inspections.record_content import content_of
from chiso.office.inspections.services.records import Entry as Written
from chiso.office.inspections.services.records import write_record
from chiso.office.inspections.services.syncing import Answered, Change, take_changes
from chiso.office.inspections.services.teams import end_tie, say_tie
from chiso.office.ledger.models import Entry
from chiso.office.ledger.verifying import verify_ledger
from chiso.office.people.models import TeamMember
from tests.office.inspections.phone.making import (
    DEVICE,
    NOON,
    OTHER_DEVICE,
    answer,
    change,
    closing,
    fresh_visit,
    hearing,
    sent,
    signature,
    under_way,
)
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db
PHOTO = {"words": "x", "finding": "", "taken_at": "", "place": "", "sha256": "0" * 64}
VOICE = {"attitude": "good", "guidance": "yes", "demands": "no", "said": ""}
SAMPLE = {"dossiers": "1-9", "seed": "0" * 32, "count": 2, "earlier": []}


def take(actor: Any, visit: Any, *changes: Change, device: str = DEVICE) -> list[Answered]:
    return take_changes(actor=actor, visit=visit, device=device, changes=changes)


def states(answers: list[Answered]) -> list[str]:
    return [one.state for one in answers]


def test_five_hundred_records_with_a_fifth_sent_again_lose_and_double_none() -> None:
    _city, visit, inspector = under_way()
    whole = [
        change(number, "voice", f"{number:016x}", VOICE | {"said": f"{number}"}) for number in range(1, 501)
    ]
    generator = random.Random(20)
    again = generator.sample(whole, 100)
    # Whatever was sent before may come again anywhere after it.
    stream = list(whole)
    for one in again:
        stream.insert(generator.randint(stream.index(one) + 1, len(stream)), one)
    answers: list[Answered] = []
    for first in range(0, len(stream), 50):
        answers += take(inspector, visit, *stream[first : first + 50])
    assert (states(answers).count("taken"), states(answers).count("already")) == (500, 100)
    assert sorted(int(one.said) for one in Voice.objects.all()) == list(range(1, 501))
    assert Received.objects.count() == 500
    assert verify_ledger().is_whole


def test_a_message_whose_answer_was_lost_changes_nothing_when_it_comes_again() -> None:
    _city, visit, inspector = under_way()
    changes = [answer(1), answer(2, "A2", "no", "Không có người hướng dẫn")]
    take(inspector, visit, *changes)
    before = list(Answer.objects.values("name", "answer", "note", "revision"))
    entries = Entry.objects.count()
    assert states(take(inspector, visit, *changes)) == ["already", "already"]
    assert list(Answer.objects.values("name", "answer", "note", "revision")) == before
    assert Entry.objects.count() == entries


def test_the_same_number_with_another_content_is_refused() -> None:
    _city, visit, inspector = under_way()
    take(inspector, visit, answer(1))
    (refused,) = take(inspector, visit, answer(1, said="no"))
    assert refused.state == "refused"
    assert refused.problem is not None
    assert refused.problem.code == "CH-8695"
    assert Answer.objects.get().answer == "yes"


def test_a_phone_writes_over_itself_without_having_seen_the_answer() -> None:
    _city, visit, inspector = under_way()
    assert states(take(inspector, visit, answer(1), answer(2, said="no"))) == ["taken", "taken"]
    assert (Answer.objects.get().answer, Answer.objects.get().revision) == ("no", 2)


def test_who_writes_over_somebody_else_is_shown_both_and_then_chooses() -> None:
    city, visit, inspector = under_way()
    take(inspector, visit, answer(1, said="yes"))
    (conflict,) = take(city.inspectors[1], visit, answer(1, said="no"), device=OTHER_DEVICE)
    assert conflict.state == "conflict"
    assert conflict.stands is not None
    assert (conflict.revision, conflict.stands.by) == (1, inspector)
    assert Answer.objects.get().answer == "yes"
    (chosen,) = take(city.inspectors[1], visit, answer(2, said="no", seen=1), device=OTHER_DEVICE)
    assert (chosen.state, chosen.revision, Answer.objects.get().answer) == ("taken", 2, "no")


def test_two_who_say_the_same_are_no_conflict() -> None:
    city, visit, inspector = under_way()
    take(inspector, visit, answer(1))
    assert states(take(city.inspectors[1], visit, answer(1), device=OTHER_DEVICE)) == ["taken"]


def test_numbers_of_one_person_s_phone_say_nothing_of_another_s() -> None:
    city, visit, inspector = under_way()
    take(inspector, visit, answer(1))
    # The same device and number, sent by somebody else: a change of its own.
    assert states(take(city.inspectors[1], visit, answer(1, "A2"))) == ["taken"]


def test_another_team_s_visit_is_not_there() -> None:
    city, visit, _inspector = under_way()
    with pytest.raises(NotFound):
        take(city.inspectors[2], visit, answer(1))
    with pytest.raises(NoRight):
        take(city.ward_officer, visit, answer(1))
    assert not Record.objects.exists()
    client = sign_in(city.inspectors[2])
    body = {"device": DEVICE, "visit": visit.key, "changes": [sent(answer(1))]}
    assert post(client, body).status_code == 404


def test_who_left_the_team_sends_nothing_more() -> None:
    _city, visit, inspector = under_way()
    take(inspector, visit, answer(1))
    TeamMember.objects.filter(person=inspector).delete()
    with pytest.raises(NoRight):
        take(inspector, visit, answer(2, "A2"))


def test_a_visit_ends_once_both_sides_signed_and_then_its_record_stands() -> None:
    _city, visit, inspector = under_way()
    take(inspector, visit, change(1, "part", "begun", {}), answer(2))
    (early,) = take(inspector, visit, change(3, "part", "ended", {}))
    assert early.problem is not None
    assert (early.state, early.problem.code) == ("refused", "CH-8697")
    digest = content_of(fresh_visit(visit), Record.objects.get()).digest
    assert states(take(inspector, visit, *closing(4, digest=digest))) == ["taken"] * 3
    record, ended = Record.objects.get(), fresh_visit(visit)
    assert (record.state, record.digest, ended.begun_at, ended.ended_at) == ("signed", digest, NOON, NOON)
    assert all(one.is_of_this for one in content_of(ended, record).signatures.values())
    (late,) = take(inspector, visit, answer(9, "A3"))
    assert late.problem is not None
    assert (late.state, late.problem.code) == ("locked", "CH-8696")
    assert not Answer.objects.filter(name="A3").exists()


def test_what_is_changed_after_a_signature_shows() -> None:
    city, visit, inspector = under_way()
    take(inspector, visit, answer(1))
    digest = content_of(fresh_visit(visit), Record.objects.get()).digest
    take(inspector, visit, *closing(2, digest=digest)[:2])
    take(city.inspectors[1], visit, answer(1, "A5", "no"), device=OTHER_DEVICE)
    signed = content_of(fresh_visit(visit), Record.objects.get()).signatures
    assert [one.is_of_this for one in signed.values()] == [False, False]


def test_nothing_is_written_into_a_record_that_was_handed_over_or_of_a_closed_inspection() -> None:
    _city, visit, inspector = under_way()
    take(inspector, visit, answer(1))
    type(visit).objects.filter(pk=visit.pk).update(handed_over_at=NOON)
    assert states(take(inspector, visit, answer(2, "A2"))) == ["locked"]
    type(visit).objects.filter(pk=visit.pk).update(handed_over_at=None)
    type(visit.inspection).objects.filter(pk=visit.inspection_id).update(closed_at=NOON)
    assert states(take(inspector, visit, answer(3, "A3"))) == ["locked"]


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("answer", "Z9", {"answer": "yes", "note": ""}),
        ("answer", "A1", {"answer": "perhaps", "note": ""}),
        ("answer", "A1", {"answer": "yes", "note": "x" * 401}),
        ("answer", "A1", {"answer": "yes", "note": "", "more": 1}),
        ("answer", "A1", None),
        ("seen", "not-a-name", {"code": "", "words": "x", "severity": "", "recommendation": ""}),
        ("seen", "0" * 16, {"code": "Z9", "words": "x", "severity": "", "recommendation": ""}),
        ("file", "0" * 16, {"label": "1", "outcome": "faulty", "codes": ["Z9"], "note": ""}),
        ("photo", "0" * 16, PHOTO | {"taken_at": "2026-02-30T00:00:00.000Z"}),
        ("part", "unknown", {}),
        ("part", "begun", {"more": 1}),
        ("part", "signature-official", signature("refused", reason=" ")),
        ("part", "sample", SAMPLE | {"drawn": ["1", "2"]}),
        ("nothing", "x", {}),
    ],
)  # fmt: skip
def test_what_may_not_stand_there_is_refused_and_hinders_nothing_else(
    kind: str, name: str, value: Any
) -> None:
    _city, visit, inspector = under_way()
    refused, taken = take(inspector, visit, change(1, kind, name, value), answer(2, "B1"))
    assert (refused.state, taken.state) == ("refused", "taken")
    assert refused.problem is not None
    assert refused.problem.code == "CH-8694"


def test_a_sample_is_taken_as_the_seed_draws_it() -> None:
    _city, visit, inspector = under_way()
    drawn = draw_dossiers("0" * 32, [str(number) for number in range(1, 10)], 2)
    value = SAMPLE | {"drawn": list(drawn)}
    assert states(take(inspector, visit, change(1, "part", "sample", value))) == ["taken"]


def test_both_hours_are_kept_where_the_clock_of_the_phone_is_wrong() -> None:
    _city, visit, inspector = under_way()
    two_hours = 2 * 3600 * 1000
    take(inspector, visit, answer(1, at=NOON - timedelta(hours=2), offset=two_hours))
    cell = Answer.objects.get()
    assert (cell.device_at, cell.at) == (NOON - timedelta(hours=2), NOON)


def test_an_hour_that_has_not_come_is_not_believed() -> None:
    _city, visit, inspector = under_way()
    take(inspector, visit, answer(1, at=NOON + timedelta(days=9_000)))
    cell = Answer.objects.get()
    assert cell.device_at == NOON + timedelta(days=9_000)
    assert cell.at < NOON + timedelta(days=8_000)


def test_a_voice_keeps_neither_hour_nor_phone() -> None:
    _city, visit, inspector = under_way()
    value = {"attitude": "poor", "guidance": "no", "demands": "yes", "said": ""}
    take(inspector, visit, change(7, "voice", "0" * 16, value))
    voice = Voice.objects.get()
    assert (voice.device, voice.number, voice.device_at) == ("", 0, None)
    # 10 June 2026 in the city begins at 17:00 UTC of the 9th.
    assert voice.at.isoformat() == "2026-06-09T17:00:00+00:00"


def test_what_is_taken_back_leaves_no_words() -> None:
    _city, visit, inspector = under_way()
    value = {"code": "A1", "words": "Nguyễn Thị Hoa đứng quầy", "severity": "grave", "recommendation": "x"}
    take(inspector, visit, change(1, "seen", "0" * 16, value), change(2, "seen", "0" * 16, None))
    seen = Seen.objects.get()
    assert (seen.is_removed, seen.words, seen.code, seen.recommendation) == (True, "", "", "")


def test_each_message_leaves_one_entry_without_words_of_the_record() -> None:
    _city, visit, inspector = under_way()
    take(inspector, visit, answer(1, note="Bà Hoa vắng mặt"), answer(2, "A2"))
    entry = Entry.objects.get(verb="record_written")
    assert (entry.facts["taken"], entry.facts["kinds"], entry.actor) == (2, {"answer": 2}, inspector.pk)
    assert "Hoa" not in json.dumps(entry.facts, ensure_ascii=False)


def test_a_message_costs_the_same_questions_however_many_changes(
    django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    _city, visit, inspector = under_way()
    take(inspector, visit, answer(1), answer(2, "A2"))
    with django_assert_max_num_queries(60) as one:
        take(inspector, visit, answer(3, "A3"))
    with django_assert_num_queries(len(one)):
        take(inspector, visit, *(answer(10 + number, code) for number, code in enumerate(("B1", "B2", "B3"))))


def test_who_was_tied_to_the_place_since_the_draw_does_not_begin_the_visit() -> None:
    city, visit, inspector = under_way()
    tie = say_tie(actor=inspector, person=inspector, agency=visit.place.agency, why="Có người nhà")
    (refused,) = take(inspector, visit, change(1, "part", "begun", {}))
    assert refused.state == "locked"
    assert refused.problem is not None
    assert refused.problem.code == "CH-8669"
    with pytest.raises(Incomplete) as by_form:
        write_record(
            actor=inspector, visit=visit, entries=[Written("part", "begun", {})],
            expected_version=Record.objects.get().version,
        )  # fmt: skip
    assert [one.code for one in by_form.value.problems] == ["CH-8669"]
    assert fresh_visit(visit).begun_at is None
    end_tie(actor=city.coordinator, tie=tie)
    assert states(take(inspector, visit, change(1, "part", "begun", {}))) == ["taken"]
    # What began before the tie was said is written to its end.
    say_tie(actor=inspector, person=inspector, agency=visit.place.agency, why="Có người nhà")
    assert states(take(inspector, fresh_visit(visit), answer(2))) == ["taken"]


def test_a_second_look_is_written_down_though_its_inspection_was_closed() -> None:
    _city, visit, inspector = under_way()
    again = Visit.objects.create(
        inspection=visit.inspection, place=visit.place, team=visit.team, again_of=visit, how="again"
    )
    Inspection.objects.filter(pk=visit.inspection.pk).update(closed_at=NOON)
    assert states(take(inspector, fresh_visit(again), answer(1))) == ["taken"]
    assert states(take(inspector, fresh_visit(visit), answer(2))) == ["locked"]
    told = sign_in(inspector).get("/kiem-tra/dien-thoai/goi.json").json()
    assert [(one["key"], one["is_open"]) for one in told["visits"]] == [(again.key, True)]


def post(client: Client, body: Any) -> Any:
    content = body if isinstance(body, str) else json.dumps(body)
    return client.post("/kiem-tra/dien-thoai/gui/", content, content_type="application/json")


def test_the_package_holds_the_own_team_s_visits_and_what_stands_letter_by_letter() -> None:
    city, visit, inspector = under_way()
    note = "  “Nửa ngày” – ghi chú\n\u2028 dòng hai  "
    take(inspector, visit, answer(1, note=note))
    told = sign_in(inspector).get("/kiem-tra/dien-thoai/goi.json").json()
    keys = set(visit.inspection.visits.filter(team=city.team).values_list("key", flat=True))
    assert {one["key"] for one in told["visits"]} == keys
    (mine,) = [one for one in told["visits"] if one["key"] == visit.key]
    assert mine["cells"] == [["answer", "A1", 1, {"answer": "yes", "note": note}]]
    assert told["person"] == inspector.key
    assert sign_in(city.ward_officer).get("/kiem-tra/dien-thoai/goi.json").status_code == 403


def test_the_page_of_the_phone_holds_nothing_of_a_person_or_a_visit() -> None:
    city, visit, inspector = under_way()
    pages = [
        sign_in(one).get("/kiem-tra/dien-thoai/").content.decode() for one in (inspector, city.inspectors[2])
    ]
    # Kept by the browser without encryption: the same for everybody.
    assert pages[0] == pages[1]
    assert visit.key not in pages[0]
    assert inspector.full_name not in pages[0]
    assert "csrf" not in pages[0]


@pytest.mark.parametrize(
    "body",
    [
        "", "[]", "{}", "nonsense", '{"device": "x", "visit": "y", "changes": []}',
        json.dumps({"device": DEVICE, "visit": "x", "changes": [sent(answer(1, note="a\0b"))]}),
        json.dumps({"device": DEVICE, "visit": "x", "changes": [sent(answer(1, note="\ud800"))]}),
        "[" * 50_000,
        " " * 2_600_000,
    ],
)  # fmt: skip
def test_what_is_no_message_is_refused_whole(body: str) -> None:
    _city, _visit, inspector = under_way()
    answered = post(sign_in(inspector), body)
    assert answered.status_code == 422
    assert [one["code"] for one in answered.json()["problems"]] == ["CH-8693"]


def test_what_comes_as_a_form_is_no_message() -> None:
    _city, visit, inspector = under_way()
    for address in ("gui/", f"anh/{visit.key}/{'0' * 16}/"):
        answered = sign_in(inspector).post(f"/kiem-tra/dien-thoai/{address}", {"device": DEVICE})
        assert [one["code"] for one in answered.json()["problems"]] == ["CH-8693"]


def test_whoever_was_signed_out_signs_in_again_and_goes_on() -> None:
    _city, visit, inspector = under_way()
    body = {"device": DEVICE, "visit": visit.key, "changes": [sent(answer(1))]}
    client = sign_in(inspector)
    client.logout()
    assert post(client, body).status_code == 302
    assert not Answer.objects.exists()
    assert post(sign_in(inspector), body).json()["answers"][0]["state"] == "taken"


def test_every_kind_of_cell_comes_back_as_it_was_sent() -> None:
    _city, visit, inspector = hearing()
    values: dict[tuple[str, str], dict[str, Any]] = {
        ("answer", "A1"): {"answer": "no", "note": "x"},
        ("file", "1" * 16): {"label": "12", "outcome": "faulty", "codes": ["D2", "D1"], "note": ""},
        ("seen", "2" * 16): {"code": "A1", "words": "a\nb", "severity": "to_mend", "recommendation": ""},
        ("voice", "3" * 16): {"attitude": "good", "guidance": "", "demands": "no", "said": " x "},
        ("photo", "4" * 16): {
            "words": "Bảng", "finding": "", "taken_at": "2026-06-10T01:02:03.456Z",
            "place": "21.02945,105.85444", "sha256": "5" * 64,
        },
        ("voice_note", "5" * 16): {
            "words": "Máy lấy số hỏng", "heard": "others", "consent": "spoken", "sha256": "6" * 64,
        },
        ("part", "talk"): {"position": "Công chức", "words": "x"},
    }  # fmt: skip
    take(
        inspector, visit, *(change(n, k, name, v) for n, ((k, name), v) in enumerate(values.items(), start=1))
    )
    told = sign_in(inspector).get("/kiem-tra/dien-thoai/goi.json").json()
    (mine,) = [one for one in told["visits"] if one["key"] == visit.key]
    assert {(kind, name): value for kind, name, _revision, value in mine["cells"]} == values
    assert {kind for kind, _name in values} == set(KINDS)
    assert Part.objects.count() == 1
