"""What the record says of evidence."""

from __future__ import annotations

from chiso.language import text
from chiso.office.ledger.verbs import declare_verbs


def declare() -> None:
    """Called once, when the app is ready."""
    declare_verbs(
        {
            "document_added": text("entered the document {number} {title}"),
            "document_changed": text("corrected the document {number} {title}"),
            "file_added": text("added the file {name} as revision {revision}"),
            "file_refused": text("sent the file {name}, which was refused: {codes}"),
            "classified_file_refused": text(
                "sent a file of a document that was named classified; it was removed"
            ),
            "evidence_linked": text("put the document beside criterion {node}"),
            "evidence_unlinked": text("took the document from criterion {node}"),
            "file_looked_at": text("found a file on the disk to be: {condition} (SHA-256 {sha256})"),
            "file_scanned": text("had a file scanned, nothing was found (SHA-256 {sha256})"),
            "file_held_back": text("had a file scanned and removed; found: {found} (SHA-256 {sha256})"),
        }
    )
