"""From a file to a composite framework or a plan, or to everything that is wrong with it: line and key.

    CH-8000 cannot be read   CH-8001 key or type   CH-8002 another format

Three readings, each of which collects its problems: the form of the document, the keys and types of its
parts, and what holds between parts (`checks.py` for the tree, `checks_of_plans.py` for the plan).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from chiso.frameworks.composite.checks import check_tree
from chiso.frameworks.composite.checks_of_plans import check_methods_of_nodes, check_plan
from chiso.frameworks.composite.model import COMPOSITE_FORMAT, CompositeFramework
from chiso.frameworks.composite.plan import PLAN_FORMAT, Plan, Step
from chiso.frameworks.document import LARGEST_DOCUMENT, Document, Tree, document_from_json, read_document
from chiso.frameworks.faults import PlacedFault
from chiso.frameworks.fields import Part
from chiso.frameworks.loader import problems_of_form
from chiso.language import text
from chiso.problems import BadInput, Place, Problem, Report, reason_of


class PlanDocument(Part):
    """A plan in a file of its own."""

    format: Literal["chiso-plan/1"]
    steps: tuple[Step, ...] = Field(min_length=1)


def read_composite(source: Path | bytes, *, name: str | None = None) -> CompositeFramework:
    """The composite framework in a YAML file (or its bytes). Raises BadInput with every problem of it."""
    return _understand(_read(source, name or "composite.yaml"))


def composite_from_tree(tree: object, *, name: str) -> CompositeFramework:
    """The composite framework in a parsed document, as it travels in a run."""
    return _understand(document_from_json(tree, name))


def read_plan(source: Path | bytes, framework: CompositeFramework, *, name: str | None = None) -> Plan:
    """The plan in a YAML file, checked against the framework that it is for. Raises BadInput."""
    return _understand_plan(_read(source, name or "plan.yaml"), framework)


def plan_from_tree(tree: object, framework: CompositeFramework, *, name: str) -> Plan:
    """The plan in a parsed document, as it travels in a run."""
    return _understand_plan(document_from_json(tree, name), framework)


def with_plan(framework: CompositeFramework, plan: Plan) -> CompositeFramework:
    """The same framework, its content hash included, with another plan to be carried out."""
    return framework.model_copy(update={"plan": plan})


def is_composite(path: Path) -> bool:
    """Whether a YAML file says that it is a composite framework."""
    try:
        content = path.read_bytes()
    except OSError:
        return False
    tree = read_document(content, path.name, Report()).tree
    return isinstance(tree, dict) and tree.get("format") == COMPOSITE_FORMAT


def _read(source: Path | bytes, shown: str) -> Document:
    report = Report()
    if isinstance(source, bytes):
        content = source
    else:
        shown = source.name
        try:
            with source.open("rb") as stream:
                content = stream.read(LARGEST_DOCUMENT + 1)
        except (OSError, ValueError) as error:
            expected = text("Expected a file that can be read.")
            mend = text("Check the name and the rights of the file.")
            raise BadInput(
                [Problem("CH-8000", Place(str(source)), reason_of(error), expected, mend)]
            ) from error
    document = read_document(content, shown, report)
    report.stop_if_any()
    return document


def _understand(document: Document) -> CompositeFramework:
    report = Report()
    _require_format(document, COMPOSITE_FORMAT, report)
    try:
        framework = CompositeFramework.model_validate(document.tree)
    except ValidationError as error:
        report.problems += [replace(one, code="CH-8001") for one in problems_of_form(error, document)]
        report.stop_if_any()
        raise
    assert isinstance(document.tree, dict)
    framework._tree = document.tree
    framework.plan._tree = document.tree["plan"]
    _note(check_tree(framework), document, report)
    report.stop_if_any()
    _note(check_methods_of_nodes(framework), document, report)
    _note(check_plan(framework, framework.plan, ("plan",)), document, report)
    report.stop_if_any()
    return framework


def _understand_plan(document: Document, framework: CompositeFramework) -> Plan:
    report = Report()
    _require_format(document, PLAN_FORMAT, report)
    try:
        parsed = PlanDocument.model_validate(document.tree)
    except ValidationError as error:
        report.problems += [replace(one, code="CH-8001") for one in problems_of_form(error, document)]
        report.stop_if_any()
        raise
    plan = Plan(steps=parsed.steps)
    assert isinstance(document.tree, dict)
    # The same plan has the same hash, whether it stands in a framework or in a file of its own.
    plan._tree = {"steps": document.tree["steps"]}
    _note(check_plan(framework, plan, ()), document, report)
    report.stop_if_any()
    return plan


def _require_format(document: Document, wanted: str, report: Report) -> None:
    found: Tree = document.tree.get("format") if isinstance(document.tree, dict) else None
    if found != wanted:
        report.add(
            "CH-8002",
            document.place(("format",)),
            found or "",
            text("Expected the format {format}.", format=wanted),
            text("Begin the file with the line “format: {format}”.", format=wanted),
        )
        report.stop_if_any()


def _note(faults: Iterable[PlacedFault], document: Document, report: Report) -> None:
    for fault in faults:
        report.add(fault.code, document.place(fault.path), fault.found, fault.expected, fault.mend)
