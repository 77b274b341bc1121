"""Answers to Decision 766 and to Circular 01/2018, from dossiers of which the points are known.

The published points are those of the National Public Service Portal for Hà Nội on 10 October 2026, as public
tools have them (github.com/hoang31201/766-HaNoi, history/quality/2026-10-10.json): of xã Ba Vì 4,358 of 4,474
dossiers in time give 19.48 of 20 points.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from chiso.frameworks.library import load_framework
from chiso.language import render
from chiso.periods import parse_period
from chiso.problems import Report
from chiso.procedures.answering import ANSWER_COLUMNS, Line, answers_of, answers_text
from chiso.procedures.catalogue import Catalogue, Procedure
from chiso.procedures.counters import Handled
from chiso.procedures.dossiers import Dossier
from chiso.procedures.feedback import Message
from chiso.procedures.feeding import ONE_STOP_SHOP, SERVICE_QUALITY, Feeding, remark_strangers
from chiso.procedures.moments import Moment
from chiso.scoring.answers import ANSWER_COLUMNS as SCORING_COLUMNS
from chiso.units import Registry, Unit
from chiso.verbs import score
from tests.procedures.making import dossier

BA_VI = "09700"
MAY = date(2026, 5, 1)


def day(number: int) -> date:
    return MAY + timedelta(days=number - 1)


def feed(
    dossiers: list[Dossier],
    framework: str,
    *,
    period: str = "2026-05",
    unit: str = "",
    catalogue: Catalogue | None = None,
    counters: list[Handled] | None = None,
    feedback: list[Message] | None = None,
) -> tuple[dict[tuple[str, str, str], tuple[str, int | None, int | None]], dict[str, str]]:
    """(code, input, case) -> value, numerator, denominator; and what is lacking, by code."""
    feeding = Feeding(parse_period(period), framework, unit)
    feeding.add_all(dossiers)
    lines, lacking = answers_of(feeding, catalogue, counters, feedback)
    given = {(one.code, one.input, one.case): (one.value, one.numerator, one.denominator) for one in lines}
    return given, {one.code: one.reason.in_language("en") for one in lacking}


def points_of(
    lines: list[Line], framework: str, period: str, folder: Path, unit: Unit
) -> dict[str, Fraction]:
    """The points of the answers, as `chiso score` gives them."""
    path = folder / "answers.csv"
    path.write_text(answers_text(lines, parse_period(period), "vi"), encoding="utf-8")
    (result,) = score(framework, path, period=period, units=Registry((unit,))).results
    return {node.code: node.points for node in result.nodes(unit.uid) if node.points is not None}


def test_the_columns_are_those_that_scoring_reads() -> None:
    assert ANSWER_COLUMNS == SCORING_COLUMNS


def test_ba_vi_has_the_published_points_for_dossiers_in_time(tmp_path: Path) -> None:
    in_time = [dossier(day(1), day(9), day(9), code=f"A{n}", agency=BA_VI) for n in range(4358)]
    late = [dossier(day(1), day(9), day(10), code=f"B{n}", agency=BA_VI) for n in range(4474 - 4358)]
    feeding = Feeding(parse_period("2026"), SERVICE_QUALITY)
    feeding.add_all([*in_time, *late])
    lines, _ = answers_of(feeding)
    unit = Unit(uid="ba-vi", code=BA_VI, name="Xã Ba Vì", level="commune", kind="xa")
    points = points_of(lines, SERVICE_QUALITY, "2026", tmp_path, unit)
    assert points["2.1"] == Fraction("19.48")


def test_in_time_is_what_is_received_or_handled_in_the_period() -> None:
    dossiers = [
        dossier(day(-20), day(3), day(3)),  # carried over, handled in time
        dossier(day(-20), day(3), None),  # carried over and open: neither received nor handled
        dossier(day(2), day(9), day(9), supplement_requests=2),  # asked twice for additions: late
        dossier(day(2), day(9), day(9), supplement_requests=1),
        dossier(day(2), day(31), None),  # open, and due on the last day
        dossier(day(2), day(30), None),  # open, and overdue on the last day
        dossier(day(2), None, day(9)),  # no day due: left out
        dossier(day(40), day(50), None),  # received later
    ]
    given, _ = feed(dossiers, SERVICE_QUALITY)
    assert given["2.1", "share", ""] == ("", 3, 5)


CATALOGUE = Catalogue(
    {
        "1": (Procedure("1", "a", "X", agency="A", online="full"),),
        "2": (Procedure("2", "b", "X", agency="A", online="partial"),),
        "3": (Procedure("3", "c", "Y", agency="A", online="possible"),),
        "4": (Procedure("4", "d", "Y", agency="A", online="no"),),
        "5": (Procedure("5", "e", "Z", agency="B", online="full"),),
    }
)


def test_online_services_follow_from_the_catalogue() -> None:
    dossiers = [
        dossier(day(2), day(9), agency="A", procedure="1", channel="online"),
        dossier(day(2), day(9), agency="A", procedure="2", channel="direct"),
        dossier(day(2), day(9), agency="A", procedure="3", channel="direct"),
    ]
    given, lacking = feed(dossiers, SERVICE_QUALITY, catalogue=CATALOGUE)
    # Wholly online 1 of the three that qualify; of two services one had dossiers; one of three came online.
    assert given["3.1", "share", ""] == ("", 1, 3)
    assert given["3.2", "share", ""] == ("", 1, 2)
    assert given["3.3", "share", ""] == ("", 1, 3)
    assert set(lacking) == {"5.1a", "5.1b", "5.2"}


def test_what_is_not_known_is_not_answered() -> None:
    given, lacking = feed([dossier(day(2), day(9), agency="A")], SERVICE_QUALITY)
    assert {code for code, _, _ in given} == {"2.1"}
    assert lacking["3.1"] == "no catalogue is given"
    assert lacking["3.3"] == "of 1 dossiers it is not known how they came"


def message(code: str, about: str, due: int | None, answered: int | None, **more: object) -> Message:
    return Message(
        code, "petition", about, "A", "", "", day(2), None if due is None else day(due),
        None if answered is None else day(answered), bool(more.get("prolonged", False)),
    )  # fmt: skip


def test_petitions_are_answered_in_time_by_their_day() -> None:
    messages = [
        message("1", "rule", 10, 10),
        message("2", "conduct", 10, 11),
        message("3", "conduct", 10, None, prolonged=True),
        message("4", "other", 60, 50),  # answered after the period
    ]
    dossiers = [dossier(day(2), agency="A")]
    given, _ = feed(dossiers, SERVICE_QUALITY, feedback=messages)
    assert given["5.1a", "share", ""] == ("", 1, 4)
    assert given["5.1b", "share", ""] == ("", 2, 4)
    assert given["5.2", "share", ""] == ("", 1, 4)
    shop, _ = feed(dossiers, ONE_STOP_SHOP, feedback=messages)
    assert shop["8", "in_time_share", ""] == ("", 1, 4)
    assert shop["8", "prolonged", ""] == ("1", None, None)


def test_the_one_stop_shop_is_scored_dossier_by_dossier(tmp_path: Path) -> None:
    dossiers = [
        dossier(day(2), day(9), day(7), code="A1", agency="A", channel="online", procedure="1", complaints=0),
        dossier(day(2), day(9), day(9), code="A2", agency="A", channel="direct", procedure="2", complaints=0),
        dossier(
            day(2), day(9), day(12), code="A3", agency="A", channel="direct", procedure="3", complaints=1
        ),
    ]
    counters = [
        Handled("A", "", "1", "X", handling="whole"),
        Handled("A", "", "2", "X", handling="reception"),
        Handled("A", "", "3", "Y", handling="outside"),
        Handled("A", "", "4", "Y", handling="exempt"),
    ]
    feeding = Feeding(parse_period("2024"), ONE_STOP_SHOP)
    feeding.add_all(
        [
            Dossier(
                one.code, one.procedure, one.field, one.agency, one.counter, one.received.replace(year=2024),
                one.due and Moment(one.due.day.replace(year=2024)),
                one.ends and Moment(one.ends.day.replace(year=2024)),
                one.status, one.channel, complaints=one.complaints,
            )
            for one in dossiers
        ]
    )  # fmt: skip
    lines, lacking = answers_of(feeding, CATALOGUE, counters)
    given = {(one.code, one.input, one.case): one for one in lines}
    assert [given["1", "days_beyond_limit", case].value for case in ("A1", "A2", "A3")] == ["-2", "0", "3"]
    assert given["5", "whole_share", ""][5:7] == (1, 2)
    assert given["5", "reception_share", ""][5:7] == (2, 3)
    assert given["9", "procedures_online", ""][5:7] == (2, 3)
    assert given["9", "online_cases", ""][5:7] == (1, 3)
    assert given["9", "bad_online_cases", ""].value == "0"
    assert [one.code for one in lacking] == ["8"]
    unit = Unit(uid="a", code="A", name="Phường A", level="commune", kind="phuong")
    points = points_of(lines, ONE_STOP_SHOP, "2024", tmp_path, unit)
    # Circular 01/2018: early 2, on the day 1, late 0, the mean 1.0; with a complaint 0, else as the time: the
    # mean of 2, 1, 0. Index 5: half and two thirds of all, not 100 % received there: 0. Index 9: 33 % of the
    # dossiers online, 67 % of the procedures, none bad: 2.
    assert {code: points[code] for code in ("1", "5", "7", "9")} == {"1": 1, "5": 0, "7": 1, "9": 2}


def test_late_by_the_clock_is_above_0_days(tmp_path: Path) -> None:
    late = Dossier("A", "", "", "A", "", day(2), Moment(day(9), 600), Moment(day(9), 601), "done")
    given, _ = feed([late], ONE_STOP_SHOP)
    # One minute of 1,440, rounded up to four decimals.
    assert given["1", "days_beyond_limit", "A"][0] == "0.0007"


def test_an_open_online_dossier_of_before_counts_as_bad_where_it_is_overdue() -> None:
    dossiers = [
        dossier(day(-20), day(3), None, agency="A", channel="online"),
        dossier(day(2), day(9), day(9), agency="A", procedure="1", channel="online"),
    ]
    given, _ = feed(dossiers, ONE_STOP_SHOP, catalogue=CATALOGUE)
    assert given["9", "bad_online_cases", ""][0] == "1"


def test_all_files_may_be_of_one_unit() -> None:
    dossiers = [dossier(day(2), day(9), day(9), agency=agency) for agency in ("A", "B", "")]
    feeding = Feeding(parse_period("2026-05"), SERVICE_QUALITY, "01")
    feeding.add_all(dossiers)
    lines, _ = answers_of(feeding)
    assert [(one.unit, one.numerator) for one in lines if one.code == "2.1"] == [("01", 3)]
    alone = Feeding(parse_period("2026-05"), SERVICE_QUALITY)
    alone.add_all(dossiers)
    assert alone.without_agency == 1


def test_a_note_tells_what_of_dossiers_in_time_is_not_known() -> None:
    def note_of(dossiers: list[Dossier]) -> str:
        feeding = Feeding(parse_period("2026-05"), SERVICE_QUALITY)
        feeding.add_all(dossiers)
        (note,) = [one.note for one in answers_of(feeding)[0] if one.code == "2.1"]
        return render(note, "en")

    known = dossier(day(2), day(9), day(9), supplement_requests=0)
    assert note_of([known]) == ""
    requests = (
        "of 2 dossiers it is not known how often additions were asked for; more than once would count as late"
    )
    unknown = dossier(day(2), day(9), day(9))
    assert note_of([known, unknown, unknown]) == requests
    without_due = dossier(day(2), None, day(9))
    assert note_of([unknown, unknown, without_due]) == (
        f"{requests}; 1 dossiers without a day due are left out"
    )


def test_where_no_day_due_is_known_dossiers_in_time_are_not_0_of_0() -> None:
    given, lacking = feed([dossier(day(2), None, day(9))], SERVICE_QUALITY)
    assert lacking["2.1"] == "of no dossier is it known when it was due"
    assert "2.1" not in {code for code, _, _ in given}


def test_petitions_without_an_agency_are_not_taken_for_none() -> None:
    unplaced = Message("9", "petition", "rule", "", "", "", day(2), day(10), day(10), False)
    dossiers = [dossier(day(2), agency="A")]
    for framework, codes in ((SERVICE_QUALITY, ("5.1a", "5.1b", "5.2")), (ONE_STOP_SHOP, ("8",))):
        given, lacking = feed(dossiers, framework, feedback=[unplaced])
        for code in codes:
            assert lacking[code] == "of 1 petitions it is not known which agency they are about"
            assert code not in {one for one, _, _ in given}
    # Where all files are of one unit, so is the petition.
    given, _ = feed(dossiers, SERVICE_QUALITY, unit="01", feedback=[unplaced])
    assert given["5.2", "share", ""] == ("", 1, 1)


def test_petitions_of_an_agency_without_dossiers_are_told() -> None:
    feeding = Feeding(parse_period("2026-05"), SERVICE_QUALITY)
    feeding.add_all([dossier(day(2), agency="Phường A")])
    report = Report()
    remark_strangers(feeding, [message("1", "rule", 10, 10)], report)
    assert [line.in_language("en") for line in report.remarks] == [
        "1 petitions are of no agency that has dossiers."
    ]


@pytest.mark.parametrize(
    "counters",
    [
        # One procedure in two ways; one of which nothing is told; a field of which one procedure is told.
        [Handled("A", "Q1", "1", "X", handling="whole"), Handled("A", "Q2", "1", "X", handling="outside")],
        [Handled("A", "Q1", "1", "X", handling="whole"), Handled("A", "Q2", "2", "X")],
        [Handled("A", "Q1", "1", "X", handling="whole"), Handled("A", "Q2", "", "X")],
    ],
)
def test_index_5_is_not_given_where_the_handling_of_a_procedure_is_not_known(counters: list[Handled]) -> None:
    given, lacking = feed(
        [dossier(day(2), agency="A")], ONE_STOP_SHOP, catalogue=CATALOGUE, counters=counters
    )
    assert lacking["5"] == "how its counters handle each procedure is not known"
    assert "5" not in {code for code, _, _ in given}


def test_a_counter_of_a_field_adds_nothing_where_each_of_its_procedures_is_told() -> None:
    counters = [
        Handled("A", "Q1", "1", "X", handling="whole"),
        Handled("A", "Q2", "1", "X"),
        Handled("A", "Q1", "2", "X", handling="outside"),
        Handled("A", "Q2", "", "X"),
    ]
    given, _ = feed([dossier(day(2), agency="A")], ONE_STOP_SHOP, catalogue=CATALOGUE, counters=counters)
    assert given["5", "whole_share", ""] == ("", 1, 1)
    assert given["5", "reception_share", ""] == ("", 1, 2)


@pytest.mark.parametrize("framework", [SERVICE_QUALITY, ONE_STOP_SHOP])
def test_every_answer_names_an_input_of_the_framework(framework: str) -> None:
    dossiers = [dossier(day(2), day(9), day(9), agency="A", procedure="1", channel="online", complaints=0)]
    counters = [Handled("A", "", "1", "X", handling="whole")]
    messages = [message("1", "rule", 10, 10)]
    given, lacking = feed(dossiers, framework, catalogue=CATALOGUE, counters=counters, feedback=messages)
    assert not lacking
    leaves = {leaf.code: set(leaf.inputs) for leaf in load_framework(framework).leaves}
    for code, name, _ in given:
        assert name in leaves[code]
    for code in {code for code, _, _ in given}:
        assert {name for one, name, _ in given if one == code} == leaves[code]
