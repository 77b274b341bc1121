"""What is wrong with what was given about tasks, CH-8450 to CH-8475."""

from __future__ import annotations

from datetime import date

from chiso.language import Text, text
from chiso.problems import Place, Problem


def problem(code: str, field: str, found: str, expected: Text, mend: Text) -> Problem:
    """A problem of one field."""
    return Problem(code, Place(field=field), found, expected, mend)


def no_words(field: str, expected: Text) -> Problem:
    """CH-8450: what must be said was not."""
    return problem("CH-8450", field, "", expected, text("Say it in a few words."))


def no_reason(field: str) -> Problem:
    """CH-8463: it needs a reason."""
    expected = text("Expected the reason.")
    return problem("CH-8463", field, "", expected, text("Say why; it stands in the record."))


def deadline_before(deadline: date, day: date) -> Problem:
    """CH-8451: a deadline before the directive itself."""
    expected = text("Expected a deadline that is not before the directive, {day}.", day=day)
    return problem("CH-8451", "deadline", deadline.isoformat(), expected, text("Mend one of the two days."))


def later_than_parent(deadline: date | None, of_parent: date) -> Problem:
    """CH-8452: a part may not end later than the whole."""
    expected = text("Expected a deadline up to that of the task above, {day}.", day=of_parent)
    mend = text("Choose an earlier day, or ask for more time for the task above first.")
    return problem("CH-8452", "deadline", deadline.isoformat() if deadline else "", expected, mend)


def too_deep(most: int) -> Problem:
    """CH-8453: more levels than there are."""
    expected = text("Expected at most {most} levels.", most=most)
    return problem("CH-8453", "parent", "", expected, text("Give the part beside this task, not below it."))


def not_below(name: str) -> Problem:
    """CH-8454: a head gives tasks on to units below only."""
    expected = text("Expected the agency itself or a unit below it.")
    mend = text("Ask the coordinator to give tasks to other agencies.")
    return problem("CH-8454", "owner", name, expected, mend)


def collaborator_twice(name: str) -> Problem:
    """CH-8455: who does the task is no collaborator of it."""
    expected = text("Expected each agency once, and not the one that does the task.")
    return problem("CH-8455", "collaborators", name, expected, text("Take it off the list."))


def no_such_criterion(found: str) -> Problem:
    """CH-8456: the aim is no criterion."""
    expected = text("Expected criteria as set:code, such as service-quality:1.1, of sets that stand here.")
    return problem("CH-8456", "aims", found, expected, text("Take set and code from the page of the set."))


def closed() -> Problem:
    """CH-8457: the task is at its end."""
    expected = text("Expected a task that is open: this one is done or withdrawn.")
    return problem("CH-8457", "", "", expected, text("Give a new task if something is left."))


def not_a_percentage(percent: int | None) -> Problem:
    """CH-8458: outside 0 to 100, or not said."""
    expected = text("Expected a whole number from 0 to 100.")
    found = "" if percent is None else str(percent)
    return problem("CH-8458", "percent", found, expected, text("Say how far the task is."))


def waits_already() -> Problem:
    """CH-8460: it was reported as done and is not decided on."""
    expected = text("Expected a task that does not wait for confirmation.")
    mend = text("Wait until it is confirmed or returned.")
    return problem("CH-8460", "", "", expected, mend)


def parts_open(count: int) -> Problem:
    """CH-8461: parts of it are not done."""
    expected = text("Expected all parts to be done or withdrawn, or the reason why this is done without.")
    mend = text("Wait for the parts, or say why they are not needed.")
    return problem("CH-8461", "parts_left_for", str(count), expected, mend)


def no_such_document(found: str) -> Problem:
    """CH-8462: no such document among the evidence that one may read."""
    expected = text("Expected documents among the evidence that you may read.")
    mend = text("Open the document among the evidence and copy its address.")
    return problem("CH-8462", "documents", found, expected, mend)


def not_later(new: date, old: date) -> Problem:
    """CH-8464: the new deadline gives no more time."""
    expected = text("Expected a day after the present deadline, {day}.", day=old)
    return problem("CH-8464", "new_deadline", new.isoformat(), expected, text("Choose a later day."))


def already_over(new: date, today: date) -> Problem:
    """CH-8474: the new deadline is over before anybody can decide on it."""
    expected = text("Expected today, {day}, or a later day.", day=today)
    mend = text("Choose a day by which it will be done.")
    return problem("CH-8474", "new_deadline", new.isoformat(), expected, mend)


def nothing_to_extend() -> Problem:
    """CH-8465: no deadline, or a request waits already."""
    expected = text("Expected a task with a deadline for which no request waits.")
    return problem("CH-8465", "", "", expected, text("Wait for the answer to the request that stands."))


def nothing_waits() -> Problem:
    """CH-8466: it was decided on already."""
    expected = text("Expected something that waits for a decision; somebody has decided already.")
    return problem("CH-8466", "", "", expected, text("Load the page of the task anew."))


def not_of_the_agency(field: str, name: str) -> Problem:
    """CH-8467: a section or person of another agency."""
    expected = text("Expected a section of the agency, and an officer or head who is appointed in it now.")
    return problem("CH-8467", field, name, expected, text("Choose one from the list."))


def unknown_kind(field: str, found: str) -> Problem:
    """CH-8468: none of the words of a list."""
    expected = text("Expected one of the list.")
    return problem("CH-8468", field, found, expected, text("Choose one from the list."))


def rule_out_of_bounds(found: str) -> Problem:
    """CH-8469: a rule of reminders that makes no sense."""
    expected = text(
        "Expected up to 8 rules: each day once, from 30 working days before to 30 after, to somebody."
    )
    return problem("CH-8469", "rules", found, expected, text("Choose fewer or nearer days."))


def outreach_misplaced() -> Problem:
    """CH-8470: channels and reach of a task that is none of communication."""
    expected = text("Expected channels, reach and products of communication tasks only.")
    return problem("CH-8470", "channels", "", expected, text("Say it in the words of the report."))


def too_many_calendars(most: int) -> Problem:
    """CH-8471: more addresses than anybody needs."""
    expected = text("Expected at most {most} calendars in use.", most=most)
    return problem("CH-8471", "whose", "", expected, text("Revoke one that you do not use any more."))


def made_up_mixed() -> Problem:
    """CH-8472: examples and real tasks are kept apart."""
    expected = text(
        "Expected parts of an example to be marked as made up, and no made-up parts of real tasks."
    )
    return problem("CH-8472", "is_made_up", "", expected, text("Mark the task as the one above it is."))


def ends_before_parts(count: int) -> Problem:
    """CH-8473: a task with open parts is not withdrawn."""
    expected = text("Expected no part that is still open.")
    return problem("CH-8473", "", str(count), expected, text("Withdraw the parts first."))
