"""Finished rounds as the programs of the field export them, made up by hand after their documentation.

The heads are those of exports of ODK Central (CSV, choices split), KoboToolbox (CSV with semicolons, XML
names with groups) and LimeSurvey (CSV of response codes).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyreadstat
import pytest

from chiso.problems import BadInput
from chiso.survey.importing import import_round, map_columns
from chiso.survey.mapping import read_mapping
from chiso.survey.personal import holds_contacts, looks_personal
from chiso.survey.reading import Data

HEAD = "format: chiso-survey-mapping/1\n"

ODK = """\
SubmissionDate,start,visit-commune,visit-respondent_name,q-q1,q-services,q-services/birth,q-services/land,\
meta-instanceID,KEY,SubmitterID,SubmitterName,AttachmentsPresent,Status,ReviewState,DeviceID,Edits
2026-10-05T02:11:09.123Z,2026-10-05T09:01:00.000+07:00,Ba Đình,Nguyễn Văn A,very_good,birth land,1,1,\
uuid:1,uuid:1,12,enum01,0,,approved,collect:aa,0
2026-10-05T02:21:09.123Z,2026-10-05T09:11:00.000+07:00,Ba Đình,Trần Thị B,dont_know,,,,\
uuid:2,uuid:2,12,enum01,0,,,collect:aa,0
2026-10-05T02:31:09.123Z,2026-10-05T09:21:00.000+07:00,Sóc Sơn,Lê C,bad,land,0,1,\
uuid:3,uuid:3,12,enum01,0,,rejected,collect:aa,0
"""

KOBO = """\
"start";"end";"visit/commune";"visit/phone";"q/q1";"q/services";"q/services/birth";"q/services/land";"_id";\
"_uuid";"_submission_time";"_validation_status";"_submitted_by";"_index"
"2026-10-05T09:01:00.000+07:00";"2026-10-05T09:20:00.000+07:00";"Ba Đình";"0912345678";"5";"birth";"1";"0";\
"1001";"u1";"2026-10-05T02:21:00";"";"enum01";"1"
"2026-10-05T10:01:00.000+07:00";"2026-10-05T10:20:00.000+07:00";"Sóc Sơn";"";"2";"";"";"";"1002";"u2";\
"2026-10-05T03:21:00";"Not Approved";"enum01";"2"
"""

LIMESURVEY = """\
"id","submitdate","lastpage","startlanguage","seed","token","Q1","Q2[SQ001]","Q2[SQ002]","Q3[SQ001]","Q3[SQ002]"
"1","2026-10-05 09:20:00","4","vi","123","abcdefg","A1","5","4","Y",""
"2","2026-10-05 09:40:00","4","vi","456","hijklmn","A2","3","","",""
"""


def imported(folder: Path, source: str, mapping: str) -> Data:
    path = folder / "source.csv"
    path.write_text(source)
    return import_round(path, read_mapping((HEAD + mapping).encode()))


def refused(folder: Path, source: str, mapping: str) -> list[tuple[str, int | None, str]]:
    with pytest.raises(BadInput) as raised:
        imported(folder, source, mapping)
    return [(one.code, one.where.row, one.where.field) for one in raised.value.problems]


def test_a_round_of_odk_central_comes_in_without_what_was_rejected(tmp_path: Path) -> None:
    mapping = """\
source: odk
without: {ReviewState: [rejected]}
columns:
  key: KEY
  commune: commune
  q1:
    from: q1
    title: Mức độ hài lòng
    values: {very_good: '5', bad: '2', dont_know: '98'}
    missing: ['98']
    labels: {'5': Rất hài lòng, '98': Không biết}
  service: {from: services, choices: [birth, land], title: Dịch vụ, labels: {birth: Khai sinh}}
