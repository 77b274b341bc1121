"""A plan as a document: Word and PDF in the layout of Nghị định 30/2020/NĐ-CP, its tables as a workbook.

Annex I holds the targets with their owners, annex II the lines: task, product, owner, with whom, deadline,
source; annex III the solutions, where there are any: problem, cause, solution, criteria. It is in Vietnamese,
whoever asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from chiso.documents.letters import (
    Annex,
    Cell,
    Column,
    Group,
    Heading,
    Letter,
    Paragraph,
    Recipients,
    Signature,
    Table,
    write_docx,
    write_pdf,
    write_xlsx,
)
from chiso.figures import parse_exact
from chiso.language import Text, text
from chiso.office.campaigns.publishing.letters import usual_words
from chiso.office.plans.models import Line, PlanVersion, Step
from chiso.office.plans.selectors import VersionContent
from chiso.office.plans.services.giving import last_day_of_quarter
from chiso.office.plans.showing import show_lines, show_targets, sums_of
from chiso.units import make_slug

FORMS = ("docx", "pdf", "xlsx")
_KIND = text("Plan")
_END = "./."


def write_plan(shown: VersionContent, form: str) -> bytes:
    """The bytes of the file of one of the forms. Raises WrongCall (CH-5002) without their libraries."""
    letter = plan_letter(shown)
    if form == "docx":
        return write_docx(letter)
    if form == "pdf":
        return write_pdf(letter)
    return write_xlsx(
        letter.annexes, title=letter.subject, created=letter.created, language=letter.language,
        notice=letter.notice,
    )  # fmt: skip


def name_of_file(version: PlanVersion, form: str) -> str:
    """What the file is called."""
    title = make_slug(version.plan.title)[:60].strip("-") or "ke-hoach"
    return f"{title}-{version.number}.{form}"


def plan_letter(shown: VersionContent) -> Letter:
    """The plan as a letter; number and day are left open for who issues it."""
    version, plan = shown.version, shown.version.plan
    words = usual_words()
    issuer = plan.agency.name if plan.agency is not None else words.issuer
    approval = version.steps.filter(kind="approved").order_by("-pk").first()
    return Letter(
        heading=Heading(
            issuer=issuer,
            superior=words.issuer if plan.agency is not None else "",
            symbol=f"KH-{words.abbreviation}" if plan.agency is None else "KH",
            place=words.place,
            year=_created(version, approval).year,
        ),
        kind=_said(_KIND),
        subject=plan.title,
        body=tuple(_body(shown)),
        signatures=(_signature(version),),
        recipients=Recipients(tuple(_recipients(shown)), words.archive),
        annexes=tuple(_annexes(shown)),
        notice=_notice(version),
        created=timezone.localtime(_created(version, approval)),
    )


def _created(version: PlanVersion, approval: Step | None) -> datetime:
    return approval.at if approval is not None else version.changed_at


def _signature(version: PlanVersion) -> Signature:
    words = usual_words()
    if version.plan.agency is None:
        return Signature(words.position, "", words.capacity)
    return Signature(_said(text("HEAD OF THE AGENCY")))


def _body(shown: VersionContent) -> Iterator[Paragraph]:
    version, basis, sums = shown.version, shown.figures.basis, sums_of(shown.content)
    yield Paragraph(_said(text("Purpose")), is_strong=True)
    yield Paragraph(
        _said(
            text("This plan is for {period}. It starts from the figures of {basis} ({source}).",
                 period=version.plan.period, basis=basis.period, source=basis.source)
        )
    )  # fmt: skip
    whole = next((one for one in shown.content.targets if one.node == "total"), None)
    if whole is not None:
        uid = shown.figures.unit_of(whole.owner.uid if whole.owner else "")
        today = shown.figures.of(uid, "total")
        if today is not None:
            said = text(
                "Target for the whole: from {today} to {points} points.",
                today=today, points=parse_exact(whole.points),
            )  # fmt: skip
            yield Paragraph(_said(said))
    yield Paragraph(_said(text("Tasks")), is_strong=True)
    yield Paragraph(
        _said(
            text(
                "The targets with their owners are in Annex I, the tasks in Annex II ({count} lines).",
                count=sums.lines,
            )
        )
    )
    if sums.effort is not None:
        yield Paragraph(_said(text("Effort of all tasks: {effort} person-days.", effort=sums.effort)))
    if sums.cost is not None:
        yield Paragraph(_said(text("Cost of all tasks: {cost}.", cost=sums.cost)))
    yield Paragraph(_said(text("Carrying out")), is_strong=True)
    carried = text(
        "The agencies named in the annexes carry out their tasks by the deadlines and report on them"
    )
    yield Paragraph(_said(carried) + _END)


def _recipients(shown: VersionContent) -> Iterator[str]:
    owners = {one.owner_id: one.owner.name for one in shown.content.lines if one.owner is not None}
    owners |= {one.owner_id: one.owner.name for one in shown.content.targets if one.owner is not None}
    if shown.version.plan.agency is not None:
        yield usual_words().issuer
    else:
        yield from sorted(owners.values())


def _annexes(shown: VersionContent) -> Iterator[Annex]:
    if shown.content.targets:
        yield Annex(_said(text("Targets and their owners")), (_targets(shown),), _said(text("Targets")))
    if shown.content.lines:
        yield Annex(
            _said(text("Tasks of the plan")), (_tasks(shown),), _said(text("Tasks")), is_landscape=True
        )
    if shown.content.solutions:
        yield Annex(_said(text("Groups of solutions")), (_solutions(shown),), _said(text("Solutions")))


def _targets(shown: VersionContent) -> Table:
    columns = (
        Column(_said(text("No.")), 5, "number"),
        Column(_said(text("Component or criterion")), 40),
        Column(_said(text("Today")), 10, "number", 2),
        Column(_said(text("Target")), 10, "number", 2),
        Column(_said(text("Owner")), 30),
    )
    rows = []
    for number, one in enumerate(show_targets(shown.figures, shown.content, shown.forecast), start=1):
        title = (
            text("{code} {title}", code=one.target.node, title=one.node.title)
            if one.node
            else text("The whole")
        )
        owner = one.target.owner.name if one.target.owner else ""
        rows.append((number, _said(title), one.today, one.points, owner))
    return Table(columns, (Group(tuple(rows)),))


def _tasks(shown: VersionContent) -> Table:
    columns = (
        Column(_said(text("No.")), 5, "number"),
        Column(_said(text("Its task")), 32),
        Column(_said(text("Criterion")), 9),
        Column(_said(text("Product")), 18),
        Column(_said(text("Owner")), 16),
        Column(_said(text("With whom")), 16),
        Column(_said(text("Deadline")), 11, side="center"),
        Column(_said(text("Source")), 16),
    )
    groups, number = [], 0
    for component in show_lines(shown.figures, shown.content, {}):
        rows = []
        for one in component.lines:
            number += 1
            rows.append(_row(number, one.line))
        groups.append(Group(tuple(rows), _said(component.title)))
    return Table(columns, tuple(groups), _said(text("Component")))


def _solutions(shown: VersionContent) -> Table:
    columns = (
        Column(_said(text("Cause")), 32),
        Column(_said(text("Solution")), 38),
        Column(_said(text("Criteria")), 20),
    )
    groups = tuple(
        Group(tuple((one.cause, one.solution, one.codes.replace(";", ", ")) for one in ways), problem)
        for problem, ways in shown.content.solutions_by_problem.items()
    )
    return Table(columns, groups, _said(text("Problem")))


def _row(number: int, line: Line) -> tuple[Cell, ...]:
    deadline = line.deadline or last_day_of_quarter(line.quarter)
    return (
        number,
        line.words,
        "" if line.node == "total" else line.node,
        line.product,
        line.owner.name if line.owner else "",
        "; ".join(sorted(one.name for one in line.partners.all())),
        f"{deadline:%d/%m/%Y}" if deadline else "",
        line.source,
    )


def _notice(version: PlanVersion) -> str:
    said = []
    if version.state != "approved":
        said.append(_said(text("Draft: not approved yet")))
    if version.plan.is_made_up:
        said.append(_said(text("Sample data: these figures are made up")))
    return "; ".join(said)


def _said(line: Text) -> str:
    return line.in_language("vi")
