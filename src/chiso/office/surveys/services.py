"""Taking a finished round in: all files checked in full, then one version of a round, or nothing.

CH-7928 period or basis of another round    CH-7929 the same table again
CH-7931 a file beyond its bound             CH-7932 no name
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from chiso.language import Text, text
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_values, declare_verbs
from chiso.office.ledger.work import Work, unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.records import lock_version, save_next
from chiso.office.surveys.access import BRING, CHAIN, where_of_rounds
from chiso.office.surveys.models import QualityReport, RoundVersion, SurveyRound
from chiso.office.surveys.reading import ReadRound, RoundFile, read_round
from chiso.office.surveys.reports import CheckedReport, check_report
from chiso.problems import BadInput, Place, Problem

LARGEST_TABLE = 16 * 1024 * 1024
LARGEST_RECORD = 1024 * 1024
LARGEST_REPORT = 8 * 1024 * 1024

BASIS_NAMES = {
    "probability": text("a probability sample"),
    "census": text("a census: everybody was asked"),
    "quota": text("a quota sample"),
    "open": text("open to whoever wished to answer"),
}
declare_values(BASIS_NAMES)
declare_verbs(
    {
        "round_opened": text("brought in a survey round of {period}, {basis}: {rows} estimates"),
        "round_superseded": text(
            "brought in version {number} of a survey round of {period}: {rows} estimates"
        ),
    }
)


@dataclass(frozen=True, slots=True)
class BroughtRound:
    """What somebody brings: table, record, and perhaps the report on quality."""

    estimates: RoundFile
    record: RoundFile
    report: RoundFile | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Checked:
    read: ReadRound
    report: CheckedReport | None


def open_round(*, actor: Person, name: str, is_made_up: bool, brought: BroughtRound) -> RoundVersion:
    """Take the first version of a round in. Does not hand anything over to a campaign.

    Raises NoRight, Incomplete (all problems of all files: CH-7920 to CH-7932, CH-3195 and those of tables).
    """
    decision = require(actor, BRING, where_of_rounds())
    problems = [] if name.strip() else [_no_name()]
    checked = _check(brought, problems)
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        made: SurveyRound = SurveyRound.objects.create(
            name=name.strip(), period=checked.read.period, basis=checked.read.basis, is_made_up=is_made_up,
            opened_by=actor,
        )  # fmt: skip
        version = _keep(actor, made, 1, checked, brought.note)
        _record(work, "round_opened", version, is_made_up=is_made_up)
    return version


def bring_version(
    *, actor: Person, survey_round: SurveyRound, brought: BroughtRound, expected_version: int
) -> RoundVersion:
    """Take the next version of a round in; the earlier stay. What was handed over stays as it was.

    Raises NoRight, Conflict (another version came meanwhile), Incomplete (as `open_round`; CH-7928 of
    another period or basis, CH-7929 the same table again).
    """
    decision = require(actor, BRING, where_of_rounds())
    checked = _check(brought, [])
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        current = lock_version(survey_round, expected_version, given={"note": brought.note})
        latest = current.versions.order_by("-number")[0]
        problems = _other_round(current, checked.read)
        if latest.estimates_sha256 == checked.read.estimates_sha256:
            problems.append(_the_same(latest.number))
        if problems:
            raise Incomplete(problems)
        version = _keep(actor, current, latest.number + 1, checked, brought.note)
        save_next(current)
        _record(work, "round_superseded", version)
    return version


def _check(brought: BroughtRound, problems: list[Problem]) -> _Checked:
    """Everything that came. Raises Incomplete with what is wrong in any of it."""
    read, report = None, None
    too_large = _too_large(brought)
    problems += too_large
    if not too_large:
        try:
            read = read_round(brought.estimates, brought.record)
        except BadInput as refused:
            problems += refused.problems
        if brought.report is not None:
            try:
                report = check_report(brought.report)
            except Incomplete as refused:
                problems += refused.problems
    if problems or read is None:
        raise Incomplete(problems)
    return _Checked(read, report)


def _too_large(brought: BroughtRound) -> list[Problem]:
    bounds = [("estimates", brought.estimates, LARGEST_TABLE), ("record", brought.record, LARGEST_RECORD)]
    if brought.report is not None:
        bounds.append(("report", brought.report, LARGEST_REPORT))
    return [
        _problem(
            "CH-7931",
            field,
            file.name,
            text("Expected a file of at most {size} MB.", size=bound // 1024 // 1024),
            text("Estimate fewer domains or statistics at once, or leave pictures out of the report."),
        )
        for field, file, bound in bounds
        if len(file.content) > bound
    ]


def _other_round(current: SurveyRound, read: ReadRound) -> list[Problem]:
    found = {"period": (current.period, read.period), "sampling_basis": (current.basis, read.basis)}
    expected = text("Expected the period and the basis that the round has: what differs is another round.")
    mend = text("Bring it in as a round of its own.")
    return [
        _problem("CH-7928", field, now, expected, mend)
        for field, (stood, now) in found.items()
        if stood != now
    ]


def _keep(actor: Person, of: SurveyRound, number: int, checked: _Checked, note: str) -> RoundVersion:
    read = checked.read
    version: RoundVersion = RoundVersion.objects.create(
        round=of, number=number, kind=read.kind, estimates=read.estimates, record=read.record,
        estimates_sha256=read.estimates_sha256, design_sha256=read.design_sha256,
        data_sha256=read.data_sha256, shown=read.count("shown"), unreliable=read.count("unreliable"),
        suppressed=read.count("suppressed"), note=note.strip(), brought_by=actor,
    )  # fmt: skip
    if checked.report is not None:
        report = checked.report
        QualityReport.objects.create(
            version=version, name=report.name, content=report.content, sha256=report.sha256,
            size=len(report.content), pages=report.pages, scan=report.scan,
            scanned_at=timezone.now() if report.scan == "clean" else None,
        )  # fmt: skip
    return version


def _record(work: Work, verb: str, version: RoundVersion, **more: object) -> None:
    """What the record tells: hashes and counts; the name of a round and the note are words."""
    report = QualityReport.objects.filter(version=version).values_list("sha256", flat=True).first()
    facts = {
        "round": version.round_id, "number": version.number, "period": version.round.period,
        "basis": version.round.basis, "rows": version.shown + version.unreliable + version.suppressed,
        "suppressed": version.suppressed, "estimates": version.estimates_sha256,
        "design": version.design_sha256, "data": version.data_sha256, "report": report or "", **more,
    }  # fmt: skip
    words = {"name": version.round.name} | ({"note": version.note} if version.note else {})
    work.record(verb, version, facts=facts, words=words)


def _no_name() -> Problem:
    expected = text("Expected the name of the round.")
    return _problem("CH-7932", "name", "", expected, text("Name what was asked, whom, and when."))


def _the_same(number: int) -> Problem:
    expected = text("Expected a table that differs from version {number}, which stands.", number=number)
    return _problem("CH-7929", "estimates", "", expected, text("There is nothing to bring in."))


def _problem(code: str, field: str, found: str, expected: Text, mend: Text) -> Problem:
    return Problem(code, Place(field=field), found, expected, mend)
