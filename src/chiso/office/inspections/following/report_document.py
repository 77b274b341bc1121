"""The report in figures as a document: the tables of the page and its map, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from django.utils import timezone

from chiso.documents.letters import (
    Block,
    Column,
    Drawing,
    Group,
    Heading,
    Letter,
    Paragraph,
    Table,
)
from chiso.documents.letters.fixed_words import REPORT
from chiso.figures import write_for_eyes
from chiso.inspection.movement import Comparison
from chiso.inspection.reporting import Group as Counted
from chiso.language import Language, Listing, Text, listing, text, text_by_count
from chiso.office.campaigns.publishing.letters import usual_words
from chiso.office.inspections.following.figures import ReportShown, ReportWanted
from chiso.office.inspections.following.handled import HandledShown
from chiso.office.inspections.following.maps import map_of
from chiso.office.inspections.following.names import HANDLING_NAMES, LETTER_NAMES
from chiso.office.inspections.following.report_forms import (
    BY_NAMES,
    CHANGE_NAMES,
    COMPARED_AS_IT_STOOD,
    HELD_BACK,
    OF_FINDINGS,
)
from chiso.office.inspections.shown import KIND_NAMES
from chiso.tiles.drawing import as_file

MOST_DUTIES = MOST_EXAMPLES = 20
# Millimetres: with its legend and the table of the districts it leaves the page readable.
_WIDTH_OF_MAP = 95


def report_letter(
    shown: ReportShown, wanted: ReportWanted, today: date, language: Language, *, has_map: bool
) -> Letter:
    """The report as a letter without signature; who sends it puts it under their own.

    `has_map`: with the map, for a format that holds drawings; its figures stand in a table in any case.
    """
    words = usual_words()
    return Letter(
        heading=Heading(issuer=words.issuer, place=words.place, day=today),
        kind=REPORT if language == "vi" else text("Report").in_language(language),
        subject=_subject(wanted).in_language(language),
        body=tuple(_body(shown, wanted, today, language, has_map=has_map)),
        signatures=(),
        notice=text("Sample data: these figures are made up").in_language(language) if wanted.made_up else "",
        created=timezone.localtime(),
        language=language,
    )


def _subject(wanted: ReportWanted) -> Text:
    narrowed = narrowed_to(wanted)
    if narrowed is None:
        return text("Inspections in figures")
    return text("Inspections in figures: {what}", what=narrowed)


def narrowed_to(wanted: ReportWanted) -> Listing | None:
    """What a report is narrowed to; None where it is about everything."""
    narrowed: list[Text | str] = [] if wanted.period is None else [wanted.period.title()]
    if wanted.kind:
        narrowed.append(KIND_NAMES[wanted.kind])
    narrowed += [one for one in (wanted.inspection, wanted.field, wanted.district) if one]
    return listing(narrowed, "; ") if narrowed else None


def _body(
    shown: ReportShown, wanted: ReportWanted, today: date, language: Language, *, has_map: bool
) -> Iterator[Block]:
    def said(line: Text) -> str:
        return line.in_language(language)

    whole = shown.summary.whole
    lead = text(
        "As it stood on {day}: {visits} visits, {findings} findings, {mended} of them mended, {open} still "
        "open, {late} past their deadline.",
        day=today, visits=whole.visits, findings=whole.findings, mended=whole.mended, open=whole.open,
        late=whole.late,
    )  # fmt: skip
    yield Paragraph(said(lead))
    for limit in shown.limits:
        yield Paragraph(said(limit))
    if shown.comparison is not None:
        yield from _comparison(shown.comparison, language)
    by = said(BY_NAMES[shown.summary.by])
    yield Paragraph(said(text("Figures by {group}", group=by)), is_strong=True)
    yield _counts(shown.summary.groups, whole, by, language)
    if has_map:
        yield from _map(shown, wanted, language)
    if shown.summary.by != "district" and shown.districts.groups:
        by = said(BY_NAMES["district"])
        yield Paragraph(said(text("Figures by {group}", group=by)), is_strong=True)
        yield _counts(shown.districts.groups, shown.districts.whole, by, language)
    yield from _duties(shown, language)
    if shown.handled is not None:
        yield from _handled(shown.handled, language)
    yield Paragraph(said(text("Good examples")), is_strong=True)
    for one in shown.good[:MOST_EXAMPLES]:
        met = text_by_count("one duty looked at, met", "{count} duties looked at, all met", len(one.met))
        yield Paragraph(said(text("{place}, {agency}: {met}", place=one.name, agency=one.agency, met=met)))
    if not shown.good:
        yield Paragraph(said(text("No visit of ten duties or more found every one met.")))


def _comparison(told: Comparison, language: Language) -> Iterator[Block]:
    """The period beside the one before, each as it stood on its last day."""

    def said(line: Text) -> str:
        return line.in_language(language)

    yield Paragraph(said(text("Beside the period before")), is_strong=True)
    titles = (told.period.title(), told.before.title(), text("Difference"))
    columns = (
        Column(said(text("Figure")), 36),
        *(Column(_begun(said(title)), 22, side="right") for title in titles),
    )
    rows = [
        (said(CHANGE_NAMES[one.name]), *(_whole(figure, language) for figure in (one.now, one.before)),
         _signed(one.difference, language))
        for one in told.changes
    ]  # fmt: skip
    yield Table(columns, (Group(tuple(rows)),))
    yield Paragraph(said(COMPARED_AS_IT_STOOD))


def _begun(words: str) -> str:
    """Words as they begin a line."""
    return words[:1].upper() + words[1:]


def _whole(figure: int, language: Language) -> str:
    return write_for_eyes(Fraction(figure), language)


def _signed(figure: int, language: Language) -> str:
    """A difference with its sign; none of nothing."""
    return f"{'+' if figure > 0 else ''}{_whole(figure, language)}"


def _map(shown: ReportShown, wanted: ReportWanted, language: Language) -> Iterator[Block]:
    """The map, what its shades mean, what has no tile."""
    seen = map_of(shown, wanted.shows, language)
    if seen is not None:
        yield Paragraph(seen.label.in_language(language), is_strong=True)
        yield Drawing(as_file(seen.drawing), _WIDTH_OF_MAP, seen.label.in_language(language))
        spans = listing([words for _, words in seen.legend])
        yield Paragraph(text("From light to dark: {spans}.", spans=spans).in_language(language))
        for note in seen.notes:
            yield Paragraph(note.in_language(language))
        if seen.apart:
            yield Paragraph(text("Without a tile:").in_language(language))
        for line in seen.apart:
            yield Paragraph(line.in_language(language), label="–")


def _counts(groups: list[Counted], whole: Counted, by: str, language: Language) -> Table:
    def said(line: Text) -> str:
        return line.in_language(language)

    figures = (
        text("Visits"), text("Nothing found"), text("Found something, %"), text("Findings"), text("Mended"),
        text("Still open"), text("Late"),
    )  # fmt: skip
    columns = (Column(by.capitalize(), 34), *(Column(said(title), 11, "number") for title in figures))
    rows = [_row(one, one.name or "–") for one in groups]
    return Table(columns, (Group((*rows, _row(whole, said(text("All together"))))),))


def _row(one: Counted, name: str) -> tuple[str | int | Fraction | None, ...]:
    share = one.found_share * 100 if one.found_share is not None else None
    return name, one.visits, one.clean, share, one.findings, one.mended, one.open, one.late


def _duties(shown: ReportShown, language: Language) -> Iterator[Block]:
    yield Paragraph(text("Duties most often not met").in_language(language), is_strong=True)
    if not shown.duties:
        yield Paragraph(text("None was not met.").in_language(language))
        return
    columns = (
        Column(text("Duty of the checklist").in_language(language), 60),
        *(
            Column(title.in_language(language), 12, "number")
            for title in (text("Not met"), text("Times looked at"), text("Findings"))
        ),
    )
    rows = []
    for one in shown.duties[:MOST_DUTIES]:
        title = shown.titles[one.code].in_language(language) if one.code in shown.titles else ""
        rows.append((f"{one.code} {title}".strip(), one.not_met, one.looked_at, one.findings))
    yield Table(columns, (Group(tuple(rows)),))


def _handled(handled: HandledShown, language: Language) -> Iterator[Block]:
    tables = (
        (text("How violations were handled"), text("Handling"), HANDLING_NAMES, handled.handlings),
        (text("Letters of citizens"), text("Letter"), LETTER_NAMES, handled.letters),
    )
    for heading, head, names, counts in tables:
        yield Paragraph(heading.in_language(language), is_strong=True)
        if not counts.rows:
            yield Paragraph(text("None.").in_language(language))
            continue
        columns = (
            Column(head.in_language(language), 60),
            Column(text("Count").in_language(language), 20, "number"),
        )
        few = text("held back").in_language(language)
        rows = [
            (names[kind].in_language(language), few if count is None else count)
            for kind, count in (*counts.rows,)
        ]
        whole = few if counts.whole is None else counts.whole
        rows.append((text("All together").in_language(language), whole))
        yield Table(columns, (Group(tuple(rows)),))
    yield Paragraph(HELD_BACK.in_language(language))
    if handled.letters_of_findings:
        yield Paragraph(OF_FINDINGS.in_language(language))
