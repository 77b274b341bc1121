"""The last hour: many officers at once, beside a view that commits one row and one that is empty.

Rounds of three turns: the officers and heads of some thirty agencies work; then the same thirty people commit
rows by the bare view; then they read the empty page. Nobody pauses, so that thirty requests are always under
way: where processors are short, what is compared in turns is how much of them a request takes. What somebody
waits is compared "amid": now and then the officers ask the bare views in the middle of their work, where both
wait for the same others. A round takes other agencies than the one before. Afterwards everything that was
acknowledged is held against what stands.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

from benchmarks.campaigns_officers import BARE, EMPTY, READS, WRITES, Desk, desks_of
from benchmarks.office_driver import Asked, at_once, quantile
from benchmarks.office_places import Place
from benchmarks.office_writing import processor_seconds

OF_WRITES, OF_READS = 2.0, 3.0
WARMING = 16
# A file is looked at in a process of its own before it is taken.
WITHOUT_FILES = tuple(kind for kind in WRITES if kind != "evidence with a file")
# Requests of each person in the turns of the bare views.
_BARE = 12

_LET_IN = """
import json
from benchmarks.campaigns_city import let_in
print(json.dumps(let_in({agencies}, answered={answered})))
"""

_STANDS = """
import json
from collections import defaultdict
from django_scopes import scopes_disabled
from chiso.office.campaigns.models import Answer, Campaign, Receipt
from chiso.office.campaigns.submitting.receipts import check_receipt
from chiso.office.files.models import DocumentUse
from chiso.office.ledger.models import Entry
from chiso.office.ledger.verifying import verify_ledger
with scopes_disabled():
    campaign = Campaign.objects.get(key={campaign!r})
    rows = Answer.objects.select_related("unit").filter(campaign=campaign, layer="self_assessed")
    answers = {{f"{{one.unit.key}} {{one.node}}": one.rows for one in rows}}
    keys = {{one.unit_id: one.unit.key for one in rows}}
    told = defaultdict(list)
    for entry in Entry.objects.filter(verb="answer_saved").order_by("pk"):
        told[f"{{keys[entry.facts['unit']]}} {{entry.facts['node']}}"].append(entry.facts["rows"])
    uses = defaultdict(int)
    for use in DocumentUse.objects.select_related("unit").filter(campaign=campaign):
        uses[f"{{use.unit.key}} {{use.node}}"] += 1
    receipts = {{
        one.key: check_receipt(one).is_same
        for one in Receipt.objects.select_related("campaign", "agency").filter(campaign=campaign)
    }}
    submitted = Entry.objects.filter(verb="self_assessment_submitted").count()
verified = verify_ledger()
print(json.dumps({{"answers": answers, "told": told, "uses": uses, "receipts": receipts,
    "submitted": submitted, "entries": verified.entries, "problems": len(verified.problems)}}))
