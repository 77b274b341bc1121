"""The minutes of a council's meeting.

Order and words are those of Nghị định 30/2020/NĐ-CP, Phụ lục III, mẫu of the minutes: beginning, venue,
those present, chair, secretary, what was said and decided, the end; secretary and chair sign.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chiso.documents.letters.facts import Attendant, MinutesFacts, MinutesItem, Vote
from chiso.documents.letters.fixed_words import END, MINUTES, hour_in_words, hour_left_open
from chiso.documents.letters.parts import Block, Heading, Letter, Paragraph, Signature
from chiso.language import Language, Text, Value, render, text, text_by_count


def minutes_letter(facts: MinutesFacts) -> Letter:
    """The minutes; without `ended` there is room for the hour at which the meeting closed."""
    language, issuer = facts.language, facts.issuer
    usual = text("Meeting of the council on “{campaign}”", campaign=facts.campaign)
    return Letter(
        heading=Heading(
            issuer=issuer.name,
            superior=issuer.superior,
            symbol=f"BB-{issuer.abbreviation}",
            number=facts.number,
        ),
        kind=MINUTES,
        subject=facts.subject or usual.in_language(language),
        body=tuple(_body(facts)),
        signatures=(
            Signature(text("SECRETARY").in_language(language), facts.secretary.name),
            Signature(text("CHAIR").in_language(language), facts.chair.name),
        ),
        recipients=facts.recipients,
        notice=facts.notice,
        created=facts.created,
        language=language,
    )


def _body(facts: MinutesFacts) -> Iterator[Block]:
    language = facts.language

    def labelled(label: Text, words: str) -> Paragraph:
        return Paragraph(words, label=label.in_language(language))

    yield labelled(text("Beginning:"), hour_in_words(facts.started, language) + ".")
    yield labelled(text("Venue:"), _sentence(facts.venue))
    yield labelled(text("Chair:"), _sentence(_who(facts.chair)))
    yield labelled(text("Secretary:"), _sentence(_who(facts.secretary)))
    lists = (
        (text("Members present:"), facts.members),
        (text("Guests:"), facts.guests),
        (text("Absent:"), facts.absent),
    )
    for label, people in lists:
        if people:
            count = text_by_count("{count} person.", "{count} people.", len(people))
            yield labelled(label, count.in_language(language))
            yield from _people(people)
    yield Paragraph(text("Matters:").in_language(language), is_strong=True)
    for number, item in enumerate(facts.items, start=1):
        yield from _item(number, item, language)
    if facts.closing:
        for line in _lines(facts.closing):
            yield Paragraph(line)
    yield Paragraph(_end(facts))


def _people(people: Sequence[Attendant]) -> Iterator[Paragraph]:
    for place, person in enumerate(people, start=1):
        yield Paragraph(f"- {_who(person)}" + ("." if place == len(people) else ";"))


def _who(person: Attendant) -> str:
    return ", ".join(part for part in (person.name, person.position) if part)


def _item(number: int, item: MinutesItem, language: Language) -> Iterator[Paragraph]:
    yield Paragraph(f"{number}. {item.title}", is_strong=True)
    for line in _lines(item.discussion):
        yield Paragraph(line)
    labelled = (
        (text("Decision:"), item.decision),
        (text("Reason:"), item.reason),
        (text("Points:"), _points(item, language)),
        (text("Vote:"), _vote(item.vote, language)),
    )
    for label, words in labelled:
        if words:
            yield Paragraph(_sentence(words), label=label.in_language(language))


def _points(item: MinutesItem, language: Language) -> str:
    before, after = item.points_before, item.points_after
    if after is None:
        return ""
    decided: Value = after
    if item.max_points is not None:
        decided = text("{points} out of {maximum}", points=after, maximum=item.max_points)
    if before is not None and before != after:
        decided = text("{before} before; {after} after", before=before, after=decided)
    return render(decided, language)


def _vote(vote: Vote | None, language: Language) -> str:
    if vote is None:
        return ""
    return text(
        "{in_favour} in favour, {against} against, {abstaining} abstaining",
        in_favour=vote.in_favour,
        against=vote.against,
        abstaining=vote.abstaining,
    ).in_language(language)


def _end(facts: MinutesFacts) -> str:
    if facts.ended is None:
        hour = hour_left_open(facts.started.year, facts.language)
    else:
        hour = hour_in_words(facts.ended, facts.language)
    return text("The meeting ended at {hour}", hour=hour).in_language(facts.language) + END


def _lines(words: str) -> Iterator[str]:
    return (line.strip() for line in words.splitlines() if line.strip())


def _sentence(words: str) -> str:
    """`words` with a full stop, unless they end a sentence."""
    return words if words.endswith((".", "!", "?", "…", ";")) else words + "."
