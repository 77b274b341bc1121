"""Answers that follow from dossiers, for the frameworks of the library that ask for them.

    service-quality@2022    2.1, 3.1, 3.2, 3.3 and, from petitions, 5.1a, 5.1b, 5.2
    one-stop-shop@2018      1, 5, 7, 8, 9; 1 and 7 dossier by dossier

An answer is given where all that it needs is known; what is not given, and why, is told. Nothing is put in
the place of what is missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from chiso.language import Language, Listing, Text, listing, render, text
from chiso.periods import Period
from chiso.procedures.catalogue import Catalogue, Procedure
from chiso.procedures.counters import Handled
from chiso.procedures.feedback import Message
from chiso.procedures.feeding import SERVICE_QUALITY, Feeding, OfUnit
from chiso.tables import write_table

ANSWER_COLUMNS = (
    "period", "unit", "code", "input", "case", "value", "numerator", "denominator", "label",
    "status", "layer", "origin", "note",
)  # fmt: skip


class Line(NamedTuple):
    """One answer: a value, or numerator and denominator."""

    unit: str
    code: str
    input: str
    case: str = ""
    value: str = ""
    numerator: int | None = None
    denominator: int | None = None
    note: Listing | str = ""


@dataclass(frozen=True, slots=True)
class Lacking:
    """An answer that is not given, and what of it is missing."""

    unit: str
    code: str
    reason: Text


def answers_of(
    feeding: Feeding,
    catalogue: Catalogue | None = None,
    counters: Sequence[Handled] | None = None,
    feedback: Sequence[Message] | None = None,
) -> tuple[list[Line], list[Lacking]]:
    """The answers, and what could not be answered, by unit and criterion."""
    lines: list[Line] = []
    lacking: list[Lacking] = []
    for code, unit in feeding.units().items():
        of_unit = _Answers(feeding, code, unit, catalogue, counters, feedback)
        is_766 = feeding.framework == SERVICE_QUALITY
        for one in of_unit.service_quality() if is_766 else of_unit.one_stop_shop():
            if isinstance(one, Line):
                lines.append(one)
            else:
                lacking.append(one)
    return lines, lacking


@dataclass(slots=True)
class _Answers:
    feeding: Feeding
    code: str
    unit: OfUnit
    catalogue: Catalogue | None
    counters: Sequence[Handled] | None
    feedback: Sequence[Message] | None

    def service_quality(self) -> Iterator[Line | Lacking]:
        """Decision 766/QĐ-TTg."""
        if self.unit.without_due and not self.unit.handled:
            # 0 of 0 would be scored as none in time.
            yield Lacking(self.code, "2.1", text("of no dossier is it known when it was due"))
        else:
            yield self._ratio("2.1", "share", self.unit.in_time, self.unit.handled, self._note_on_time())
        offered = self._online_procedures()
        if isinstance(offered, Text):
            yield from (Lacking(self.code, code, offered) for code in ("3.1", "3.2"))
        else:
            whole = [one for one in offered if one.online == "full"]
            services = [one for one in offered if one.online in ("partial", "full")]
            qualify = [one for one in offered if one.online != "no"]
            used = [one for one in services if self.unit.online_of[one.code]]
            yield self._ratio("3.1", "share", len(whole), len(qualify))
            yield self._ratio("3.2", "share", len(used), len(services))
        yield self._online_share("3.3", "share")
        yield from self._petitions_of_766()

    def one_stop_shop(self) -> Iterator[Line | Lacking]:
        """Circular 01/2018/TT-VPCP, article 13."""
        for case, days, _ in self.unit.cases:
            yield Line(self.code, "1", "days_beyond_limit", case, days)
        if not self.unit.cases:
            yield Lacking(self.code, "1", text("no dossier was done whose day due is known"))
        yield from self._handling_at_the_shop()
        cases = [(case, days, count) for case, days, count in self.unit.cases if count is not None]
        if len(cases) < len(self.unit.cases) or not cases:
            yield Lacking(self.code, "7", text("complaints are not known of every dossier"))
        else:
            for case, days, count in cases:
                yield Line(self.code, "7", "days_beyond_limit", case, days)
                yield Line(self.code, "7", "complaints", case, str(count))
        yield from self._petitions_at_the_shop()
        yield from self._online_services_of_the_shop()

    def _ratio(self, code: str, name: str, above: int, below: int, note: Listing | str = "") -> Line:
        return Line(self.code, code, name, numerator=above, denominator=below, note=note)

    def _note_on_time(self) -> Listing | str:
        notes = []
        if self.unit.without_requests:
            notes.append(
                text(
                    "of {count} dossiers it is not known how often additions were asked for; more than once"
                    " would count as late",
                    count=self.unit.without_requests,
                )
            )
        if self.unit.without_due:
            notes.append(text("{count} dossiers without a day due are left out", count=self.unit.without_due))
        return listing(notes, "; ") if notes else ""

    def _online_share(self, code: str, name: str) -> Line | Lacking:
        if self.unit.without_channel:
            reason = text(
                "of {count} dossiers it is not known how they came", count=self.unit.without_channel
            )
            return Lacking(self.code, code, reason)
        return self._ratio(code, name, self.unit.online, self.unit.received)

    def _procedures(self) -> list[Procedure] | Text:
        """The procedures that the unit handles at the end of the period."""
        day = self.feeding.period.reference_day
        if self.catalogue is None:
            return text("no catalogue is given")
        valid = self.catalogue.valid_on(day)
        if self.counters is not None:
            own = [one for one in self.counters if one.holds_on(day) and self._is_own(one.agency)]
            codes = {one.procedure for one in own if one.procedure}
            fields = {one.field for one in own if not one.procedure}
            found = [one for one in valid if one.code in codes or one.field in fields]
        else:
            found = [one for one in valid if self._is_own(one.agency)]
        return found or text("no procedure of the catalogue is its own")

    def _is_own(self, agency: str) -> bool:
        return bool(self.feeding.unit) or agency == self.code

    def _online_procedures(self) -> list[Procedure] | Text:
        found = self._procedures()
        if isinstance(found, Text):
            return found
        unknown = sum(not one.online for one in found)
        return (
            text("of {count} procedures it is not known whether they are online", count=unknown)
            if unknown
            else found
        )

    def _handling_at_the_shop(self) -> Iterator[Line | Lacking]:
        day = self.feeding.period.reference_day
        own = [one for one in self.counters or () if one.holds_on(day) and self._is_own(one.agency)]
        codes = {one.procedure for one in own if one.procedure}
        fields = {one.field for one in own if not one.procedure}
        # A counter of a field handles all its procedures; two counters may handle one in two ways.
        if fields and self.catalogue is not None:
            codes |= {one.code for one in self.catalogue.valid_on(day) if one.field in fields}
        ways = {(one.procedure, one.handling) for one in own if one.procedure and one.handling}
        is_known = codes == {code for code, _ in ways} and len(ways) == len(codes)
        if not codes or not is_known or (fields and self.catalogue is None):
            reason = text("how its counters handle each procedure is not known")
            yield Lacking(self.code, "5", reason)
            return
        counted = Counter(way for _, way in ways)
        listed = counted["whole"] + counted["reception"]
        yield self._ratio("5", "whole_share", counted["whole"], listed)
        yield self._ratio("5", "reception_share", listed, listed + counted["outside"])

    def _petitions(self) -> list[Message] | Text:
        if self.feedback is None:
            return text("no table of petitions is given")
        of_period = [
            one
            for one in self.feedback
            if one.kind == "petition" and self.feeding.period.contains(one.received)
        ]
        unknown = sum(not one.agency for one in of_period)
        if unknown and not self.feeding.unit:
            return text("of {count} petitions it is not known which agency they are about", count=unknown)
        return [one for one in of_period if self._is_own(one.agency)]

    def _answered_in_time(self, petitions: Sequence[Message]) -> int | Text:
        without = sum(one.due is None for one in petitions)
        if without:
            return text("of {count} petitions it is not known until when they are due", count=without)
        last = self.feeding.period.reference_day
        return sum(
            one.answered is not None and one.due is not None and one.answered <= min(one.due, last)
            for one in petitions
        )

    def _petitions_of_766(self) -> Iterator[Line | Lacking]:
        petitions = self._petitions()
        if isinstance(petitions, Text):
            yield from (Lacking(self.code, code, petitions) for code in ("5.1a", "5.1b", "5.2"))
            return
        unknown = sum(not one.about for one in petitions)
        for code, about in (("5.1a", "rule"), ("5.1b", "conduct")):
            if unknown:
                yield Lacking(
                    self.code, code, text("of {count} petitions it is not known what about", count=unknown)
                )
            else:
                yield self._ratio(code, "share", sum(p.about == about for p in petitions), len(petitions))
        in_time = self._answered_in_time(petitions)
        if isinstance(in_time, Text):
            yield Lacking(self.code, "5.2", in_time)
        else:
            yield self._ratio("5.2", "share", in_time, len(petitions))

    def _petitions_at_the_shop(self) -> Iterator[Line | Lacking]:
        petitions = self._petitions()
        if isinstance(petitions, Text):
            yield Lacking(self.code, "8", petitions)
            return
        in_time = self._answered_in_time(petitions)
        prolonged = [one.prolonged for one in petitions]
        if isinstance(in_time, Text):
            yield Lacking(self.code, "8", in_time)
        elif any(one is None for one in prolonged):
            yield Lacking(self.code, "8", text("which petitions were prolonged is not known"))
        else:
            yield self._ratio("8", "in_time_share", in_time, len(petitions))
            yield Line(self.code, "8", "prolonged", value=str(sum(map(bool, prolonged))))

    def _online_services_of_the_shop(self) -> Iterator[Line | Lacking]:
        offered, share = self._online_procedures(), self._online_share("9", "online_cases")
        if isinstance(offered, Text):
            yield Lacking(self.code, "9", offered)
        elif isinstance(share, Lacking):
            yield share
        else:
            online = sum(one.online in ("partial", "full") for one in offered)
            yield self._ratio("9", "procedures_online", online, sum(one.online != "no" for one in offered))
            yield share
            yield Line(self.code, "9", "bad_online_cases", value=str(self.unit.bad_online))


def answers_text(lines: Iterable[Line], period: Period, language: Language) -> str:
    """The answers as the long table that scoring reads."""
    return write_table(
        ANSWER_COLUMNS,
        (
            [
                str(period), one.unit, one.code, one.input, one.case, one.value,
                "" if one.numerator is None else str(one.numerator),
                "" if one.denominator is None else str(one.denominator),
                "", "given", "self_assessed", "system", render(one.note, language),
            ]
            for one in lines
        ),
    )  # fmt: skip
