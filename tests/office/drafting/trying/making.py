"""A draft to try and answers to try it on, made up so small that ranks can be worked out by hand."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter

from chiso.frameworks.document import Tree
from chiso.office.drafting.models import Draft, Trial
from chiso.office.drafting.services import begin_draft
from chiso.office.drafting.trying.given import Given
from chiso.office.drafting.trying.services import make_trial
from chiso.office.people.models import Person

OLDER = "official-quality@2025"


def criterion(code: str, maximum: str, title: str, **more: Any) -> Tree:
    """A criterion whose points are entered."""
    node: Tree = {
        "code": code,
        "title": {"vi": title, "en": title},
        "max_points": maximum,
        "inputs": {"points": {"type": "number"}},
        "rule": {"kind": "entered@1"},
    }
    return node | more  # type: ignore[operator]


def document(*nodes: Tree) -> dict[str, Tree]:
    """The document of a set with these criteria."""
    return {
        "title": {"vi": "Bộ tiêu chí để thử", "en": "Made up to be tried"},
        "status": "draft",
        "completeness": "full",
        "periods": {},
        "rights": {"vi": "Không", "en": "None"},
        "index": {"published": {"places": "2", "mode": "half_up"}},
        "nodes": list(nodes),
    }


def make_draft(person: Person, *nodes: Tree, identifier: str = "made-up") -> Draft:
    """A draft with these criteria, begun by its service."""
    return begin_draft(
        actor=person,
        origin="empty",
        origin_words="",
        document=document(*nodes),
        identifier=identifier,
        version_name="2026",
    )


def papi_draft(person: Person) -> Draft:
    """PAPI 2019 with field 3 counted twice, and a criterion that nobody has answered."""
    from copy import deepcopy

    from chiso.frameworks.library import load_framework

    tree: Any = deepcopy(load_framework("papi@2019").tree)
    tree["status"] = "draft"
    for field in tree["nodes"]:
        if field["code"] == "3":
            _double(field)
    tree["index"]["max_points"] = "95"
    tree["nodes"].append(
        criterion("9", "5", "Dữ liệu mở", assessed_by=["system"], law=[{"document": "papi"}])
    )
    return begin_draft(
        actor=person,
        origin="library",
        origin_words="papi@2019",
        document=tree,
        identifier="papi",
        version_name="2020-draft",
    )


def _double(field: Any) -> None:
    weights = {part["code"]: "2" for part in field["nodes"]}
    field["aggregation"] = {"kind": "weighted_sum@1", "weights": weights}
    field["max_points"] = "20"
    field.pop("minimum", None)


def answers(*rows: tuple[str, str, str]) -> bytes:
    """Answers as CSV: unit, code, points."""
    return ("unit,code,value\n" + "".join(f"{','.join(row)}\n" for row in rows)).encode()


def workbook(*rows: tuple[Any, ...]) -> bytes:
    """The same as a workbook, with a sheet for remarks behind it."""
    content = BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("Trả lời")
        for number, row in enumerate((("unit", "code", "value"), *rows)):
            sheet.write_row(number, 0, row)
        book.add_worksheet("Ghi chú").write(0, 0, "không đọc")
    return content.getvalue()


def papi_given(**more: Any) -> Given:
    """The answers of PAPI 2019 that come with chiso."""
    from chiso.office.drafting.trying.given import example_tables

    table, units = example_tables("papi")
    values: dict[str, Any] = {
        "against": "papi@2019",
        "period": "2019",
        "answers": table,
        "answers_name": "papi.csv",
        "units_from": "file",
        "units": units,
        "units_name": "papi-units.csv",
    }
    return Given(**(values | more))


def make_papi_trial(person: Person) -> Trial:
    """The draft of PAPI tried on the answers of 2019."""
    return make_trial(actor=person, draft=papi_draft(person), given=papi_given())
