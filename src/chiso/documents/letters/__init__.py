"""Official documents in the layout of Nghị định 30/2020/NĐ-CP: facts → letter → Word, PDF, Excel.

    letter = decision_letter(DecisionFacts(…))
    write_docx(letter), write_pdf(letter), write_xlsx(letter.annexes, title=letter.subject, …)

Everything is a function of plain values: no clock, no file, no database. The writers raise WrongCall
(CH-5002) where their library is not installed.
"""

from chiso.documents.letters.decision import decision_letter
from chiso.documents.letters.facts import (
    Attendant,
    DecisionFacts,
    Issuer,
    LeafPoints,
    LeagueResults,
    MinutesFacts,
    MinutesItem,
    ReceiptFacts,
    UnitLeaves,
    UnitResult,
    Vote,
)
from chiso.documents.letters.minutes import minutes_letter
from chiso.documents.letters.parts import (
    Annex,
    Article,
    Block,
    Cell,
    Column,
    Drawing,
    Group,
    Heading,
    Letter,
    Paragraph,
    Recipients,
    Signature,
    Table,
)
from chiso.documents.letters.pdf import write_pdf
from chiso.documents.letters.receipt import receipt_letter
from chiso.documents.letters.word import write_docx
from chiso.documents.letters.workbook import write_xlsx

__all__ = [
    "Annex",
    "Article",
    "Attendant",
    "Block",
    "Cell",
    "Column",
    "DecisionFacts",
    "Drawing",
    "Group",
    "Heading",
    "Issuer",
    "LeafPoints",
    "LeagueResults",
    "Letter",
    "MinutesFacts",
    "MinutesItem",
    "Paragraph",
    "ReceiptFacts",
    "Recipients",
    "Signature",
    "Table",
    "UnitLeaves",
    "UnitResult",
    "Vote",
    "decision_letter",
    "minutes_letter",
    "receipt_letter",
    "write_docx",
    "write_pdf",
    "write_xlsx",
]
