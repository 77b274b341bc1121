"""What is wrong with what was given about what follows a visit, CH-8721 to CH-8751."""

from __future__ import annotations

from datetime import date

from chiso.inspection.severity import SeverityRule
from chiso.language import Text, text
from chiso.office.inspections.problems import problem
from chiso.problems import Problem


def no_words(field: str, expected: Text) -> Problem:
    """CH-8721: what must be said was not."""
    return problem("CH-8721", field, "", expected, text("Say it in a few words."))


def no_reason(field: str = "reason") -> Problem:
    """CH-8722: it needs a reason."""
    expected = text("Expected the reason.")
    return problem("CH-8722", field, "", expected, text("Say why; it stands in the record."))


def not_signed() -> Problem:
    """CH-8723: a record that nobody has signed is not handed over."""
    expected = text("Expected a visit whose record is signed, or whose signing was refused with a reason.")
    return problem("CH-8723", "", "", expected, text("Finish and sign the record of the visit first."))


def handed_over_already() -> Problem:
    """CH-8724: it was handed over or received before."""
    expected = text("Expected something that was not handed over or received yet.")
    return problem("CH-8724", "", "", expected, text("Load the page anew; it shows who did it and when."))


def too_late(last_day: date) -> Problem:
    """CH-8725: the term to object is over."""
    expected = text("Expected an objection up to {day}, the last day of the term.", day=last_day)
    mend = text("Ask the coordinator to extend the term, with the reason.")
    return problem("CH-8725", "", "", expected, mend)


def waits_already() -> Problem:
    """CH-8726: something of this kind waits for an answer."""
    expected = text("Expected nothing of the same kind that still waits for an answer.")
    return problem("CH-8726", "", "", expected, text("Wait for the answer to what stands."))


def nothing_waits() -> Problem:
    """CH-8727: it was decided on already."""
    expected = text("Expected something that waits for a decision; somebody has decided already.")
    return problem("CH-8727", "", "", expected, text("Load the page anew."))


def not_handed_over_yet() -> Problem:
    """CH-8859: who visited a second time says what they found before they learn of the first visit."""
    expected = text("Expected a second visit whose record is handed over.")
    mend = text("Hand the record over first: until then nobody of the team knows what the first visit found.")
    return problem("CH-8859", "", "", expected, mend)


def found_already(number: int) -> Problem:
    """CH-8859: the first and the second visit found the same."""
    expected = text("Expected a duty of which the other visit of this place has no finding: both count once.")
    mend = text("Nothing is left to do: finding {number} says it.", number=number)
    return problem("CH-8859", "duty", str(number), expected, mend)


def not_later(new: date, old: date) -> Problem:
    """CH-8728: the new last day gives no more time."""
    expected = text("Expected a day after {day}, and not before today.", day=old)
    return problem("CH-8728", "new_last_day", new.isoformat(), expected, text("Choose a later day."))


def not_in_list(field: str, found: str) -> Problem:
    """CH-8729: none of the words of a list."""
    expected = text("Expected one of the list.")
    return problem("CH-8729", field, found, expected, text("Choose one from the list."))


def no_such_duty(found: str, checklist: str) -> Problem:
    """CH-8730: the checklist has no such duty."""
    expected = text("Expected a duty of the checklist {checklist}, by its code.", checklist=checklist)
    mend = text("Take the code from the checklist, or leave it empty and name the article.")
    return problem("CH-8730", "duty", found, expected, mend)


def no_reason_to_differ(by_rule: Text, rule: SeverityRule) -> Problem:
    """CH-8731: another severity than the rule's needs its reason."""
    expected = text(
        "Expected the reason why the severity differs from “{severity}”, which the rule {rule} gives.",
        severity=by_rule, rule=rule.rule,
    )  # fmt: skip
    return problem("CH-8731", "severity_reason", "", expected, text("Say why, or take the rule's."))


def not_over() -> Problem:
    """CH-8732: findings are entered once the visit is over."""
    expected = text("Expected a visit that is over.")
    return problem("CH-8732", "", "", expected, text("End the visit first."))


def no_such_document(found: str) -> Problem:
    """CH-8733: no such document among the evidence that one may read."""
    expected = text("Expected documents among the evidence that you may read.")
    mend = text("Open the document among the evidence and copy its address.")
    return problem("CH-8733", "documents", found, expected, mend)


