"""What a period brought: by walking through the days one by one, and by the balance of what is open."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from chiso.inspection.movement import Movement, compare, movement_in
from chiso.inspection.report_period import ReportPeriod, whole_period
from chiso.inspection.reporting import FindingTold, VisitTold
from chiso.periods import parse_period

START = date(2026, 1, 1)
SPAN = 90


def visit(key: str, day: date, *, again: bool = False) -> VisitTold:
    return VisitTold(key, "Quầy", "Phường A", "đất đai", "Quận X", day, {}, again)


def finding(of: str, *, due: date | None = None, mended: date | None = None) -> FindingTold:
    return FindingTold(of, "A1", "to_mend", False, due, mended)


@some.composite
def cities(draw: some.DrawFn) -> tuple[list[VisitTold], list[FindingTold]]:
    """Visits of a quarter; findings due and mended at any time after their visit, or never."""
    visits, findings = [], []
    for number in range(draw(some.integers(0, 6))):
        day = START + timedelta(days=draw(some.integers(0, SPAN)))
        visits.append(visit(str(number), day, again=draw(some.booleans())))
        for _ in range(draw(some.integers(0, 3))):
            due, mended = (draw(some.none() | some.integers(0, 60)) for _ in range(2))
            findings.append(
                finding(
                    str(number),
                    due=None if due is None else day + timedelta(days=due),
                    mended=None if mended is None else day + timedelta(days=mended),
                )
            )
    return visits, findings


def walked(visits: list[VisitTold], findings: list[FindingTold], first: date, last: date) -> Movement:
    """Day by day: a list of open things, to which visits add and from which mending takes away."""
    standing: list[FindingTold] = []
    visited = again = found = mended = 0
    day = START - timedelta(days=1)
    while day < last:
        day += timedelta(days=1)
        is_in = day >= first
        for one in visits:
            if one.day == day:
                made = [each for each in findings if each.visit == one.key]
                standing += made
                if is_in:
                    found += len(made)
                    again += one.looks_again
                    visited += not one.looks_again
        gone = [each for each in standing if each.mended_on == day]
        standing = [each for each in standing if each.mended_on != day]
        mended += len(gone) * is_in
    late = len([each for each in standing if each.due and each.due <= last - timedelta(days=1)])
    return Movement(visited, again, found, mended, len(standing), late)


@given(cities(), some.integers(0, SPAN + 70), some.integers(0, 40))
def test_the_figures_are_those_of_whoever_walks_through_the_days(
    city: tuple[list[VisitTold], list[FindingTold]], start: int, more: int
) -> None:
    first = START + timedelta(days=start)
    period = ReportPeriod(first, first + timedelta(days=more))
    assert movement_in(*city, period) == walked(*city, first, period.last_day)


@given(cities(), some.integers(1, SPAN + 70), some.integers(0, 40))
def test_what_is_open_is_what_was_open_and_what_was_found_less_what_was_mended(
    city: tuple[list[VisitTold], list[FindingTold]], start: int, more: int
) -> None:
    period = ReportPeriod(START + timedelta(days=start), START + timedelta(days=start + more))
    told = compare(*city, period, date(2030, 1, 1))
    assert told is not None
    by_name = {one.name: one for one in told.changes}
    balance = by_name["findings"].now - by_name["mended"].now
    assert by_name["open"].difference == balance


def test_a_month_beside_the_month_before_counted_by_hand() -> None:
    visits = [
        visit("march", date(2026, 3, 20)), visit("april", date(2026, 4, 10)),
        visit("may", date(2026, 5, 5)), visit("may again", date(2026, 5, 6), again=True),
        visit("june", date(2026, 6, 1)),
    ]  # fmt: skip
    findings = [
        finding("march", due=date(2026, 4, 29), mended=date(2026, 5, 2)),
        finding("march", due=date(2026, 4, 30)),
        finding("april", mended=date(2026, 4, 30)),
        finding("may", due=date(2026, 5, 30)),
        finding("may", due=date(2026, 5, 31)),
        finding("june", due=date(2026, 5, 1)),
        finding("of another field", due=date(2026, 4, 1)),
    ]
    told = compare(visits, findings, whole_period(parse_period("2026-05")), date(2026, 6, 3))
    assert told is not None
    assert [(one.name, one.now, one.before, one.difference) for one in told.changes] == [
        ("visits", 1, 1, 0), ("again", 1, 0, 1), ("findings", 2, 1, 1), ("mended", 1, 1, 0),
        ("open", 3, 2, 1), ("late", 2, 1, 1),
    ]  # fmt: skip
    assert compare(visits, findings, whole_period(parse_period("2026-07")), date(2026, 6, 30)) is None
