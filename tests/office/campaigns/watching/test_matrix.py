"""How far agencies are: cells, states, risk, filters; what is counted and in how many queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.models import Answer, PhaseException, Submission
from chiso.office.campaigns.watching.extent import Extent
from chiso.office.campaigns.watching.matrix import Matrix, Row, Sought, chosen_rows, matrix_of
from chiso.office.organisation.models import Agency
from tests.office.campaigns.making import Running, running
from tests.office.making import assign, make_agency

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def answer(made: Running, agency: Agency, *nodes: str, evidence: int = 1, note: str = "") -> None:
    """Answers that need nothing more, written straight to the table: what counts here is counting."""
    with scopes_disabled():
        for node in nodes:
            Answer.objects.create(
                campaign=made.campaign, unit=agency, node=node, field=node, layer="self_assessed",
                agency=agency, status="given", evidence=evidence, note=note,
            )  # fmt: skip


def submit(made: Running, agency: Agency, state: str = "submitted") -> None:
    with scopes_disabled():
        Submission.objects.create(campaign=made.campaign, agency=agency, state=state)


def row_of(matrix: Matrix, agency: Agency) -> Row:
    return next(row for row in matrix.rows if row.agency == agency)


def states_of(matrix: Matrix, agency: Agency) -> dict[str, str]:
    cells = zip(matrix.fields, row_of(matrix, agency).cells, strict=True)
    return {field.code: cell.state for field, cell in cells if cell is not None}


def test_the_extent_counts_what_listing_every_leaf_counts() -> None:
    made = running()
    other = make_agency("Văn phòng", uid="van-phong")
    # Two leaves of one district are gathered by somebody else, one of them below the other's part.
    assign(made.campaign, made.ba_dinh, "2", other, made.home_affairs)
    assign(made.campaign, made.ba_dinh, "3", other)
    participants = made.participants
    counted: dict[int, dict[str, int]] = {}
    for leaf in participants.leaves:
        of_agency = counted.setdefault(leaf.responsible, {})
        of_agency[leaf.field.code] = of_agency.get(leaf.field.code, 0) + 1
    extent = Extent(participants)
    assert extent.leaves_by_field("responsible") == counted
    appraised = sum(leaf.appraising is not None for leaf in participants.leaves)
    assert sum(extent.leaves_by_code().values()) == appraised
    assert {(leaf.unit, leaf.code): leaf.responsible for leaf in participants.leaves} == {
        (unit, question.node.code): row.responsible_id
        for unit in participants.units
        for question in extent.questions
        if (row := extent.assignment(unit, question.node.code)) is not None
    }


def test_an_agency_without_a_word_has_not_begun_and_one_with_some_works() -> None:
    made = running()
    made.phase("self_assessment", timezone.now() - DAY, timezone.now() + 9 * DAY)
    answer(made, made.ba_dinh, "1", "2")
    matrix = matrix_of(made.campaign, timezone.now())
    assert [(row.agency, row.state, row.done, row.of) for row in matrix.rows] == [
        (made.ba_dinh, "drafting", 2, 9), (made.hoan_kiem, "not_begun", 0, 9),
    ]  # fmt: skip
    assert states_of(matrix, made.ba_dinh)["1"] == "done"
    assert set(states_of(matrix, made.hoan_kiem).values()) == {"none"}
    assert (matrix.handed_in, matrix.working, matrix.not_begun) == (0, 1, 1)


def test_an_answer_that_nothing_bears_out_is_not_done_and_is_counted_as_bare() -> None:
    made = running("self_assessment")
    answer(made, made.ba_dinh, "1", evidence=0)
    answer(made, made.ba_dinh, "2", evidence=0, note="Không có văn bản, giải trình kèm theo")
    row = row_of(matrix_of(made.campaign, timezone.now()), made.ba_dinh)
    assert (row.done, row.bare) == (1, 1)


def test_in_the_second_half_less_than_half_of_what_the_time_asks_is_at_risk() -> None:
    made = running()
    opened = timezone.now() - 8 * DAY
    made.phase("self_assessment", opened, opened + 10 * DAY)
    # par: a set with nine fields of one leaf each: a field is done or not.
    answer(made, made.ba_dinh, "1")
    at_first = matrix_of(made.campaign, opened + 4 * DAY)
    assert row_of(at_first, made.ba_dinh).state == "drafting"
    late_on = matrix_of(made.campaign, opened + 8 * DAY)
    assert row_of(late_on, made.ba_dinh).state == "risk"
    assert states_of(late_on, made.ba_dinh) == {"1": "done"} | dict.fromkeys("23456789", "late")


def test_after_the_end_who_has_not_handed_in_is_late_but_not_who_has_longer() -> None:
    made = running()
    now = timezone.now()
    made.phase("self_assessment", now - 10 * DAY, now - DAY)
    answer(made, made.ba_dinh, "1")
    answer(made, made.hoan_kiem, "1")
    PhaseException.objects.create(
        campaign=made.campaign, kind="extension", phase="self_assessment", agency=made.hoan_kiem,
        opens_at=now - DAY, closes_at=now + 100 * DAY, reason="lụt", granted_by=made.people["coordinator"],
    )  # fmt: skip
    matrix = matrix_of(made.campaign, now)
    assert [row.state for row in matrix.rows] == ["late", "drafting"]
    submit(made, made.ba_dinh)
    matrix = matrix_of(made.campaign, now)
    assert row_of(matrix, made.ba_dinh).is_handed_in
    assert "late" not in states_of(matrix, made.ba_dinh).values()


def test_names_are_found_without_their_marks_and_the_order_is_asked_for() -> None:
    made = running("self_assessment")
    answer(made, made.hoan_kiem, "1")
    matrix = matrix_of(made.campaign, timezone.now())

    def names(sought: Sought) -> list[str]:
        return [row.agency.name for row in chosen_rows(matrix, sought)]

    assert names(Sought(words="hoan kiem")) == ["Quận Hoàn Kiếm"]
    assert names(Sought(order="-name")) == ["Quận Hoàn Kiếm", "Quận Ba Đình"]
    assert names(Sought(order="-done")) == ["Quận Hoàn Kiếm", "Quận Ba Đình"]
    assert names(Sought(state="not_begun")) == ["Quận Ba Đình"]
    assert names(Sought(kind="so")) == []
    assert matrix.kinds == {"quan": 2}


def test_the_matrix_costs_six_queries_however_many_agencies_there_are() -> None:
    made = running("self_assessment")
    for number in range(3):
        more = make_agency(f"Quận thêm {number}", kind="quan", level="district")
        assign(made.campaign, more, "", more, made.home_affairs)
        answer(made, more, "1", "2")
        submit(made, more)
    with CaptureQueriesContext(connection) as asked:
        assert len(matrix_of(made.campaign, timezone.now()).rows) == 5
    assert len(asked) == 6


def test_agencies_that_gather_for_one_unit_are_rows_of_their_own() -> None:
    made = running("self_assessment")
    city = make_agency("Thành phố Hà Nội", uid="ha-noi", kind="thanh-pho", level="province")
    made.campaign.assignments.all().delete()
    assign(made.campaign, city, "1", made.ba_dinh)
    assign(made.campaign, city, "2", made.hoan_kiem)
    with scopes_disabled():
        Answer.objects.create(
            campaign=made.campaign, unit=city, node="2", field="2", layer="self_assessed",
            agency=made.hoan_kiem, status="given", evidence=1,
        )  # fmt: skip
    matrix = matrix_of(made.campaign, timezone.now())
    assert [(row.agency, row.kind, row.done, row.of) for row in matrix.rows] == [
        (made.ba_dinh, "quan", 0, 1), (made.hoan_kiem, "quan", 1, 1),
    ]  # fmt: skip