def finding_stands_fast() -> Problem:
    """CH-8734: a finding is not changed any more."""
    expected = text("Expected an open finding whose conclusion is not issued.")
    mend = text("Once it is issued, only another visit changes a finding.")
    return problem("CH-8734", "", "", expected, mend)


def still_open_to_objections(last_day: date) -> Problem:
    """CH-8735: the agency may still object, or an objection waits."""
    expected = text("Expected every record agreed to or its term over ({day}), and each objection answered.",
                    day=last_day)  # fmt: skip
    return problem("CH-8735", "", "", expected, text("Answer the objections, or wait for the term."))


def not_told(numbers: str) -> Problem:
    """CH-8735: the agency does not know of a finding yet, so it could not object."""
    expected = text("Expected the record of each visit with findings handed over; not yet for: {numbers}.",
                    numbers=numbers)  # fmt: skip
    return problem("CH-8735", "", "", expected, text("Hand the record over first."))


def no_findings() -> Problem:
    """CH-8736: nothing to conclude on."""
    expected = text("Expected a visit of this agency whose record was handed over.")
    return problem("CH-8736", "", "", expected, text("Hand the record over first."))


def approved_already() -> Problem:
    """CH-8737: what was approved is not changed."""
    expected = text("Expected a conclusion that is not approved.")
    mend = text(
        "As long as it is not issued, send it back; then it can be changed and approved anew. What a later "
        "record shows stands in a supplement."
    )
    return problem("CH-8737", "", "", expected, mend)


def not_approved() -> Problem:
    """CH-8738: issued is what was approved, as it was approved."""
    expected = text("Expected a conclusion that is approved, unchanged since, and not issued yet.")
    return problem("CH-8738", "", "", expected, text("Have it approved as it stands."))


def not_of_the_agency(found: str) -> Problem:
    """CH-8739: a recommendation is about open findings of the agency that the conclusion is for."""
    expected = text("Expected findings of this agency in this inspection that were not withdrawn.")
    return problem("CH-8739", "findings", found, expected, text("Choose findings from the list."))


def of_several_places(found: str) -> Problem:
    """CH-8751: one further visit tells whether a recommendation was followed; a visit is of one place."""
    expected = text("Expected findings of one place, since one further visit there says what was mended.")
    mend = text("Make a recommendation for each place.")
    return problem("CH-8751", "findings", found, expected, mend)


def without_recommendation(numbers: str) -> Problem:
    """CH-8740: a finding that nothing is recommended for."""
    expected = text("Expected a recommendation for each finding that must be mended; without one: {numbers}.",
                    numbers=numbers)  # fmt: skip
    return problem("CH-8740", "findings", "", expected, text("Recommend what is to be done about it."))


def in_the_past(field: str, found: date) -> Problem:
    """CH-8741: a day that is over."""
    expected = text("Expected a day that is not over.")
    return problem("CH-8741", field, found.isoformat(), expected, text("Choose a later day."))


def in_the_future(field: str, found: date) -> Problem:
    """CH-8742: a day that has not come."""
    expected = text("Expected a day up to today.")
    return problem("CH-8742", field, found.isoformat(), expected, text("Mend the day."))


def not_issued() -> Problem:
    """CH-8743: nothing is mended before the conclusion is issued, or after it was mended."""
    expected = text("Expected a recommendation of an issued conclusion, whose findings are still open.")
    return problem("CH-8743", "", "", expected, text("Load the page anew."))


def no_revisit() -> Problem:
    """CH-8744: mended is what another visit of the same place saw."""
    expected = text("Expected another visit of a place with these findings that is over and looked at them.")
    mend = text("Plan a visit that looks again; its record says what it saw.")
    return problem("CH-8744", "revisit", "", expected, mend)


def letter_twice(found: str) -> Problem:
    """CH-8748: one reference, two letters."""
    expected = text("Expected each reference once, and what is known under it unchanged.")
    mend = text("Give the letter a reference of its own; correct a known one in the office.")
    return problem("CH-8748", "reference", found, expected, mend)


def no_request() -> Problem:
    """CH-8750: an erasure goes by a request."""
    expected = text("Expected the number of the request under which the name is erased.")
    return problem("CH-8750", "request", "", expected, text("Enter it as it stands on the request."))


def sealed_under_another_key() -> Problem:
    """CH-8876: a name that was sealed cannot be read any more, nor compared with who is erased."""
    expected = text("Expected the sealed names to open with the secret key of the office.")
    mend = text("Give the office back the secret key under which they were sealed, then do this again.")
    return problem("CH-8876", "", "", expected, mend)