"""
    data = imported(tmp_path, ODK, mapping)
    assert data.table.to_pydict() == {
        "key": ["uuid:1", "uuid:2"],
        "commune": ["Ba Đình", "Ba Đình"],
        "q1": [5, 98],
        "service_birth": [1, None],
        "service_land": [1, None],
    }
    assert data.labels == {"q1": {5: "Rất hài lòng", 98: "Không biết"}}
    assert data.missing == {"q1": (98,)}
    assert data.titles["service_birth"] == "Dịch vụ: Khai sinh"
    assert data.titles["service_land"] == "Dịch vụ: land"


def test_a_round_of_kobo_keeps_all_but_what_looks_personal(tmp_path: Path) -> None:
    data = imported(tmp_path, KOBO, "source: kobo\nothers: keep\ncolumns: {satisfied: q1}\n")
    assert data.columns == (
        "satisfied", "start", "end", "commune", "services", "birth", "land", "_id", "_uuid",
        "_submission_time", "_validation_status", "_index",
    )  # fmt: skip
    told = [one.in_language("en") for one in data.remarks]
    assert "Left out, since they look personal: visit/phone, _submitted_by." in told[-1]


def test_a_moment_is_kept_as_the_clock_showed_it(tmp_path: Path) -> None:
    mapping = (
        "source: odk\ncolumns: {began: {from: start, kind: time}, sent: {from: SubmissionDate, kind: time}}\n"
    )
    data = imported(tmp_path, ODK, mapping)
    assert data.table.slice(0, 1).to_pylist() == [
        {"began": datetime(2026, 10, 5, 9, 1), "sent": datetime(2026, 10, 5, 2, 11, 9, 123_000)}
    ]


def test_what_is_no_moment_is_told_with_its_row(tmp_path: Path) -> None:
    source = "a\n2026-10-05\n2026-02-30 08:00\nyesterday\n2026-10-05 08:00\n"
    assert refused(tmp_path, source, "columns: {a: {from: a, kind: time}}\n") == [
        ("CH-3127", 3, "a"),
        ("CH-3127", 4, "a"),
    ]


def test_a_personal_column_comes_in_where_it_is_named(tmp_path: Path) -> None:
    data = imported(tmp_path, KOBO, "source: kobo\ncolumns: {phone: visit/phone}\n")
    assert data.table.to_pydict() == {"phone": ["0912345678", None]}


def test_chosen_words_in_one_cell_become_columns_of_nought_and_one(tmp_path: Path) -> None:
    source = "s\nbirth land\nland\n\nmarriage birth\n"
    data = imported(
        tmp_path,
        source.replace("\n\n", '\n""\n'),
        "columns: {s: {from: s, choices: [birth, land, marriage]}}\n",
    )
    assert data.table.to_pydict() == {"s_birth": [1, 0, 1], "s_land": [1, 1, 0], "s_marriage": [0, 0, 1]}


def test_a_round_of_limesurvey_comes_in_by_codes(tmp_path: Path) -> None:
    mapping = """\
source: limesurvey
columns:
  id: id
  gender: {from: Q1, values: {A1: male, A2: female}}
  staff: Q2[SQ001]
  waiting: Q2[SQ002]
  way: {from: Q3, choices: [SQ001, SQ002]}
