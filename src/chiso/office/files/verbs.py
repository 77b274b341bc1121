"""What the record says of evidence."""

from __future__ import annotations

from chiso.language import text
from chiso.office.ledger.verbs import declare_verbs


def declare() -> None:
    """Called once, when the app is ready."""
    declare_verbs(
        {
            "document added": text("entered the document {number} {title}"),
            "document changed": text("corrected the document {number} {title}"),
            "file added": text("added the file {name} as revision {revision}"),
            "file refused": text("sent the file {name}, which was refused: {codes}"),
            "classified file refused": text(
                "sent a file of a document that was named classified; it was removed"
            ),
            "evidence linked": text("put the document beside criterion {node}"),
            "evidence unlinked": text("took the document from criterion {node}"),
            "file looked at": text("found a file on the disk to be: {condition} (SHA-256 {sha256})"),
            "file scanned": text("had a file scanned, nothing was found (SHA-256 {sha256})"),
            "file held back": text("had a file scanned and removed; found: {found} (SHA-256 {sha256})"),
        }
    )
