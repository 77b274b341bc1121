"""What a check may find in a file, with the sentence that says how to mend it.

A finding travels between two processes as plain data; its words are put to it here, where it is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chiso.language import Text, text
from chiso.problems import Place, Problem, quote


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that keeps a file out. `found` quotes what stood there; codes are those of MEANINGS
    and MEANINGS_OF_SOUNDS."""

    code: str
    found: str = ""


_AS_PDF = text("Open it, save or print it as PDF, and send that.")
_AGAIN = text("Open it in the program that made it, save it anew, and send that.")

# code → what was expected, how to mend it
MEANINGS: dict[str, tuple[Text, Text]] = {
    "CH-7401": (
        text("Expected a file that is not empty."),
        text("Look whether the right file was chosen; on a slow line choose it again."),
    ),
    "CH-7402": (
        text("Expected a file within the largest size that the office takes."),
        text("Scan with fewer dots an inch, or split it into parts and send each."),
    ),
    "CH-7403": (
        text("Expected a PDF, Word (docx), Excel (xlsx), ODT, ODS, JPEG, PNG, CSV or plain text file."),
        _AS_PDF,
    ),
    "CH-7404": (
        text("Expected a name whose ending fits the content of the file."),
        text("Give it the ending of what it is, or save it anew as what its name says."),
    ),
    "CH-7405": (
        text(
            "Expected a name of at most 150 letters without signs that are reserved, hidden, or turn the "
            "direction of reading."
        ),
        text("Rename the file with letters, figures, spaces and hyphens, and send it again."),
    ),
    "CH-7407": (text("Expected one file; this one is a file of another kind as well."), _AGAIN),
    "CH-7408": (text("Expected a file that can be read to its end; this one is damaged."), _AGAIN),
    "CH-7409": (
        text("Expected a file without a password."),
        text("Take the password off (save it without protection) and send it again."),
    ),
    "CH-7410": (
        text("Expected a file that can be checked within the time and memory that a check has."),
        text("Save it as PDF, or split it into parts and send each."),
    ),
    "CH-7411": (
        text("Expected a document without macros."),
        text("Save it as docx, xlsx, odt or ods without macros, or as PDF."),
    ),
    "CH-7412": (
        text("Expected a PDF without scripts, programs to start, or forms that run."),
        text("Print it as PDF: what is seen stays, what runs goes."),
    ),
    "CH-7413": (
        text("Expected a document without other files or objects inside."),
        text("Send the files inside as documents of their own; paste charts and objects as pictures."),
    ),
    "CH-7414": (
        text("Expected a document that fetches nothing from elsewhere."),
        text("Break its links to other files and pictures (links to web pages may stay), or save it as PDF."),
    ),
    "CH-7415": (
        text("Expected fields and formulas that start no program and fetch nothing."),
        text("Put the values in their place (copy, paste as values), or save it as PDF."),
    ),
    "CH-7416": (
        text("Expected a document that unpacks to a bounded size."),
        text("Split it into parts, or save it as PDF."),
    ),
    "CH-7417": (text("Expected a document that is packed in the ordinary way."), _AGAIN),
    "CH-7418": (text("Expected XML without declarations of its own."), _AGAIN),
    "CH-7419": (
        text("Expected one picture of at most 64 million dots."),
        text("Save it smaller, or put several pictures into one PDF."),
    ),
    "CH-7420": (
        text("Expected text in UTF-8 without control characters."),
        text("Save it anew as “CSV UTF-8” or as text with the encoding UTF-8."),
    ),
    "CH-7421": (
        text("Expected a document; this is a web page, a drawing that runs, or a program."),
        _AS_PDF,
    ),
}

# What a check of a sound may find besides.
MEANINGS_OF_SOUNDS: dict[str, tuple[Text, Text]] = {
    "CH-8849": (
        text("Expected a sound as browsers record it: Opus in WebM or Ogg, or AAC in MP4."),
        text("Record it with the page of the phone, or write down what was said."),
    ),
    "CH-8850": (
        text("Expected one track of sound and nothing else: no picture, no second track, no file inside."),
        text("Record it with the page of the phone, which takes sound alone."),
    ),
    "CH-8851": (
        text("Expected a voice note of at most two minutes."),
        text("Record several short notes, or write down what was said."),
    ),
}


def describe(findings: Iterable[Finding], file: str) -> list[Problem]:
    """The findings as problems of the file of that name; the same one is told once."""
    told: list[Problem] = []
    for finding in dict.fromkeys(findings):
        expected, mend = (MEANINGS | MEANINGS_OF_SOUNDS)[finding.code]
        told.append(Problem(finding.code, Place(quote(file)), quote(finding.found), expected, mend))
    return told
