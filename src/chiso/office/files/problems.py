"""What may be wrong with a document, an upload or a stored file (CH-7425 to CH-7449).

What may be wrong inside a file stands in `checking/findings.py` (CH-7401 to CH-7421).
"""

from __future__ import annotations

from chiso.language import Text, text
from chiso.office.errors import Incomplete, OfficeRefused
from chiso.problems import Place, Problem, quote


def problem(code: str, expected: Text, mend: Text, *, field: str = "", found: str = "") -> Problem:
    """A problem at a field of a form."""
    return Problem(code, Place(field=field), quote(found), expected, mend)


def marking_unconfirmed(marking: str) -> Problem:
    """CH-7425."""
    return problem(
        "CH-7425",
        text("On its first page the file carries a marking of secrecy."),
        text(
            "If the document is classified, do not send it: enter its number only. If it is not, confirm "
            "that, and send the form again."
        ),
        field="marking_confirmed",
        found=marking,
    )


def classified_as_file() -> Problem:
    """CH-7426."""
    return problem(
        "CH-7426",
        text("Of a classified document only the number is kept here: no file, no title, no excerpt."),
        text(
            "Leave everything but the number empty. A file that was sent with this form has been removed; "
            "show the document to the appraiser on paper, as the law on state secrets says."
        ),
        field="secrecy",
    )


def quota_used_up(used: int, quota: int) -> Problem:
    """CH-7427."""
    return problem(
        "CH-7427",
        text(
            "Expected a file that fits into what is left of the agency's {quota} MB.",
            quota=quota // 1_000_000,
        ),
        text("Send smaller files, or ask the administrator of the system for more room."),
        field="file",
        found=f"{used // 1_000_000} MB",
    )


def scanner_found(name: str) -> Problem:
    """CH-7428."""
    return problem(
        "CH-7428",
        text("The scanner found something harmful in the file; it has been removed."),
        text("Have the machine looked at from which it came, and send a clean copy."),
        field="file",
        found=name,
    )


def checksum_differs() -> Problem:
    """CH-7430."""
    return problem(
        "CH-7430",
        text("Expected the bytes that were announced; others arrived."),
        text("Send the file again."),
        field="file",
    )


def upload_incomplete(offset: int, size: int) -> Problem:
    """CH-7432."""
    return problem(
        "CH-7432",
        text(
            "Expected the whole file; {offset} of {size} bytes have come, or too long ago.",
            offset=offset,
            size=size,
        ),
        text("Choose the file again: what has come already is not sent twice."),
        field="file",
    )


class OffsetDiffers(OfficeRefused):
    """The piece does not follow what has come so far (CH-7431). `offset` is what stands."""

    status = 409

    def __init__(self, offset: int) -> None:
        self.offset = offset
        expected = text("Expected the piece that begins at {offset}.", offset=offset)
        mend = text("Ask how far the upload is, and go on from there.")
        super().__init__([problem("CH-7431", expected, mend, field="Upload-Offset")])


class PieceTooLarge(OfficeRefused):
    """A piece is larger than one may be, or goes beyond the end (CH-7445)."""

    status = 413

    def __init__(self, largest: int) -> None:
        expected = text(
            "Expected a piece of at most {largest} bytes that ends where the file ends.", largest=largest
        )
        super().__init__([problem("CH-7445", expected, text("Send smaller pieces."), field="file")])


class NotServed(OfficeRefused):
    """The file is not handed out now: it waits for the scanner (CH-7429), or the disk lost it (CH-7433)."""

    status = 409


def waits_for_scanner() -> NotServed:
    """CH-7429."""
    return NotServed([problem(
        "CH-7429",
        text("The file waits for the scanner and is not handed out until it has been looked at."),
        text("Try again in some minutes; if it stays, tell the administrator of the system."),
    )])  # fmt: skip


def held_back(name: str) -> NotServed:
    """CH-7428, for a file that was kept before the scanner answered."""
    return NotServed([scanner_found(name)])


def lost_on_disk() -> NotServed:
    """CH-7433."""
    return NotServed([problem(
        "CH-7433",
        text("The file is missing on the disk, or is not what was put there; it is not handed out."),
        text("The administrator of the system brings it back from a backup; the record holds its digest."),
    )])  # fmt: skip


def no_preview() -> NotServed:
    """CH-7434."""
    return NotServed([problem(
        "CH-7434",
        text("This page of the file cannot be drawn."),
        text("Download the file and open it in its own program."),
    )])  # fmt: skip


def needs_words(field: str) -> Problem:
    """CH-7436."""
    return problem(
        "CH-7436",
        text("Expected a number or a title, by which people find the document."),
        text("Fill in at least one of the two."),
        field=field,
    )


def not_of_the_agency(node: str) -> Incomplete:
    """CH-7438."""
    return Incomplete([problem(
        "CH-7438",
        text("Expected a part of the campaign for which the agency of the document answers."),
        text("Choose a unit and a criterion that are assigned to your agency, or ask the coordinator."),
        field="node",
        found=node,
    )])  # fmt: skip


def no_such_node(node: str) -> Incomplete:
    """CH-7212."""
    return Incomplete([problem(
        "CH-7212",
        text("Expected the code of a criterion in the framework of this campaign."),
        text("Take the code from the framework, such as 2.1."),
        field="node",
        found=node,
    )])  # fmt: skip


def linked_already(node: str) -> Incomplete:
    """CH-7439."""
    return Incomplete([problem(
        "CH-7439",
        text("This document already stands beside this criterion."),
        text("Name another criterion; a further page may be written into the note."),
        field="node",
        found=node,
    )])  # fmt: skip


def too_many_uploads(most: int) -> Incomplete:
    """CH-7446."""
    return Incomplete([problem(
        "CH-7446",
        text("At most {most} files of one person may be on their way.", most=most),
        text("Finish or cancel one of them first."),
        field="file",
    )])  # fmt: skip
