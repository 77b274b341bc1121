"""Whatever is changed in a published draw is found, field by field and column by column."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from chiso.inspection.drawing import draw_visits
from chiso.inspection.frame import Frame
from chiso.inspection.plan import InspectionPlan
from chiso.inspection.record import HEAD, DrawRecord, FileTold, differences, list_of, record_of
from tests.inspection.making import a_frame, a_plan, a_seed, an_office

SEED = a_seed(7)
PLAN_SHA256 = "a" * 64
# What says nothing of the draw: the program, names of files, how many lines a plan has; teams, since who goes
# hangs on more than a plan knows.
SAYS_NOTHING = {"software", "frame.file", "plan.file", "list.file", "plan.rows"}


@pytest.fixture(scope="module")
def published() -> tuple[DrawRecord, bytes, Frame, InspectionPlan]:
    """A draw with visits of all three reasons in two strata, opened."""
    frame = a_frame(
        *(
            an_office(
                f"C{number:02d}", name=f"Quầy {number}", agency="Phường", field="Hộ tịch",
                district=f"D{number % 2}", risk=f"{number}/20", must="Chỉ thị 01" if number == 3 else "",
            )
            for number in range(16)
        )
    )  # fmt: skip
    plan = a_plan(
        visits=9, random_share=Decimal("0.5"), strata=("district",), unannounced_share=Decimal("0.5"),
        commitment=SEED.commitment,
    )  # fmt: skip
    draw = draw_visits(frame, plan, SEED)
    record = record_of(draw, frame=frame, plan=plan, plan_file="plan.yaml", plan_sha256=PLAN_SHA256)
    opened = record.model_copy(update={"seed": SEED.seed, "salt": SEED.salt})
    return opened, list_of(draw), frame, plan


def found(record: DrawRecord, listed: bytes, frame: Frame, plan: InspectionPlan, **more: Any) -> list[str]:
    told = differences(record, listed, frame, plan, PLAN_SHA256, **more)
    return [one.in_language("en") for one in told]


def fields_of(record: DrawRecord) -> dict[str, Any]:
    """Every field with its value, by its path."""
    told: dict[str, Any] = {}
    for name, value in record.model_dump(mode="json").items():
        if isinstance(value, dict):
            told |= {f"{name}.{inner}": one for inner, one in value.items()}
        elif isinstance(value, list):
            told |= {
                f"{name}.{at}.{inner}": one for at, row in enumerate(value) for inner, one in row.items()
            }
        else:
            told[name] = value
    return told


def other_than(name: str, value: Any) -> Any:
    """Another value that may stand there."""
    if name == "format":
        return "chiso-inspection-draw/1"
    if isinstance(value, int):
        return value + 1
    if name == "sum_of_risk":
        return "1/3"
    # Another first figure of a hash or a seed, another letter of a name.
    return ("1" if value[:1] != "1" else "2") + value[1:]


def with_field(record: DrawRecord, path: str, value: Any) -> DrawRecord:
    told = record.model_dump(mode="json")
    at: Any = told
    *way, last = path.split(".")
    for step in way:
        at = at[int(step)] if step.isdigit() else at[step]
    at[last] = value
    return DrawRecord.model_validate(told)


def test_the_published_draw_is_the_same(
    published: tuple[DrawRecord, bytes, Frame, InspectionPlan],
) -> None:
    assert found(*published, published=SEED.commitment) == []


def test_every_field_of_the_record_that_says_something_of_the_draw_is_compared(
    published: tuple[DrawRecord, bytes, Frame, InspectionPlan],
) -> None:
    record, listed, frame, plan = published
    passed = {
        path
        for path, value in fields_of(record).items()
        if not found(with_field(record, path, other_than(path, value)), listed, frame, plan)
    }
    assert passed == SAYS_NOTHING


def test_another_seed_with_a_commitment_of_its_own_is_not_the_published_one(
    published: tuple[DrawRecord, bytes, Frame, InspectionPlan],
) -> None:
    """Record and plan agree with one another and with their list; only what was kept before tells."""
    _, _, frame, plan = published
    other = a_seed(8)
    forged_plan = plan.model_copy(update={"commitment": other.commitment})
    draw = draw_visits(frame, forged_plan, other)
    record = record_of(draw, frame=frame, plan=forged_plan, plan_file="plan.yaml", plan_sha256=PLAN_SHA256)
    record = record.model_copy(update={"seed": other.seed, "salt": other.salt})
    assert found(record, list_of(draw), frame, forged_plan) == []
    assert found(record, list_of(draw), frame, forged_plan, published=SEED.commitment) == [
        "The commitment of the record is not the one that was published."
    ]


@pytest.mark.parametrize("column", HEAD[:-1])
def test_every_column_of_the_list_is_compared_whatever_its_hash_says(
    published: tuple[DrawRecord, bytes, Frame, InspectionPlan], column: str
) -> None:
    record, listed, frame, plan = published
    rows = list(csv.reader(io.StringIO(listed.decode(), newline="")))
    at = rows[0].index(column)
    for row in range(1, len(rows)):
        changed = [list(one) for one in rows]
        changed[row][at] += "1"
        written = io.StringIO(newline="")
        csv.writer(written, lineterminator="\n").writerows(changed)
        forged = written.getvalue().encode()
        told = FileTold(
            file=record.list.file, rows=record.list.rows, sha256=hashlib.sha256(forged).hexdigest()
        )
        assert found(record.model_copy(update={"list": told}), forged, frame, plan), (row, column)


def test_a_cell_of_the_frame_that_was_changed_is_another_file(
    published: tuple[DrawRecord, bytes, Frame, InspectionPlan],
) -> None:
    record, listed, frame, plan = published
    assert found(record, listed, replace(frame, sha256="1" * 64), plan) == [
        "The frame is another file than the one that was drawn from."
    ]
