"""The table of opinions and answers that goes with the submission, as Word or Excel."""

from __future__ import annotations

from dataclasses import dataclass

from chiso.language import Language, render, text
from chiso.office.drafting.consulting.deciding import DECISIONS
from chiso.office.drafting.models import Consultation, Opinion

FORMS = ("docx", "xlsx")
PUBLIC = text("the public")
WHOLE = text("the whole draft")
OPEN = text("not answered yet")


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """One opinion as the table prints it; who of the public sent it is not in it."""

    agency: str
    node: str
    content: str
    decision: str
    answer: str


def opinions_table(consultation: Consultation, form: str, language: Language) -> bytes:
    """The file, in one of `FORMS`: opinions of agencies by name, then those of the public."""
    # Here: Word and Excel are read from the disk only where a file is asked for.
    from chiso.frameworks.exporting.opinions import opinions_as_document, opinions_as_workbook

    opinions = Opinion.objects.filter(consultation=consultation).select_related("agency")
    named = sorted(
        opinions, key=lambda one: (one.agency is None, one.agency.sort_key if one.agency else "", one.pk)
    )
    rows = [_row(one, language) for one in named]
    write = opinions_as_document if form == "docx" else opinions_as_workbook
    return write(rows, title=consultation.title, language=language)


def _row(opinion: Opinion, language: Language) -> OpinionRow:
    return OpinionRow(
        agency=render(opinion.agency.name if opinion.agency else PUBLIC, language),
        node=opinion.node_code or render(WHOLE, language),
        content=opinion.words,
        decision=render(DECISIONS.get(opinion.decision, OPEN), language),
        answer=opinion.answer,
    )
