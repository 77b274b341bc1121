"""Plans, data and back-checks that cannot be used: every fault at once, with its place."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiso.problems import BadInput
from chiso.survey.quality import check_quality, quality_record, read_plan, read_quality_record
from chiso.survey.quality.interviews import interviews_of
from tests.survey.quality.rounds import PLAN, honest


def problems_of(call):
    with pytest.raises(BadInput) as raised:
        call()
    return [(one.code, one.where.row, one.where.field) for one in raised.value.problems]


def replaced(**columns):
    table = honest().data.slice(0, 20)
    for name, values in columns.items():
        table = table.set_column(table.column_names.index(name), name, pa.array(values))
    return table


def test_every_column_that_lacks_is_named_at_once():
    table = honest().data.drop_columns(["q03", "latitude"])
    assert problems_of(lambda: check_quality(table, PLAN)) == [
        ("CH-3211", None, "latitude"),
        ("CH-3211", None, "q03"),
    ]


def test_a_round_without_interviews_is_refused():
    assert problems_of(lambda: check_quality(honest().data.slice(0, 0), PLAN)) == [("CH-3211", None, "")]


def test_answers_that_are_no_codes_are_named_by_row():
    table = replaced(q01=[1.0] * 7 + [2.5] + [1.0] * 12, q02=["x"] * 20, waiting_minutes=[3] * 19 + [-4])
    assert problems_of(lambda: check_quality(table, PLAN)) == [
        ("CH-3212", 8, "q01"),
        ("CH-3212", None, "q02"),
        ("CH-3212", 20, "waiting_minutes"),
    ]


def test_hours_that_are_no_hours_are_a_problem():
    assert problems_of(lambda: check_quality(replaced(started=["soon"] * 20), PLAN)) == [
        ("CH-3212", None, "started")
    ]


def test_hours_written_as_text_and_with_a_zone_are_the_clock_on_the_wall():
    written = interviews_of(replaced(started=["2026-10-05 08:30:00"] * 20), PLAN)
    instant = pa.array([1_759_627_800] * 20, pa.timestamp("s", tz="Asia/Ho_Chi_Minh"))
    zoned = interviews_of(replaced(started=instant), PLAN)
    # 1,759,627,800 is 2025-10-05 01:30 in Greenwich, 08:30 in Hà Nội.
    assert set(written.started % 86_400) == set(zoned.started % 86_400) == {8 * 3600 + 30 * 60}


def test_columns_without_a_single_value_break_nothing():
    empty = {
        name: pa.nulls(20, pa.float64())
        for name in ("duration_seconds", "latitude", "longitude", "neighbourhood", "unit", "age", "q01")
    }
    table = replaced(**empty, interviewer=pa.nulls(20, pa.string()), started=pa.nulls(20, pa.timestamp("s")))
    result = check_quality(table, PLAN)
    assert {one.check: one.looked_at for one in result.checks}["duration"] == 0


def test_back_checks_of_unknown_interviews_are_named():
    table = pa.table({"interview": [honest().data["interview"][0].as_py(), 5, 6], "q01": [1, 2, 3]})
    assert problems_of(lambda: check_quality(honest().data, PLAN, back_checks=table)) == [
        ("CH-3213", None, "interview"),
        ("CH-3213", None, "interview"),
    ]


def test_back_checks_without_a_question_are_refused():
    table = pa.table({"interview": [1]})
    assert problems_of(lambda: check_quality(honest().data, PLAN, back_checks=table)) == [
        ("CH-3211", None, "q01")
    ]


def test_a_plan_tells_every_wrong_key_at_once(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_text(
        "format: chiso-survey-quality/1\ninterview: id\nquestions: []\nquestion: [q]\n"
        "limits: {alike: '1.5', earliest: '25:00'}\n",
        encoding="utf-8",
    )
    found = problems_of(lambda: read_plan(path))
    assert {code for code, _, _ in found} == {"CH-3210"}
    assert len(found) == 4


def test_half_a_position_is_a_problem(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_text(
        "format: chiso-survey-quality/1\ninterview: id\nquestions: [q]\nlatitude: x\n", encoding="utf-8"
    )
    assert [code for code, _, _ in problems_of(lambda: read_plan(path))] == ["CH-3210"]


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_a_problem_and_no_fault(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "any"
    path.write_bytes(content)
    for read in (read_plan, read_quality_record):
        with pytest.raises(BadInput):
            read(path)


def test_a_record_of_another_format_is_refused(tmp_path):
    path = tmp_path / "quality.json"
    path.write_text(json.dumps({"format": "chiso-run/1"}), encoding="utf-8")
    assert [code for code, _, _ in problems_of(lambda: read_quality_record(path))] == ["CH-3214"]


SOUND = {
    "format": "chiso-survey-quality-result/1",
    "interviews": 40,
    "listed_interviews": 2,
    "checks": [
        {
            "title": {"vi": "Độ dài", "en": "Length"},
            "looked_at": 40,
            "listed": 2,
            "honest_share": 0.03,
            "left_out": None,
            "facts": [{"name": {"vi": "Trung vị", "en": "Median"}, "value": {"vi": "12", "en": "12"}}],
        }
    ],
}


def keys_within(tree, path=()):
    """Every key of the record with the way to it."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from keys_within(value, (*path, key))


def refusal_of(record, tmp_path):
    path = tmp_path / "quality.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(BadInput) as raised:
        read_quality_record(path)
    return [(one.code, one.where.file, one.where.field) for one in raised.value.problems]


def as_written(way):
    """`checks[1].title.vi`"""
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in way).lstrip(".")


@pytest.mark.parametrize(
    "way",
    [way for way in keys_within(SOUND) if way != ("format",) and isinstance(way[-1], str)],
    ids=as_written,
)
@pytest.mark.parametrize("change", ["without", "another"])
def test_a_record_that_was_touched_names_file_and_field(way, change, tmp_path):
    record = json.loads(json.dumps(SOUND))
    around = record
    for part in way[:-1]:
        around = around[part]
    if change == "without":
        del around[way[-1]]
    else:
        around[way[-1]] = ["other"]
    expected = as_written((*way, 0) if change == "another" and way[-1] in ("checks", "facts") else way)
    assert refusal_of(record, tmp_path) == [("CH-3214", str(tmp_path / "quality.json"), expected)]


@pytest.mark.parametrize("figure", [-1, 1.5, True, "0", None, float("nan")])
def test_a_count_of_a_record_is_a_whole_number(figure, tmp_path):
    field = str(tmp_path / "quality.json"), "interviews"
    assert refusal_of({**SOUND, "interviews": figure}, tmp_path) == [("CH-3214", *field)]


def test_a_record_as_it_is_written_is_read(tmp_path):
    path = tmp_path / "quality.json"
    path.write_text(json.dumps(SOUND), encoding="utf-8")
    assert read_quality_record(path) == SOUND
    written = quality_record(check_quality(honest().data.slice(0, 40), PLAN))
    path.write_text(json.dumps(written), encoding="utf-8")
    assert read_quality_record(path) == written
