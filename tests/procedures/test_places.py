"""The frame of places: what is known of each stands in it, what is not known is empty."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from chiso.inspection.frame import read_frame
from chiso.periods import parse_period
from chiso.problems import BadInput
from chiso.procedures.counters import Handled
from chiso.procedures.counting import Counting
from chiso.procedures.feedback import Message
from chiso.procedures.places import (
    CounterPlace,
    Visit,
    add_feedback,
    add_satisfaction,
    add_visits,
    frame_text,
    places_of,
)
from chiso.procedures.results import result_of_dossiers, tables_of
from chiso.tables import CappedReport
from tests.procedures.making import dossier, told, write

MAY = date(2026, 5, 1)


def counts_in(folder: Path, *, knows_letters: bool = True) -> Path:
    """A folder of counts: Q1 with a late dossier without a letter, Q2 with one in time."""
    counting = Counting(parse_period("2026-05"), knows_letters)
    counting.add(dossier(MAY, date(2026, 5, 9), date(2026, 5, 20)))
    counting.add(dossier(MAY, date(2026, 5, 9), date(2026, 5, 9), counter="Q2"))
    for name, written in tables_of(result_of_dossiers(counting)).items():
        write(folder, name, written)
    return folder


def handled(counter: str, place: str, name: str = "", district: str = "", kind: str = "") -> Handled:
    return Handled("Phường A", counter, "", "Hộ tịch", place, name, district, kind)


def rows_of(places: list[CounterPlace]) -> dict[str, dict[str, str]]:
    return {row["place"]: row for row in csv.DictReader(frame_text(places).splitlines())}


def frame_of(folder: Path, counters: tuple[Handled, ...] = ()) -> tuple[list[CounterPlace], CappedReport]:
    report = CappedReport()
    return places_of(folder, counters, date(2026, 6, 1), report), report


def test_counts_stand_at_their_places_and_a_place_without_any_has_none(tmp_path: Path) -> None:
    counters = (
        handled("Q1", place="BD-1", name="Một cửa Ba Đình", district="Ba Đình", kind="phường"),
        handled("Q3", place="BD-3"),
        Handled("Phường A", "Q4", "", "Hộ tịch", place="BD-4", valid_to=date(2026, 5, 31)),
    )
    places, report = frame_of(counts_in(tmp_path), counters)
    rows = rows_of(places)
    assert list(rows) == ["BD-1", "BD-3", "Phường A / Q2 / Hộ tịch"]
    told_of = ("received", "late", "late_share", "overdue", "apologies_missing", "petitions", "satisfaction")
    assert [[row[one] for one in told_of] for row in rows.values()] == [
        ["1", "1", "1", "0", "1", "", ""],
        ["", "", "", "", "", "", ""],
        ["1", "0", "0", "0", "0", "", ""],
    ]
    assert (rows["BD-1"]["name"], rows["BD-1"]["district"]) == ("Một cửa Ba Đình", "Ba Đình")
    assert len(report.remarks) == 1


def test_a_counter_that_has_closed_or_is_not_open_yet_is_no_place_of_the_day(tmp_path: Path) -> None:
    counters = (
        Handled("Phường A", "Q1", "", "Hộ tịch", place="BD-1", valid_to=date(2026, 5, 31)),
        Handled("Phường A", "Q2", "", "Hộ tịch", place="BD-2", valid_from=date(2026, 6, 2)),
    )
    places, report = frame_of(counts_in(tmp_path), counters)
    assert places == []
    assert [one.in_language("en") for one in report.remarks] == [
        "2 places have dossiers and are left out: no row of the table of counters holds on 1 Jun 2026."
    ]


def test_a_counter_stays_whose_next_row_holds_on_the_day(tmp_path: Path) -> None:
    counters = (
        Handled("Phường A", "Q1", "", "Hộ tịch", place="BD-1", valid_to=date(2026, 5, 31)),
        Handled("Phường A", "Q1", "", "Hộ tịch", place="BD-1", valid_from=date(2026, 6, 1)),
        handled("Q2", place="BD-2"),
    )
    places, report = frame_of(counts_in(tmp_path), counters)
    assert {code: row["received"] for code, row in rows_of(places).items()} == {"BD-1": "1", "BD-2": "1"}
    assert report.remarks == []


def test_any_row_of_a_counter_and_field_may_name_its_code(tmp_path: Path) -> None:
    places, _ = frame_of(counts_in(tmp_path), (handled("Q1", place=""), handled("Q1", place="BD-1")))
    assert list(rows_of(places)) == ["BD-1", "Phường A / Q2 / Hộ tịch"]


def test_letters_are_empty_where_the_files_do_not_tell_of_them(tmp_path: Path) -> None:
    places, _ = frame_of(counts_in(tmp_path, knows_letters=False))
    assert {row["apologies_missing"] for row in rows_of(places).values()} == {""}


def message(code: str, kind: str, **where: str) -> Message:
    return Message(
        code, kind, "", where.get("agency", "Phường A"), where.get("counter", ""), where.get("field", ""),
        date(2026, 5, 3), None, None, None,
    )  # fmt: skip


def test_a_message_is_counted_where_it_can_mean_one_place_alone(tmp_path: Path) -> None:
    places, report = frame_of(counts_in(tmp_path))
    messages = [
        message("1", "petition", counter="Q1"),
        message("2", "complaint", counter="Q1"),
        message("3", "denunciation", counter="Q1"),
        message("4", "thanks"),
        message("5", "petition", agency="Phường B"),
    ]
    add_feedback(places, messages, None, report)
    first, second = rows_of(places).values()
    told_of = ("petitions", "complaints", "thanks", "agency_petitions", "agency_complaints")
    # The thanks name no counter and may mean either: of neither is it known how many it has.
    assert [first[one] for one in told_of] == ["1", "2", "", "1", "2"]
    assert [second[one] for one in told_of] == ["0", "0", "", "1", "2"]
    assert len(report.remarks) == 2


def test_messages_outside_the_period_do_not_count(tmp_path: Path) -> None:
    places, report = frame_of(counts_in(tmp_path))
    add_feedback(places, [message("1", "petition", counter="Q1")], parse_period("2026-06"), report)
    assert {row["petitions"] for row in rows_of(places).values()} == {"0"}


def test_visits_until_the_day_are_told_with_what_they_found(tmp_path: Path) -> None:
    places, report = frame_of(counts_in(tmp_path), (handled("Q1", place="BD-1"), handled("Q2", place="BD-2")))
    visits = [
        Visit("BD-1", date(2026, 3, 1), "Đoàn 2", found=True),
        Visit("BD-1", date(2025, 3, 1), "Đoàn 1", found=False),
        Visit("BD-1", date(2026, 7, 1), "Đoàn 3", found=True),
        Visit("BD-9", date(2026, 3, 1), "Đoàn 1", found=True),
    ]
    add_visits(places, visits, date(2026, 6, 1), report)
    one, other = rows_of(places).values()
    told_of = ("last_visit", "last_team", "visits", "findings")
    assert [one[name] for name in told_of] == ["2026-03-01", "Đoàn 2", "2", "1"]
    assert [other[name] for name in told_of] == ["", "", "0", ""]


def test_satisfaction_is_that_of_the_agency_and_what_must_not_be_shown_is_empty(tmp_path: Path) -> None:
    places, report = frame_of(counts_in(tmp_path))
    head = "period,unit,code,estimate,se,flag\n"
    path = write(
        tmp_path, "e.csv", head + "2026,Phường A,SIPAS,0.84,0.02,shown\n2026,Phường A,q1,0.5,,shown\n"
    )
    add_satisfaction(places, path, "SIPAS", report)
    assert {(row["satisfaction"], row["satisfaction_se"]) for row in rows_of(places).values()} == {
        ("0.84", "0.02")
    }
    hidden = write(tmp_path, "h.csv", head + "2026,Phường A,SIPAS,0.84,0.02,suppressed\n")
    add_satisfaction(places, hidden, "SIPAS", report)
    assert {row["satisfaction"] for row in rows_of(places).values()} == {""}
    assert not report.problems


def test_estimates_without_the_criterion_or_with_two_of_a_unit_are_refused(tmp_path: Path) -> None:
    places, report = frame_of(counts_in(tmp_path))
    head = "period,unit,code,estimate\n"
    path = write(tmp_path, "e.csv", head + "2025,Phường A,SIPAS,0.8\n2026,Phường A,SIPAS,0.84\n")
    add_satisfaction(places, path, "SIPAS", report)
    add_satisfaction(places, path, "other", report)
    assert told(report) == [("CH-8780", 3, "unit"), ("CH-8780", None, "")]


def test_a_draw_reads_the_frame(tmp_path: Path) -> None:
    places, _ = frame_of(counts_in(tmp_path), (handled("Q1", place="BD-1", district="Ba Đình"),))
    frame = read_frame(write(tmp_path, "frame.csv", frame_text(places)))
    assert [(one.place, one.district, one.risk) for one in frame.offices] == [
        ("BD-1", "Ba Đình", None),
        ("Phường A / Q2 / Hộ tịch", "", None),
    ]


def test_dossiers_of_no_agency_counter_and_field_are_of_no_place_and_a_remark_counts_them(
    tmp_path: Path,
) -> None:
    counting = Counting(parse_period("2026-05"))
    counting.add(dossier(MAY, counter="Q1"))
    counting.add(dossier(MAY, agency="", counter="", field=""))
    counting.add(dossier(date(2026, 4, 1), agency="", counter="", field=""))
    counting.add(dossier(date(2026, 4, 2), agency="", counter="", field=""))
    for name, written in tables_of(result_of_dossiers(counting)).items():
        write(tmp_path, name, written)
    places, report = frame_of(tmp_path)
    assert not report.problems
    assert [line.in_language("en") for line in report.remarks] == [
        "Left out of the frame, since neither agency nor counter nor field is known:"
        " 2 carried over and 1 received."
    ]
    frame = read_frame(write(tmp_path, "frame.csv", frame_text(places)))
    assert [one.place for one in frame.offices] == ["Phường A / Q1 / Hộ tịch"]


def test_a_code_that_two_places_have_is_refused(tmp_path: Path) -> None:
    places, report = frame_of(counts_in(tmp_path), (handled("Q1", place="Phường A / Q2 / Hộ tịch"),))
    assert len(places) == 2
    assert [(one.code, one.found) for one in report.problems] == [("CH-8771", "Phường A / Q2 / Hộ tịch")]


def test_a_folder_without_counts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        frame_of(tmp_path)
    assert [one.code for one in refused.value.problems] == ["CH-1001"]
