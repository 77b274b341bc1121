"""Who may do what with evidence, and the one place that fetches it by key.

Officers and heads write and read what is of their agency. An appraiser reads what proves a part that
their agency appraises, while a phase of appraisal is open there. Coordinator, auditor and leader of the
city read. To everybody else a key leads to nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from chiso.language import text
from chiso.office.errors import NotFound
from chiso.office.files.models import Document, DocumentUse, Revision, Upload
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import Right, Where, Whose, declare, may, may_each
from chiso.office.people.roles import Role

WRITE = "files.write"
READ = "files.read"
READ_APPRAISED = "files.read_appraised"
LINK = "files.link"
WATCH = "files.watch_storage"
OPEN = "files.open"

_APPRAISING = frozenset({"completeness", "appraisal_1", "explanation", "appraisal_2"})
_GATHERING = frozenset({"preparation", "self_assessment", "explanation", "petition"})


def declare_rights() -> None:
    """Called once, when the app is ready."""
    own = (Role.AGENCY_OFFICER, Role.AGENCY_HEAD)
    whole = (Role.COORDINATOR, Role.AUDITOR, Role.CITY_LEADER)
    declare(
        *(Right(WRITE, role, Whose.OWN) for role in own),
        *(Right(LINK, role, Whose.OWN, _GATHERING) for role in own),
        *(Right(READ, role, Whose.OWN) for role in own),
        *(Right(READ, role) for role in whole),
        Right(READ_APPRAISED, Role.APPRAISER, Whose.ASSIGNED, _APPRAISING, not_own=True),
        # The list stands open to whoever may read something in it.
        *(Right(OPEN, role, Whose.OWN) for role in own),
        *(Right(OPEN, role) for role in (*whole, Role.APPRAISER)),
        Right(WATCH, Role.SYSTEM_ADMINISTRATOR),
        titles={
            WRITE: text("enter evidence of the agency"),
            READ: text("read evidence"),
            READ_APPRAISED: text("read evidence of the parts that one's agency appraises"),
            LINK: text("put evidence beside criteria"),
            WATCH: text("see which files are missing or altered on the disk"),
            OPEN: text("open the list of evidence"),
        },
    )


def where_of(document: Document) -> Where:
    """The place of a document."""
    return Where(document.agency, chain=chain_of_files(document.agency))


def chain_of_files(agency: Agency) -> str:
    """The chain of what an agency keeps, apart from campaigns."""
    return f"files/agency/{agency.pk}"


def document_for(person: Person, key: str) -> Document:
    """A document by its key. Raises NotFound where it is not, or is nobody's business of this person."""
    document: Document | None = Document.objects.select_related("agency", "added_by").filter(key=key).first()
    if document is None or not may_read(person, document):
        raise NotFound
    return document


def may_read(person: Person, document: Document) -> bool:
    """Whether a person may read a document: by its agency, or as appraiser of what it proves."""
    if may(person, READ, where_of(document)):
        return True
    uses = document.uses.select_related("campaign", "unit", "document").filter(ended_at=None)
    return bool(open_to_appraiser(person, uses))


def open_to_appraiser(person: Person, uses: Iterable[DocumentUse]) -> set[int]:
    """The documents (primary keys) that a person may read for these uses; a constant number of queries."""
    rows = list(uses)
    wheres = [Where(use.unit, use.campaign, use.node) for use in rows]
    allowed = may_each(person, READ_APPRAISED, wheres) if rows else []
    return {use.document_id for use, is_allowed in zip(rows, allowed, strict=True) if is_allowed}


def revision_for(person: Person, key: str) -> Revision:
    """A revision by its key, whoever may read its document. Raises NotFound."""
    revision: Revision | None = (
        Revision.objects.select_related("document__agency", "content", "uploaded_by").filter(key=key).first()
    )
    if revision is None or not may_read(person, revision.document):
        raise NotFound
    return revision


def use_for(person: Person, key: str) -> DocumentUse:
    """A use by its key, whoever may read its document. Raises NotFound."""
    use: DocumentUse | None = (
        DocumentUse.objects.select_related("document__agency", "campaign", "unit").filter(key=key).first()
    )
    if use is None or not may_read(person, use.document):
        raise NotFound
    return use


def upload_for(person: Person, key: str) -> Upload:
    """An upload by its key: only its owner has one, while they may write there. Raises NotFound."""
    upload: Upload | None = Upload.objects.select_related("agency").filter(key=key, owner=person).first()
    if upload is None or not may(person, WRITE, Where(upload.agency)):
        raise NotFound
    return upload
