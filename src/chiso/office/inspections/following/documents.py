"""The conclusion of an inspection as a document in the layout of Nghị định 30/2020/NĐ-CP: Word and PDF.

Its annex lists the findings: duty, article, what was found, severity, position; then what is recommended. It
is in Vietnamese, whoever asks for it, and names no person.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from chiso.documents.letters import (
    Annex,
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
)
from chiso.inspection.severity import SEVERITY_NAMES
from chiso.language import Text, text
from chiso.office.campaigns.publishing.letters import usual_words
from chiso.office.inspections.following.content import findings_of
from chiso.office.inspections.following.supplements import issued_for
from chiso.office.inspections.models import Conclusion, Finding, Inspection
from chiso.office.inspections.papers import grounds_of
from chiso.office.tasks.days import said_day
from chiso.units import make_slug

FORMS = ("docx", "pdf")
_END = "./."


def write_conclusion(conclusion: Conclusion, form: str) -> bytes:
    """The bytes of the file. Raises WrongCall (CH-5002) without their libraries."""
    letter = conclusion_letter(conclusion)
    return write_docx(letter) if form == "docx" else write_pdf(letter)


def name_of_file(conclusion: Conclusion, form: str) -> str:
    """What the file is called."""
    what = "ket-luan" if conclusion.supplement == 0 else f"ket-luan-bo-sung-{conclusion.supplement}"
    number, agency = make_slug(conclusion.inspection.number), make_slug(conclusion.agency.name)[:60]
    return f"{what}-{number}-{agency}.{form}"


def conclusion_letter(conclusion: Conclusion) -> Letter:
    """The conclusion as a letter; number and day are open until it is issued."""
    inspection, words = conclusion.inspection, usual_words()
    findings = findings_of(conclusion)
    at = conclusion.issued_at or conclusion.approved_at or conclusion.changed_at
    number, _, symbol = conclusion.number.partition("/")
    return Letter(
        heading=Heading(
            issuer="\n".join(inspection.leading_names),
            superior=words.issuer,
            symbol=symbol or "KL",
            number=number if symbol else "",
            place=words.place,
            day=conclusion.issued_on,
            year=timezone.localdate(at).year,
        ),
        kind=_said(text("Conclusion") if conclusion.supplement == 0 else text("Supplementary conclusion")),
        subject=_said(text("{title}, for {agency}", title=inspection.title, agency=conclusion.agency.name)),
        grounds=tuple(grounds_of(inspection)),
        body=tuple(_body(conclusion, findings)),
        signatures=tuple(_signatures(inspection)),
        recipients=Recipients((conclusion.agency.name, words.issuer), words.archive),
        annexes=tuple(_annexes(findings)),
        notice=_notice(conclusion),
        created=timezone.localtime(at),
    )


def _body(conclusion: Conclusion, findings: list[Finding]) -> Iterator[Paragraph]:
    inspection = conclusion.inspection
    for before in issued_for(inspection, conclusion.agency).filter(supplement__lt=conclusion.supplement):
        said = text(
            "Supplements the conclusion {number} of {day}, which stays as it is",
            number=before.number,
            day=said_day(before.issued_on),
        )
        yield Paragraph(_said(said) + ".")
    yield Paragraph(_said(text("General assessment")), is_strong=True)
    for line in filter(None, map(str.strip, conclusion.words.splitlines())):
        yield Paragraph(line)
    yield Paragraph(_said(text("Findings")), is_strong=True)
    if findings:
        counted = text("There are {count} findings; they stand in the annex.", count=len(findings))
        yield Paragraph(_said(counted))
    else:
        yield Paragraph(_said(text("Nothing was found that is not as it must be.")))
    rows = list(conclusion.recommendations.select_related("owner").prefetch_related("findings"))
    if rows:
        yield Paragraph(_said(text("Recommendations")), is_strong=True)
    for one in rows:
        numbers = ", ".join(str(finding.number) for finding in one.findings.all())
        said = text(
            "{owner}: {words}, before {day} (findings {numbers})", owner=one.owner.name, words=one.words,
            day=said_day(one.deadline), numbers=numbers,
        )  # fmt: skip
        yield Paragraph(_said(said), f"{one.number}.")
    yield Paragraph(_said(text("Carrying out")), is_strong=True)
    carried = text("The agencies named carry the recommendations out and report on them")
    yield Paragraph(_said(carried) + _END)


def _annexes(findings: list[Finding]) -> Iterator[Annex]:
    if not findings:
        return
    columns = (
        Column(_said(text("No.")), 5, "number"),
        Column(_said(text("Place of the visit")), 20),
        Column(_said(text("What the visit found")), 36),
        Column(_said(text("Article breached")), 18),
        Column(_said(text("Severity")), 12),
        Column(_said(text("Position that answers for it")), 18),
    )
    rows = tuple(
        (
            one.number, one.visit.place.name or one.visit.place.code,
            f"{one.duty} {one.words}".strip().replace("\n", " "), one.article, _severity(one), one.position,
        )
        for one in findings
    )  # fmt: skip
    table = Table(columns, (Group(rows),))
    yield Annex(_said(text("Findings of the visits")), (table,), _said(text("Findings")), is_landscape=True)


def _signatures(inspection: Inspection) -> Iterator[Signature]:
    if inspection.led_with is None:
        yield Signature(_said(text("HEAD OF THE AGENCY")))
        return
    # Who leads stands on the right.
    for name in reversed(inspection.leading_names):
        yield Signature(_said(text("HEAD OF {agency}", agency=name.upper())))


def _severity(finding: Finding) -> str:
    """As it was concluded on, whatever was seen since."""
    said = _said(SEVERITY_NAMES[finding.concluded_severity])
    return f"{said} ({_said(text('repeated'))})" if finding.is_concluded_repeated else said


def _notice(conclusion: Conclusion) -> str:
    said = []
    if conclusion.approved_at is None:
        said.append(_said(text("Draft: not approved yet")))
    if conclusion.inspection.is_made_up:
        said.append(_said(text("Sample data: these figures are made up")))
    return "; ".join(said)


def _said(line: Text) -> str:
    return line.in_language("vi")