"""


@dataclass(frozen=True, slots=True)
class Round:
    """One round: seconds of writes and reads by kind, of the two bare views; processor a request, in ms."""

    office: dict[str, list[float]]
    bare: list[float]
    empty: list[float]
    processor: tuple[float, float, float]

    def seconds(self, kinds: Sequence[str]) -> list[float]:
        """The answers of these kinds."""
        return [one for kind in kinds for one in self.office.get(kind, ())]


def measure_hour(
    place: Place, *, agencies: int, at_a_time: int, rounds: int, each: int, answered: int = 70
) -> Iterator[str]:
    """`rounds` in which `at_a_time` agencies answer `each` leaves and submit; lines of the report."""
    let: dict[str, Any] = place.ask(_LET_IN.format(agencies=agencies, answered=answered))
    with place.served() as running:
        desks = list(desks_of(running.address, let))
        # Every process of the server reads its templates first; these agencies are not measured.
        at_once([partial(desk.work, 2) for desk in desks[:WARMING]])
        worked, done = desks[WARMING : WARMING + rounds * at_a_time], []
        for number in range(rounds):
            now = worked[number * at_a_time : (number + 1) * at_a_time]
            done.append(_round(now, each, running.process.pid))
    yield from _lines(place, done, worked, agencies)
    yield _held(place, let, desks[:WARMING] + worked)


def _round(desks: list[Desk], each: int, server: int) -> Round:
    before = [len(desk.asked) for desk in desks]
    office, office_time = _timed([partial(desk.work, each) for desk in desks], server)
    by_kind: dict[str, list[float]] = {}
    for desk, start in zip(desks, before, strict=True):
        for kind, asked in desk.asked[start:]:
            by_kind.setdefault(kind, []).append(asked.seconds)
    bare, bare_time = _timed([partial(_write_rows, desk) for desk in desks], server)
    empty, empty_time = _timed([partial(_read_nothing, desk) for desk in desks], server)
    # A refusal is quick and would flatter.
    assert {one.status for one in bare} == {204}, Counter(one.status for one in bare)
    assert {one.status for one in empty} == {200}, Counter(one.status for one in empty)
    times = tuple(
        time / len(asked) * 1000
        for time, asked in ((office_time, office), (bare_time, bare), (empty_time, empty))
    )
    return Round(by_kind, _seconds(bare), _seconds(empty), times)  # type: ignore[arg-type]  # three


def _write_rows(desk: Desk) -> list[Asked]:
    return [desk.officer.ask("POST", "/bare/", {"title": f"Dòng {number}"}) for number in range(_BARE)]


def _read_nothing(desk: Desk) -> list[Asked]:
    return [desk.officer.ask("GET", "/bare/empty/") for _ in range(_BARE)]


def _timed(works: list[Any], server: int) -> tuple[list[Asked], float]:
    before = processor_seconds(server)
    asked = at_once(works)
    return asked, processor_seconds(server) - before


def _seconds(asked: list[Asked]) -> list[float]:
    return [one.seconds for one in asked]


def _lines(place: Place, done: list[Round], desks: list[Desk], agencies: int) -> Iterator[str]:
    asked = sum(len(desk.asked) for desk in desks)
    name = f"{place.database}: {len(desks) // len(done)} officers at once, {len(done)} rounds"
    processor = [median(one.processor[place] for one in done) for place in range(3)]
    yield (
        f"{name:<58} {asked:,} requests of {len(desks)} of {agencies} agencies; processor a request: "
        f"{processor[0]:.1f} ms, bare {processor[1]:.1f} ms, empty {processor[2]:.1f} ms"
    )
    yield _beside("writes", WRITES, done, [one.bare for one in done], "bare, in turns", OF_WRITES)
    amid = [one.seconds([BARE]) for one in done]
    yield _beside("writes", WRITES, done, amid, "bare, amid", OF_WRITES)
    yield _beside("no files", WITHOUT_FILES, done, amid, "bare, amid", OF_WRITES)
    yield _beside("reads", READS, done, [one.empty for one in done], "empty, in turns", OF_READS)
    yield _beside("reads", READS, done, [one.seconds([EMPTY]) for one in done], "empty, amid", OF_READS)
    for kind in (*WRITES, *READS):
        seconds = [one for each in done for one in each.office.get(kind, ())]
        if seconds:
            yield (
                f"{'':<58}   {kind:<24} {len(seconds):>6,} times, p95 {quantile(seconds, 0.95) * 1000:5.0f} "
                f"ms, median {median(seconds) * 1000:5.0f} ms"
            )


def _beside(
    name: str, kinds: Sequence[str], done: list[Round], beside: list[list[float]], other: str, bound: float
) -> str:
    """The p95 of some kinds of answer, and the ratio to that of the bare view (the middle of all rounds)."""
    mine = [quantile(one.seconds(kinds), 0.95) * 1000 for one in done]
    theirs = [quantile(one, 0.95) * 1000 for one in beside]
    ratio = median(one / another for one, another in zip(mine, theirs, strict=True))
    verdict = "within" if ratio <= bound else "ABOVE"
    return (
        f"{'':<58} {name:<8} p95 {median(mine):5.0f} ms, {other:<16} {median(theirs):5.0f} ms   "
        f"ratio {ratio:5.2f}   {verdict} {bound:g}"
    )


def _held(place: Place, let: dict[str, Any], desks: list[Desk]) -> str:
    """Whether everything that was acknowledged stands; the line that says it."""
    stands = place.ask(_STANDS.format(campaign=let["campaign"]))
    acknowledged = lost = untold = 0
    for desk in desks:
        for code, forms in desk.acknowledged.items():
            at = f"{desk.agency['key']} {code}"
            acknowledged += len(forms)
            lost += stands["answers"].get(at) != [forms[-1]]
            missing = Counter(map(_frozen, forms)) - Counter(map(_frozen, _each(stands["told"].get(at, []))))
            untold += missing.total()
        for code, count in desk.evidence.items():
            lost += stands["uses"].get(f"{desk.agency['key']} {code}", 0) != count
    receipts = [key for desk in desks for key in desk.receipts]
    lost += sum(stands["receipts"].get(key) is not True for key in receipts)
    refused = [one for desk in desks for one in desk.refused]
    wrong = [f"errors: {refused[:3]}"] if refused else []
    if stands["submitted"] != len(receipts) or stands["problems"]:
        wrong.append(f"{stands['submitted']} submitted, {stands['problems']} problems of the record")
    return (
        f"{'':<58} {acknowledged:,} answers, {len(receipts)} receipts acknowledged; errors {len(refused)}, "
        f"lost {lost}, not in the record {untold}; record of {stands['entries']:,} entries, "
        f"{stands['problems']} problems {'; '.join(wrong)}"
    )


def _each(forms: list[list[list[str]]]) -> list[list[str]]:
    """The one row of each form."""
    return [rows[0] for rows in forms if rows]


def _frozen(row: list[str]) -> str:
    return json.dumps(row)