"""
    assert imported(tmp_path, LIMESURVEY, mapping).table.to_pydict() == {
        "id": [1, 2],
        "gender": ["male", "female"],
        "staff": [5, 3],
        "waiting": [4, None],
        "way_SQ001": [1, None],
        "way_SQ002": [0, None],
    }


def test_labels_and_missing_codes_of_spss_come_along(tmp_path: Path) -> None:
    path = tmp_path / "r.sav"
    pyreadstat.write_sav(
        pl.DataFrame({"v1": [1.0, 9.0]}),
        str(path),
        column_labels={"v1": "Câu 1"},
        variable_value_labels={"v1": {1.0: "Có", 9.0: "Không biết"}},
        missing_ranges={"v1": [9]},
    )
    data = import_round(path, read_mapping((HEAD + "columns: {q1: v1}\n").encode()))
    assert (data.labels, data.missing, data.titles) == (
        {"q1": {1: "Có", 9: "Không biết"}},
        {"q1": (9,)},
        {"q1": "Câu 1"},
    )


def test_words_that_the_mapping_does_not_know_are_told_with_their_rows(tmp_path: Path) -> None:
    mapping = "columns:\n  q: {from: a, values: {x: '1'}}\n  s: {from: b, choices: [u]}\n"
    assert refused(tmp_path, "a,b\nx,u\nz,u v\ny,w\n", mapping) == [
        ("CH-3127", 3, "a"),
        ("CH-3127", 4, "a"),
        ("CH-3127", 3, "b"),
        ("CH-3127", 4, "b"),
    ]


@pytest.mark.parametrize(("others", "cells"), [("keep", ["1", "z"]), ("missing", [1, None])])
def test_what_becomes_of_other_words_can_be_said(tmp_path: Path, others: str, cells: list[object]) -> None:
    mapping = f"columns: {{q: {{from: a, values: {{x: '1'}}, others: {others}}}}}\n"
    assert imported(tmp_path, "a\nx\nz\n", mapping).table.to_pydict() == {"q": cells}


def test_columns_that_the_source_lacks_are_all_told(tmp_path: Path) -> None:
    mapping = "source: kobo\ncolumns: {a: q1, b: q2, c: commun}\n"
    assert refused(tmp_path, KOBO, mapping) == [
        ("CH-3126", None, "columns.b"),
        ("CH-3126", None, "columns.c"),
    ]


def test_a_last_part_that_two_columns_have_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, "a/x,b/x\n1,2\n", "source: kobo\ncolumns: {x: x}\n") == [
        ("CH-3126", None, "columns.x")
    ]


@pytest.mark.parametrize(
    ("mapping", "places"),
    [
        ("colums: {a: b}\n", ["colums"]),
        ("source: qualtrics\ncolumns: {a: {frm: b}}\n", ["source", "columns.a.from", "columns.a.frm"]),
        ("columns: {}\n", ["columns"]),
        ("columns: {a_b: x, a: {from: y, choices: [b]}}\n", ["columns.a"]),
        ("columns: {a: {from: y, choices: [b], missing: ['9']}}\n", ["columns.a"]),
    ],
)
def test_a_mapping_with_mistakes_is_refused_with_its_keys(mapping: str, places: list[str]) -> None:
    with pytest.raises(BadInput) as raised:
        read_mapping((HEAD + mapping).encode())
    assert [(one.code, one.where.field) for one in raised.value.problems] == [
        ("CH-3125", place) for place in places
    ]


@pytest.mark.parametrize(
    "name",
    [
        "Họ tên", "ho_ten", "hoTen", "Số điện thoại", "sdt", "visit/phone", "respondentName", "E-mail",
        "cccd", "date_of_birth",
        "Địa chỉ", "Ngày sinh", "_geolocation", "_gps_latitude", "DeviceID", "_submitted_by", "token", "tên",
        "SubmitterName", "can_cuoc", "signature_image",
    ],
)  # fmt: skip
def test_a_name_that_speaks_of_a_person_is_recognised(name: str) -> None:
    assert looks_personal(name)


@pytest.mark.parametrize(
    "name",
    [
        "q1",
        "commune",
        "xa_phuong",
        "tuoi",
        "gioi_tinh",
        "weight",
        "KEY",
        "_id",
        "thoi_gian",
        "birth_registration",
    ],
)
def test_a_name_that_speaks_of_no_person_is_kept(name: str) -> None:
    assert not looks_personal(name)


@pytest.mark.parametrize(
    ("cells", "holds"),
    [
        (["0912345678", "0987 654 321"], True),
        (["+84 912 345 678"], True),
        (["lan@example.vn", "x"], True),
        (["001099012345"], True),
        (["hài lòng", "2026-10-05", "1001"], False),
        (["uuid:1234", "5"], False),
    ],
)
def test_what_stands_in_a_column_tells_contacts(cells: list[str], holds: bool) -> None:
    assert holds_contacts(pa.chunked_array([pa.array(cells)])) is holds


def test_a_source_with_nothing_but_persons_is_told_so() -> None:
    data = Data("s.csv", pa.table({"name": ["A"]}))
    with pytest.raises(BadInput) as raised:
        map_columns(data, read_mapping((HEAD + "others: keep\n").encode()))
    assert [one.code for one in raised.value.problems] == ["CH-3126"]


ITEMS = "q/item01;q/item02;q/item03\ngood;bad;good\nbad;bad;\n"
NUMBERED = """source: kobo
columns:
  "item_{number}": {from: "item{number:02}", numbers: [1, 3], values: {good: "2", bad: "1"}, missing: ["1"]}
"""


def test_one_entry_stands_for_many_questions_of_one_scale(tmp_path: Path) -> None:
    data = imported(tmp_path, ITEMS, NUMBERED)
    assert data.table.to_pydict() == {"item_1": [2, 1], "item_2": [1, 1], "item_3": [2, None]}
    assert data.missing == {"item_1": (1,), "item_2": (1,), "item_3": (1,)}


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ('"item_{number}": {from: "item{number}"}', "columns.item_{number}"),
        ('"item": {from: "item{number}", numbers: [1, 3]}', "columns.item"),
        ('"item_{number}": {from: "item1", numbers: [1, 3]}', "columns.item_{number}"),
        ('"item_{number}": {from: "item{number}", numbers: [3, 1]}', "columns.item_{number}.numbers"),
        ('"item_{number}": {from: "item{number}", numbers: [0, 999999999]}', "columns.item_{number}.numbers"),
    ],
)
def test_an_entry_for_many_columns_says_so_in_all_its_parts(entry: str, field: str) -> None:
    with pytest.raises(BadInput) as raised:
        read_mapping((HEAD + "columns:\n  " + entry + "\n").encode())
    assert [(one.code, one.where.field) for one in raised.value.problems] == [("CH-3125", field)]


def test_a_column_that_a_numbered_entry_makes_too_is_told() -> None:
    with pytest.raises(BadInput) as raised:
        read_mapping((HEAD + NUMBERED + "  item_2: other\n").encode())
    assert [(one.code, one.where.field) for one in raised.value.problems] == [("CH-3125", "columns.item_2")]
