"""The receipt for a self-assessment that was handed in: number, hour, agency, counts, digest, what follows.

It is proof of what was received and when: the digest binds it to the content, so that a later change
of one letter can be told.
"""

from __future__ import annotations

from collections.abc import Iterator

from chiso.documents.letters.facts import ReceiptFacts
from chiso.documents.letters.fixed_words import RECEIPT, hour_in_words
from chiso.documents.letters.parts import Block, Column, Group, Heading, Letter, Paragraph, Table
from chiso.figures import write_for_eyes
from chiso.language import Text, Value, render, text


def receipt_letter(facts: ReceiptFacts) -> Letter:
    """The receipt; without a signature it says that the program made it."""
    language, issuer = facts.language, facts.issuer
    subject = text("Self-assessment of “{campaign}”", campaign=facts.campaign)
    return Letter(
        heading=Heading(
            issuer=issuer.name,
            superior=issuer.superior,
            # A number of the program's own, such as 2026/0042, is whole without a symbol.
            symbol=f"BN-{issuer.abbreviation}" if facts.number.isdigit() else "",
            number=facts.number,
            place=issuer.place,
            day=facts.received.date(),
        ),
        kind=RECEIPT,
        subject=subject.in_language(language),
        body=tuple(_body(facts)),
        signatures=(facts.signature,) if facts.signature else (),
        notice=facts.notice,
        created=facts.created,
        language=language,
    )


def _body(facts: ReceiptFacts) -> Iterator[Block]:
    language = facts.language
    opening = text("{issuer} confirms that it has received:", issuer=facts.issuer.name)
    yield Paragraph(opening.in_language(language))
    rows = tuple((label.in_language(language), words) for label, words in _received(facts) if words)
    yield Table(
        (
            Column(text("Item").in_language(language), 60),
            Column(text("As received").in_language(language), 105),
        ),
        (Group(rows),),
    )
    yield Paragraph(text("Digest of the content (SHA-256):").in_language(language))
    # On a line of its own, as the address: they are there to be copied.
    yield Paragraph(facts.content_hash)
    if facts.address:
        yield Paragraph(text("The receipt can be checked at:").in_language(language))
        yield Paragraph(facts.address)
    if facts.follows:
        yield Paragraph(text("What follows:").in_language(language), is_strong=True)
        for place, line in enumerate(facts.follows, start=1):
            yield Paragraph(f"- {line.rstrip(';.')}" + ("." if place == len(facts.follows) else ";"))
    if facts.signature is None:
        made = text(
            "This receipt was made by the system at the hour stated above; it needs no signature. Whoever "
            "has the content that was submitted can compute its digest and compare."
        )
        yield Paragraph(made.in_language(language))


def _received(facts: ReceiptFacts) -> Iterator[tuple[Text, str]]:
    """What was received, a line each; empty words are not printed."""

    def words(value: Value | None) -> str:
        return "" if value is None else render(value, facts.language)

    yield text("Agency, unit"), facts.agency
    yield text("Campaign"), facts.campaign
    # To the second: the last minute of a phase is where it counts.
    yield text("Received at"), hour_in_words(facts.received, facts.language, has_seconds=True)
    yield text("Submitted by"), facts.submitted_by
    yield text("Approved by"), facts.approved_by
    yield text("Revision"), words(facts.revision)
    yield text("Number of criteria"), words(facts.leaves)
    yield text("of these answered"), words(facts.answered)
    yield text("of these not applicable"), words(facts.not_applicable)
    yield text("of these without evidence"), words(facts.without_evidence)
    yield text("Number of files of evidence"), words(facts.files)
    yield text("Points of self-assessment"), _points(facts)
    yield text("Submitted in time"), facts.lateness


def _points(facts: ReceiptFacts) -> str:
    if facts.self_assessed is None:
        return ""
    written = write_for_eyes(facts.self_assessed, facts.language, facts.places)
    if facts.max_points is None:
        return written
    most = write_for_eyes(facts.max_points, facts.language)
    return text("{points} out of {maximum}", points=written, maximum=most).in_language(facts.language)
