"""A repeated finding weighs more, in whatever order findings are entered; where the earlier one falls it is
judged anew. No conclusion changes."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import pytest

from chiso.office.errors import Incomplete
from chiso.office.inspections.following import services
from chiso.office.inspections.following.content import sha256_of
from chiso.office.inspections.following.documents import conclusion_letter
from chiso.office.inspections.following.services import FindingGiven
from chiso.office.inspections.models import Conclusion, Finding, Visit
from chiso.office.ledger.models import Entry
from chiso.office.ledger.verifying import verify_ledger
from chiso.office.notices.kinds import say_notice
from chiso.office.notices.models import Notice
from tests.office.inspections.following.making import (
    approved,
    concluded,
    found,
    fresh,
    handed,
    handed_in,
    inspection_of,
    issued,
    recommended,
    visited,
)
from tests.office.inspections.making import City, make_city, on

pytestmark = pytest.mark.django_db

BEFORE = date(2026, 3, 3)


@pytest.fixture
def city() -> City:
    return make_city(2)


def repeated(city: City) -> tuple[Finding, Finding]:
    """The same duty not met at the same place in two inspections: by itself a reminder, repeated more."""
    earlier = found(city, visited(city, inspection_of(city, "KT-2026-000"), day=BEFORE))
    later = found(city, handed_visit(city))
    assert (later.repeated_of, earlier.severity, later.severity) == (earlier, "reminder", "to_mend")
    return earlier, later


def handed_visit(city: City) -> Visit:
    visit = visited(city, inspection_of(city))
    handed(city, visit)
    return fresh(visit)


def withdraw(city: City, finding: Finding) -> None:
    services.withdraw_finding(
        actor=city.coordinator, finding=finding, reason="Bảng đã có", expected_version=fresh(finding).version
    )


def test_a_repetition_of_what_was_withdrawn_is_judged_anew_and_its_conclusion_waits_again(
    city: City,
) -> None:
    earlier, later = repeated(city)
    conclusion = concluded(city, later.visit)
    recommended(city, conclusion, [later])
    handed_in(city, conclusion)
    withdraw(city, earlier)
    later = fresh(later)
    assert (later.repeated_of, later.severity, later.by_rule, later.concluded_as) == (
        None, "reminder", "reminder", "",
    )  # fmt: skip
    assert fresh(conclusion).handed_in_at is None
    # Who withdrew the earlier one has no hand in the later conclusion by that.
    assert list(conclusion.preparers.all()) == [city.coordinator]
    entry = Entry.objects.get(verb="finding_judged_anew")
    assert (entry.chain.name, entry.object_id) == ("inspections/KT-2026-001", later.pk)
    assert (entry.facts["before"], entry.facts["severity"]) == ("severity_to_mend", "severity_reminder")


def test_an_approved_conclusion_keeps_what_it_names_and_those_concerned_are_told(city: City) -> None:
    earlier, later = repeated(city)
    conclusion = concluded(city, later.visit)
    recommended(city, conclusion, [later])
    approved(city, conclusion)
    stood = fresh(conclusion)
    withdraw(city, earlier)
    later = fresh(later)
    assert (later.severity, later.concluded_severity) == ("reminder", "to_mend")
    now = fresh(conclusion)
    assert (now.version, sha256_of(now)) == (stood.version, stood.approved_sha256)
    told = set(Notice.objects.filter(kind="inspections.judged_anew").values_list("person", flat=True))
    # The head does not read the finding before the conclusion is issued.
    assert told == {city.second_coordinator.pk}
    with on(date(2026, 6, 18)):
        services.issue_conclusion(
            actor=city.coordinator, conclusion=now, number="12/KL-SNV", issued_on=date(2026, 6, 18),
            expected_version=now.version,
        )  # fmt: skip


def test_the_next_earlier_one_takes_the_place_of_the_one_that_fell(city: City) -> None:
    first = found(city, visited(city, inspection_of(city, "KT-2025-009"), day=date(2025, 11, 4)))
    middle = found(city, visited(city, inspection_of(city, "KT-2026-000"), day=BEFORE))
    last = found(city, handed_visit(city))
    assert (middle.repeated_of, last.repeated_of) == (first, middle)
    withdraw(city, middle)
    assert (fresh(last).repeated_of, fresh(last).severity) == (first, "to_mend")


def test_what_was_judged_otherwise_with_a_reason_stays_as_judged(city: City) -> None:
    earlier, later = repeated(city)
    given = FindingGiven(
        words="Thiếu phí", duty="A1", severity="grave", severity_reason="Thu sai nhiều người"
    )
    services.change_finding(actor=city.inspectors[0], finding=later, given=given, expected_version=1)
    withdraw(city, earlier)
    later = fresh(later)
    assert (later.severity, later.by_rule, later.severity_reason) == (
        "grave", "reminder", "Thu sai nhiều người",
    )  # fmt: skip


def test_an_earlier_finding_that_turns_out_to_be_of_another_duty_is_repeated_no_more(city: City) -> None:
    earlier, later = repeated(city)
    given = FindingGiven(words="Thiếu số điện thoại", duty="A3")
    services.change_finding(actor=city.inspectors[0], finding=earlier, given=given, expected_version=1)
    assert (fresh(later).repeated_of, fresh(later).severity) == (None, "reminder")
    # Other words of the same duty change nothing.
    given = FindingGiven(words="Thiếu số điện thoại, thư điện tử", duty="A3")
    services.change_finding(actor=city.inspectors[0], finding=earlier, given=given, expected_version=2)
    assert Entry.objects.filter(verb="finding_judged_anew").count() == 1


def test_within_one_inspection_the_chain_goes_on_unbroken(city: City) -> None:
    """The repetition stands in the chain whose lock is held already."""
    visit = visited(city, inspection_of(city))
    earlier = found(city, visit)
    again = visited(city, visit.inspection, day=date(2026, 6, 16), again_of=visit)
    given = FindingGiven(words="Vẫn thiếu", duty="A1")
    with on(date(2026, 6, 16), 15):
        later = services.enter_finding(actor=city.inspectors[0], visit=again, given=given)
    assert later.severity == "to_mend"
    withdraw(city, earlier)
    assert fresh(later).severity == "reminder"
    assert verify_ledger().problems == ()


def entered_late(city: City) -> Finding:
    """A finding of March, entered after that of June."""
    return found(city, visited(city, inspection_of(city, "KT-2026-000"), day=BEFORE))


def severity_in_the_annex(conclusion: Conclusion) -> str:
    (annex,) = conclusion_letter(conclusion).annexes
    ((row,),) = (group.rows for group in annex.blocks[0].groups)
    return str(row[4])


def test_what_repeats_what_hangs_on_the_days_of_the_visits_whatever_the_order_of_entry(city: City) -> None:
    """By hand: 24 months before 2 June 2026 is 2 June 2024, one day after the first finding."""
    days = (date(2024, 6, 1), date(2026, 6, 2), date(2026, 6, 9))
    expected = [(None, "reminder"), (None, "reminder"), (days[1], "to_mend")]
    inspections = [inspection_of(city, f"KT-{number}") for number in range(len(days))]
    for number, order in enumerate(permutations(range(len(days)))):
        visits = [
            visited(city, inspections[at], code=f"Q{number}", day=day, not_met=())
            for at, day in enumerate(days)
        ]
        entered = {at: found(city, visits[at]) for at in order}
        told = [fresh(entered[at]) for at in range(len(days))]
        assert [
            (one.repeated_of.found_on if one.repeated_of else None, one.severity) for one in told
        ] == expected, order
    assert verify_ledger().problems == ()


def test_a_finding_entered_late_raises_the_later_one_and_its_conclusion_waits_again(city: City) -> None:
    later = found(city, handed_visit(city))
    assert (later.repeated_of, later.severity) == (None, "reminder")
    conclusion = handed_in(city, concluded(city, later.visit))
    earlier = entered_late(city)
    later = fresh(later)
    assert (later.repeated_of, later.severity, later.by_rule, later.concluded_as) == (
        earlier, "to_mend", "to_mend", "",
    )  # fmt: skip
    assert fresh(conclusion).handed_in_at is None
    entry = Entry.objects.get(verb="finding_repeats")
    assert (entry.chain.name, entry.object_id) == ("inspections/KT-2026-001", later.pk)
    assert (entry.facts["before"], entry.facts["severity"]) == ("severity_reminder", "severity_to_mend")
    assert (entry.facts["repeated_of"], entry.facts["earlier_day"]) == (earlier.pk, "03/03/2026")
    # To be mended now, so that it cannot be handed in without a recommendation.
    with pytest.raises(Incomplete) as refused:
        handed_in(city, conclusion)
    assert [one.code for one in refused.value.problems] == ["CH-8740"]
    # It falls with what it repeats, as every repetition.
    withdraw(city, earlier)
    assert (fresh(later).repeated_of, fresh(later).severity) == (None, "reminder")


def test_an_issued_conclusion_keeps_what_it_names_and_its_head_is_told_of_the_repetition(city: City) -> None:
    later = found(city, handed_visit(city))
    conclusion = issued(city, concluded(city, later.visit))
    stood = sha256_of(conclusion)
    said = severity_in_the_annex(conclusion)
    entered_late(city)
    later, conclusion = fresh(later), fresh(conclusion)
    assert (later.severity, later.concluded_severity) == ("to_mend", "reminder")
    assert (sha256_of(conclusion), severity_in_the_annex(conclusion)) == (stood, said)
    assert "tái diễn" not in said
    told = Notice.objects.filter(kind="inspections.judged_anew")
    heads = {city.ward_head.pk}
    assert set(told.values_list("person", flat=True)) == heads | {
        city.coordinator.pk, city.second_coordinator.pk,
    }  # fmt: skip
    said_to_them = say_notice(told[0].kind, told[0].facts)
    title, words = said_to_them.title.in_language("vi"), said_to_them.more.in_language("vi")  # type: ignore[union-attr]
    assert title == "Phát hiện 1 của KT-2026-001 lặp lại một phát hiện trước: phải khắc phục"
    assert "03/03/2026" in words


def test_an_approved_conclusion_that_is_sent_back_names_what_holds_now(city: City) -> None:
    later = found(city, handed_visit(city))
    conclusion = approved(city, concluded(city, later.visit))
    entered_late(city)
    assert fresh(later).concluded_severity == "reminder"
    with on(date(2026, 6, 18)):
        services.send_conclusion_back(
            actor=city.leader, conclusion=fresh(conclusion), reason="Phát hiện lặp lại",
            expected_version=fresh(conclusion).version,
        )  # fmt: skip
    assert (fresh(later).concluded_severity, fresh(later).is_concluded_repeated) == ("to_mend", True)
    assert severity_in_the_annex(fresh(conclusion)) == "phải khắc phục (tái diễn)"


def test_what_is_of_another_duty_place_or_kind_raises_nothing(city: City) -> None:
    later = found(city, handed_visit(city))
    before = inspection_of(city, "KT-2026-000")
    same_place = visited(city, before, day=BEFORE)
    found(city, same_place, duty="A3")
    found(city, same_place, duty="")
    found(city, visited(city, before, code="P02", day=BEFORE))
    found(city, visited(city, inspection_of(city, "KT-MAU", is_made_up=True), day=BEFORE))
    found(city, visited(city, inspection_of(city, "KT-2026-003"), day=later.found_on + timedelta(1)))
    assert (fresh(later).repeated_of, fresh(later).version) == (None, later.version)


def test_an_earlier_finding_that_turns_out_to_be_of_this_duty_is_repeated_from_then_on(city: City) -> None:
    earlier = found(city, visited(city, inspection_of(city, "KT-2026-000"), day=BEFORE), duty="A3")
    later = found(city, handed_visit(city))
    assert later.repeated_of is None
    services.change_finding(
        actor=city.inspectors[0], finding=earlier, expected_version=1,
        given=FindingGiven(words="Thiếu phí", duty="A1"),
    )  # fmt: skip
    assert (fresh(later).repeated_of, fresh(later).severity) == (earlier, "to_mend")
