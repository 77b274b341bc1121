"""A decision that approves the results of a campaign, with its two annexes.

The layout of an individual decision is that of Nghị định 30/2020/NĐ-CP, Phụ lục III, mẫu 1.2. Annex I
ranks the units of each league, annex II gives the points of every criterion, unit by unit.
"""

from __future__ import annotations

from collections.abc import Iterator

from chiso.documents.letters.facts import DecisionFacts
from chiso.documents.letters.fixed_words import DECISION, END
from chiso.documents.letters.parts import Article, Heading, Letter
from chiso.documents.letters.result_tables import result_annexes
from chiso.language import Text, Value, render, text


def decision_letter(facts: DecisionFacts) -> Letter:
    """The decision with its number and day, or with room for them."""
    issuer = facts.issuer
    return Letter(
        heading=Heading(
            issuer=issuer.name,
            superior=issuer.superior,
            symbol=f"QĐ-{issuer.abbreviation}",
            number=facts.number,
            place=issuer.place,
            day=facts.day,
            year=facts.year,
        ),
        kind=DECISION,
        subject=facts.subject or _subject(facts).in_language(facts.language),
        authority=facts.authority,
        grounds=tuple(_grounds(facts)),
        body=tuple(_articles(facts)),
        signatures=(facts.signature,),
        recipients=facts.recipients,
        annexes=result_annexes(facts),
        notice=facts.notice,
        created=facts.created,
        language=facts.language,
    )


def _subject(facts: DecisionFacts) -> Text:
    return text("Approval of the results of “{campaign}”", campaign=facts.campaign)


def _grounds(facts: DecisionFacts) -> Iterator[str]:
    """One line each; semicolons between them, a full stop after the last."""
    lines = [ground.strip().rstrip(";.") for ground in facts.grounds]
    if facts.proposer:
        lines.append(
            text("At the proposal of {proposer}", proposer=facts.proposer).in_language(facts.language)
        )
    for place, line in enumerate(lines, start=1):
        yield line + ("." if place == len(lines) else ";")


def _articles(facts: DecisionFacts) -> Iterator[Article]:
    paragraphs = [_approval(facts), _data(facts), _effect(facts)]
    written = [tuple(render(line, facts.language) for line in lines) for lines in paragraphs if lines]
    for number, lines in enumerate(written, start=1):
        last = lines[-1].removesuffix(".") + END if number == len(written) else lines[-1]
        yield Article(number, (*lines[:-1], last))


def _approval(facts: DecisionFacts) -> list[Value]:
    units = sum(len(league.units) for league in facts.leagues)
    if not facts.leaves:
        return [
            text(
                "Approve the results of “{campaign}” for {units} agencies and units, as in the Annex to this "
                "decision.",
                campaign=facts.campaign,
                units=units,
            )
        ]
    return [
        text(
            "Approve the results of “{campaign}” for {units} agencies and units, as in Annex I to this "
            "decision.",
            campaign=facts.campaign,
            units=units,
        ),
        text("The points of each criterion are in Annex II to this decision."),
    ]


def _data(facts: DecisionFacts) -> list[Value]:
    """Address and digest stand on lines of their own, without a sign behind them: they are to be copied."""
    lines: list[Value] = []
    if facts.address:
        lines += [text("The results are published with the data to recompute them from, at:"), facts.address]
    if facts.content_hash:
        lines += [text("Digest of the published data (SHA-256):"), facts.content_hash]
    return lines


def _effect(facts: DecisionFacts) -> list[Value]:
    lines: list[Value] = [text("This decision takes effect on the day of its signature.")]
    if facts.carried_out_by:
        lines.append(text("{bodies} shall carry out this decision.", bodies=facts.carried_out_by))
    return lines
