"""A repeated finding weighs more; where the earlier one falls it is judged anew. No conclusion changes."""

from __future__ import annotations

from datetime import date

import pytest

from chiso.office.inspections.following import services
from chiso.office.inspections.following.content import sha256_of
from chiso.office.inspections.following.services import FindingGiven
from chiso.office.inspections.models import Finding, Visit
from chiso.office.ledger.models import Entry
from chiso.office.ledger.verifying import verify_ledger
from chiso.office.notices.models import Notice
from tests.office.inspections.following.making import (
    approved,
    concluded,
    found,
    fresh,
    handed,
    handed_in,
    inspection_of,
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
