"""Every paper of the office opened in LibreOffice Writer: its tables are read back and compared, cell by
cell, with what the letter holds; its pages are A4 within the margins of the decree, as many as in our PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pypdfium2
import pytest
from django.core.cache import cache
from django.db import transaction
from django_scopes import scopes_disabled

from chiso.documents.letters import (
    Group,
    Letter,
    Table,
    decision_letter,
    minutes_letter,
    receipt_letter,
    write_docx,
    write_pdf,
)
from chiso.documents.letters.parts import Cell, Column
from chiso.office.inspections.following.documents import conclusion_letter
from chiso.office.inspections.papers import letter_of
from chiso.office.inspections.record_content import content_of
from chiso.office.inspections.record_papers import blank_letter, record_letter
from chiso.office.plans.documents import plan_letter
from chiso.office.plans.selectors import content_shown
from tests.documents.letters.examples import decision, minutes, receipt
from tests.office.inspections import making as inspections
from tests.office.inspections.following.making import whole_way
from tests.office.inspections.phone.making import fresh_visit, under_way
from tests.office.inspections.phone.test_records import filled
from tests.office.plans.making import in_force, staff
from tests.office.writer import Opened, open_in_writer

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.needs("soffice"),
    # No database decides how a paper is opened.
    pytest.mark.slow,
]


def inspection_paper(paper: str) -> Letter:
    city = inspections.make_city()
    return letter_of(city.coordinator, inspections.announced(city), paper)


def record() -> Letter:
    visit, written = filled()
    return record_letter(content_of(visit, written))


def blank() -> Letter:
    _city, visit, _inspector = under_way()
    return blank_letter(content_of(fresh_visit(visit), None))


def conclusion() -> Letter:
    _visit, _finding, issued, _recommendation = whole_way(inspections.make_city(2))
    return conclusion_letter(issued)


LETTERS: dict[str, Callable[[], Letter]] = {
    "decision of a campaign": lambda: decision_letter(decision(60, with_leaves=1)),
    "minutes of a council": lambda: minutes_letter(minutes()),
    "receipt": lambda: receipt_letter(receipt()),
    "plan": lambda: plan_letter(content_shown(in_force(staff()))),
    "decision of an inspection": lambda: inspection_paper("decision"),
    "plan of an inspection": lambda: inspection_paper("plan"),
    "record of a visit": record,
    "blank record": blank,
    "conclusion": conclusion,
}
# Which of them hold tables at all: a paper that lost its tables must not pass.
WITH_TABLES = set(LETTERS) - {"minutes of a council"}


@dataclass(frozen=True)
class Both:
    """A paper as it was written and as it was opened."""

    letter: Letter
    opened: Opened


@pytest.fixture(scope="module")
def papers(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Both]:
    """All papers, each of a city of its own, opened together: LibreOffice takes long to start."""
    letters = {}
    for name, make in LETTERS.items():
        with django_db_blocker.unblock(), scopes_disabled(), transaction.atomic():  # type: ignore[attr-defined]
            cache.clear()
            letters[name] = make()
            transaction.set_rollback(True)
    opened = open_in_writer(
        {name: write_docx(letter) for name, letter in letters.items()}, tmp_path_factory.mktemp("papers")
    )
    return {name: Both(letters[name], opened[name]) for name in LETTERS}


def tables_of(letter: Letter) -> Iterator[tuple[Table, Group]]:
    """Each group of each table, in the order of the paper: a table of its own under its title."""
    for block in (*letter.body, *(block for annex in letter.annexes for block in annex.blocks)):
        if isinstance(block, Table):
            yield from ((block, group) for group in block.groups)


def as_read(cell: Cell, column: Column) -> str:
    """A cell as a Vietnamese official reads it."""
    if cell is None or isinstance(cell, str):
        return plain(cell or "")
    exact = Fraction(cell)
    digits = Decimal(exact.numerator) / Decimal(exact.denominator)
    if column.places is not None:
        # Halves go up: Decimal's own mode is to the even digit.
        digits = digits.quantize(Decimal(1).scaleb(-column.places), rounding="ROUND_HALF_UP")
    written = f"{digits:,f}" if column.places is not None else f"{digits.normalize():,f}"
    return written.replace(",", " ").replace(".", ",").replace(" ", ".").replace("-", "\u2212")


def plain(words: str) -> str:
    return " ".join(words.split())


@pytest.mark.parametrize("name", LETTERS)
def test_the_tables_that_are_read_back_are_those_that_were_written(
    papers: dict[str, Both], name: str
) -> None:
    paper = papers[name]
    wanted = []
    for table, group in tables_of(paper.letter):
        title = [[plain(group.title)]] if group.title else []
        head = [plain(column.title) for column in table.columns]
        rows = [[as_read(*pair) for pair in zip(row, table.columns, strict=True)] for row in group.rows]
        wanted.append((len(title) + 1, [*title, head, *rows]))
    # Heading and signatures stand in tables too; these have no head that is repeated.
    read = [
        (heads, [[plain(cell) for cell in row] for row in rows])
        for heads, rows in zip(paper.opened.heads, paper.opened.tables, strict=True)
        if heads
    ]
    assert read == wanted
    assert bool(wanted) == (name in WITH_TABLES)


@pytest.mark.parametrize("name", LETTERS)
def test_its_pages_are_a4_with_the_margins_of_the_decree_and_nothing_stands_in_them(
    papers: dict[str, Both], name: str
) -> None:
    opened = papers[name].opened
    for layout in opened.margins:
        assert {round(layout["page-width"]), round(layout["page-height"])} == {210, 297}
        # From Nghị định 30/2020/NĐ-CP, Phụ lục I: below 20 to 25, left 30 to 35, right 15 to 20 mm.
        assert 20 <= layout["margin-bottom"] <= 25
        assert 30 <= layout["margin-left"] <= 35
        assert 15 <= layout["margin-right"] <= 20
    for page in opened.pages:
        # The box of a letter may reach half a millimetre beyond the line on which it stands.
        assert page.left >= 30 - 0.5
        assert page.right <= page.width - 15 + 0.5
        assert page.lowest <= page.height - 20 + 0.5


@pytest.mark.parametrize("name", LETTERS)
def test_it_has_as_many_pages_as_our_own_pdf(papers: dict[str, Both], name: str) -> None:
    with pypdfium2.PdfDocument(write_pdf(papers[name].letter)) as document:
        pages = len(document)
    # Another program breaks lines elsewhere: one page more or less in ten.
    assert abs(len(papers[name].opened.pages) - pages) <= max(1, pages // 10)
