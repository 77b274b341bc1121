"""Faults of each kind, planted in an honest round, are listed, and others are not."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from chiso.survey.quality import check_quality
from tests.survey.quality.rounds import (
    CITY,
    PLAN,
    honest,
    honest_result,
    keys_of,
    listed_interviewers,
    name_of_interviewer,
    new_interviews,
    planted,
    rows_of_interviewer,
)

QUESTIONS = CITY.codes_of_questions


def put(rows, value):
    def change(values):
        values[rows] = value
        return values

    return change


def test_interviews_of_forty_seconds_are_listed_and_one_of_three_hours():
    table = planted(duration_seconds=lambda v: put([5, 50], 40)(put([500], 10_800)(v)))
    assert new_interviews(check_quality(table, PLAN), "duration") == keys_of([5, 50, 500])


def test_a_length_below_nought_is_listed_as_impossible():
    result = check_quality(planted(duration_seconds=put([7], -3)), PLAN)
    found = [one for one in result.by_name("duration").findings if one.interview in keys_of([7])]
    assert [one.reason.in_language("en") for one in found] == [
        "a length of \N{MINUS SIGN}3 seconds cannot be"
    ]


def test_interviews_with_one_answer_throughout_are_listed():
    rows = [1, 100, 1000]
    result = check_quality(planted(**{code: put(rows, 3) for code in QUESTIONS}), PLAN)
    assert new_interviews(result, "straight_lines") == keys_of(rows)


def test_a_copied_interview_is_listed_with_the_one_that_it_repeats():
    columns = [*QUESTIONS, "waiting_minutes", "age", "sex", "procedure"]

    def copy(values):
        values[120] = values[20]
        return values

    result = check_quality(planted(**dict.fromkeys(columns, copy)), PLAN)
    assert new_interviews(result, "duplicates") == keys_of([120])
    found = next(one for one in result.by_name("duplicates").findings if one.interview in keys_of([120]))
    assert next(iter(keys_of([20]))) in found.reason.in_language("en")


def test_interviews_of_different_units_may_be_equal_by_chance():
    columns = [*QUESTIONS, "waiting_minutes", "age", "sex", "procedure"]

    def copy(values):
        values[2000] = values[20]
        return values

    result = check_quality(planted(**dict.fromkeys(columns, copy)), PLAN)
    assert new_interviews(result, "duplicates") == set()
    whole = check_quality(planted(**dict.fromkeys(columns, copy)), PLAN.model_copy(update={"unit": ""}))
    assert keys_of([2000]) <= new_interviews(whole, "duplicates")


def test_an_interview_copied_but_for_one_answer_is_listed_within_its_interviewer():
    first, second = rows_of_interviewer(3)[[0, 9]]
    columns = [*QUESTIONS[1:], "waiting_minutes", "age", "sex", "procedure"]

    def copy(values):
        values[second] = values[first]
        return values

    result = check_quality(planted(**dict.fromkeys(columns, copy)), PLAN)
    assert keys_of([first, second]) <= {one.interview for one in result.by_name("near_duplicates").findings}
    assert len(new_interviews(result, "near_duplicates")) <= 2


def test_an_interview_with_most_questions_unanswered_is_listed():
    result = check_quality(planted(**{code: put([40], 9) for code in QUESTIONS[:10]}), PLAN)
    assert new_interviews(result, "missing") == keys_of([40])


def test_questions_that_lack_together_are_told():
    rows = np.arange(0, 2000, 5)
    result = check_quality(planted(q02=put(rows, 9), q07=put(rows, 9)), PLAN)
    told = [fact.name.in_language("en") for fact in result.by_name("missing").facts]
    assert "Lack together: q02, q07" in told


def test_an_interview_at_three_at_night_is_listed():
    night = np.datetime64("2026-10-06T03:00:00", "s")
    result = check_quality(planted(started=put([60], night)), PLAN)
    assert new_interviews(result, "hours") == keys_of([60])


def test_an_interview_that_ends_after_nine_in_the_evening_is_listed():
    late = np.datetime64("2026-11-20T20:59:00", "s")
    result = check_quality(planted(started=put([60], late), duration_seconds=put([60], 400)), PLAN)
    assert new_interviews(result, "hours") == keys_of([60])


def test_two_interviews_at_once_are_listed():
    rows = rows_of_interviewer(2)
    started = honest().data["started"].to_numpy()
    first, second = rows[np.argsort(started[rows])][:2]
    result = check_quality(planted(started=put([second], started[first] + np.timedelta64(30, "s"))), PLAN)
    assert new_interviews(result, "travel") == keys_of([second])


def test_a_hundred_kilometres_within_minutes_are_listed():
    rows = rows_of_interviewer(2)
    started = honest().data["started"].to_numpy()
    second = rows[np.argsort(started[rows])][1]
    latitude = honest().data["latitude"].to_numpy()[second]
    result = check_quality(planted(latitude=put([second], latitude + 1.0)), PLAN)
    # It is too far to go there, and too far to come back from there.
    third = rows[np.argsort(started[rows])][2]
    assert new_interviews(result, "travel") == keys_of([second, third])
    assert new_interviews(result, "places") == keys_of([second])


def test_a_position_of_nought_is_no_place():
    result = check_quality(planted(latitude=put([9], 0.0), longitude=put([9], 0.0)), PLAN)
    found = [one for one in result.by_name("places").findings if one.interview in keys_of([9])]
    assert [one.reason.in_language("en") for one in found] == [
        "the position is no place where somebody could be met"
    ]


def test_an_interviewer_with_answers_a_step_higher_stands_apart():
    rows = rows_of_interviewer(20)
    raised = {
        code: lambda v: np.where(np.isin(np.arange(len(v)), rows) & (v < 5), v + 1, v) for code in QUESTIONS
    }
    result = check_quality(planted(**raised), PLAN)
    assert name_of_interviewer(20) in listed_interviewers(result, "interviewer_answers")


def test_an_interviewer_who_writes_tens_alone_is_listed_for_last_digits():
    rows = rows_of_interviewer(4)
    result = check_quality(planted(waiting_minutes=put(rows, 20)), PLAN)
    new = listed_interviewers(result, "interviewer_digits") - listed_interviewers(
        honest_result(), "interviewer_digits"
    )
    assert new == {name_of_interviewer(4)}


def test_an_interviewer_whose_interviews_are_not_confirmed_is_listed():
    again = honest().back_checks
    rows = set(keys_of(rows_of_interviewer(6)))
    # Enough back-checks of one interviewer: all his interviews, each answer another one.
    data = honest().data
    own = [row for row in range(data.num_rows) if str(data["interview"][row].as_py()) in rows][:12]
    columns = {"interview": [data["interview"][row].as_py() for row in own]}
    for code in QUESTIONS:
        columns[code] = [1 + data[code][row].as_py() % 5 for row in own]
    extra = pa.table(columns).cast(again.schema)
    keep = pa.array([str(key) not in rows for key in again["interview"].to_pylist()])
    table = pa.concat_tables([again.filter(keep), extra])
    result = check_quality(data, PLAN, back_checks=table)
    assert listed_interviewers(result, "back_checks") == {name_of_interviewer(6)}


def test_who_invents_interviews_has_several_signs_and_comes_first():
    rows = rows_of_interviewer(8)
    random = np.random.default_rng(3)
    # Filled in at a desk: two minutes each, the same few answers, minutes that end in nought.
    changes = {code: put(rows, random.choice([4, 5], len(rows), p=[0.95, 0.05])) for code in QUESTIONS}
    table = planted(**changes, duration_seconds=put(rows, 120), waiting_minutes=put(rows, 10))
    result = check_quality(table, PLAN)
    first = result.findings[0]
    assert (first.check, first.interviewer) == ("signs", name_of_interviewer(8))
    reason = first.reason.in_language("en")
    for sign in ("short interviews", "one answer throughout", "interviews like one another", "last digits"):
        assert sign in reason


def in_one_day(values):
    rows = rows_of_interviewer(8)
    values[rows] = np.datetime64("2026-10-05T08:00:00", "s") + np.arange(len(rows)) * np.timedelta64(900, "s")
    return values


def at_night(values):
    rows = rows_of_interviewer(8)[:10]
    values[rows] = np.datetime64("2026-10-05T02:00:00", "s") + np.arange(10) * np.timedelta64(1, "D")
    return values


def all_answered(values):
    rows = rows_of_interviewer(8)
    values[rows] = np.where(values[rows] == 9, 4, values[rows])
    return values


def all_the_same(values):
    values[rows_of_interviewer(8)] = 3
    return values


@pytest.mark.parametrize(
    ("sign", "changes"),
    [
        ("many interviews in a day", {"started": in_one_day}),
        ("hours, ways or places that cannot well be", {"started": at_night}),
        ("few questions without an answer", dict.fromkeys(QUESTIONS, all_answered)),
        ("people who hardly differ", dict.fromkeys(QUESTIONS, all_the_same)),
    ],
)
def test_each_sign_is_named(sign, changes):
    plan = PLAN.model_copy(update={"limits": PLAN.limits.model_copy(update={"signs": 1})})
    found = check_quality(planted(**changes), plan).by_name("signs").findings
    reasons = {one.interviewer: one.reason.in_language("en") for one in found}
    assert sign in reasons[name_of_interviewer(8)]
    others = [reason for who, reason in reasons.items() if who != name_of_interviewer(8)]
    assert sum(sign in reason for reason in others) <= 2


@pytest.mark.parametrize(
    ("role", "left_out"),
    [
        ("duration", {"duration"}),
        ("started", {"hours", "travel"}),
        ("cluster", {"places"}),
        ("interviewer", {"near_duplicates", "travel", "interviewer_answers", "interviewer_digits", "signs"}),
    ],
)
def test_checks_whose_column_is_not_named_are_left_out_and_say_so(role, left_out):
    result = check_quality(honest().data, PLAN.model_copy(update={role: ""}), back_checks=None)
    silent = {one.check for one in result.checks if one.left_out is not None} - {"back_checks"}
    assert silent == left_out


def test_nothing_of_the_data_is_changed():
    before = honest().data.to_pydict()
    check_quality(honest().data, PLAN, back_checks=honest().back_checks)
    assert honest().data.to_pydict() == before
