"""Audit of a composite index: what its indicators are like, how they go together, who has how much say.

    audit = audit_run(run)                tables, pictures, and a sentence on each that says what it means
    write_page(audit, drawings, "vi")     one HTML page that stands alone
    files_of(audit)                       one CSV a table

Nothing is changed and nothing is decided: a flag is a question to the people who make the index.
"""

from chiso.composite.audit.gathering import audit_run
from chiso.composite.audit.page import write_page
from chiso.composite.audit.parts import Audit, AuditTable, Finding, SquarePicture, StripPicture
from chiso.composite.audit.writing import files_of

__all__ = [
    "Audit",
    "AuditTable",
    "Finding",
    "SquarePicture",
    "StripPicture",
    "audit_run",
    "files_of",
    "write_page",
]
