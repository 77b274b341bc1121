"""What is wrong with what was given about inspections: CH-8650 to CH-8689, 8816, 8817, 8826, 8863."""

from __future__ import annotations

from datetime import date

from chiso.language import Text, text
from chiso.problems import Place, Problem, quote


def problem(code: str, field: str, found: str, expected: Text, mend: Text) -> Problem:
    """A problem of one field."""
    return Problem(code, Place(field=field), quote(found) if found else "", expected, mend)


def no_words(field: str, expected: Text) -> Problem:
    """CH-8650: what must be said was not."""
    return problem("CH-8650", field, "", expected, text("Say it in a few words."))


def no_reason(field: str = "reason") -> Problem:
    """CH-8651: it needs a reason."""
    expected = text("Expected the reason.")
    return problem("CH-8651", field, "", expected, text("Say why; it stands in the record."))


def ends_before(closes_on: date, opens_on: date) -> Problem:
    """CH-8652: the period ends before it begins."""
    expected = text("Expected {day} or later, since it begins on that day.", day=opens_on)
    return problem(
        "CH-8652", "closes_on", closes_on.isoformat(), expected, text("Correct one of the two days.")
    )


def unknown(field: str, found: str) -> Problem:
    """CH-8653: none of a list."""
    expected = text("Expected one of the list.")
    return problem("CH-8653", field, found, expected, text("Choose one from the list."))


def no_law_then(kind: Text | str, day: date) -> Problem:
    """CH-8654: nothing that we know of gave this kind its basis on that day."""
    expected = text("Expected a day on which the law of this kind holds: {kind}.", kind=kind)
    mend = text("Choose another kind, or correct the first day.")
    return problem("CH-8654", "opens_on", day.isoformat(), expected, mend)


def led_twice(name: str) -> Problem:
    """CH-8655: one body stands for both."""
    expected = text("Expected another body beside the one that leads, or none.")
    return problem("CH-8655", "led_with", name, expected, text("Choose another one, or leave it empty."))


def no_inspectorate(field: str, name: str, since: date) -> Problem:
    """CH-8863: an inspection led by a body that is none of those which alone inspect since that day."""
    expected = text("Expected an inspectorate: since {day} no other body leads an inspection.", day=since)
    mend = text(
        "Choose an inspectorate, or begin a check instead. A body is one by its kind in the table of "
        "agencies (thanh-tra)."
    )
    return problem("CH-8863", field, name, expected, mend)


def wrong_step(state: str, expected: Text) -> Problem:
    """CH-8656: not in a state for this."""
    mend = text("Load the page anew: somebody has taken a step meanwhile, or one before this is missing.")
    return problem("CH-8656", "", state, expected, mend)


def bad_setting(field: str, found: str, expected: Text) -> Problem:
    """CH-8657: a figure of the plan out of its bounds."""
    return problem("CH-8657", field, found, expected, text("Correct the figure."))


def no_such_agency(where: Place, found: str) -> Problem:
    """CH-8658: a row of the frame names no agency of the office, or several."""
    expected = text("Expected the code, uid or full name of one agency of this office.")
    mend = text("Correct the name, or bring the agency into the register first.")
    return Problem("CH-8658", where, quote(found), expected, mend)


def empty_frame(found: str = "") -> Problem:
    """CH-8659: no place, or more than a frame holds."""
    expected = text("Expected from one place to 50,000 in the frame.")
    return problem("CH-8659", "table", found, expected, text("Take another table, or choose more agencies."))


def no_team_of_ours(name: str) -> Problem:
    """CH-8660: a team that does not inspect, has nobody in it or does not stand in the period."""
    expected = text("Expected a team of inspectors with members, which stands during the whole inspection.")
    mend = text("Take people into the team or change its days on the page of teams.")
    return problem("CH-8660", "teams", name, expected, mend)


def bad_days_of_team(name: str) -> Problem:
    """CH-8661: no days for a team, or too many."""
    expected = text("Expected more than 0 and at most 1,000 days for each team, each team once.")
    return problem("CH-8661", "teams", name, expected, text("Correct the days of this team."))


def ties_in_the_file(where: Place, found: str) -> Problem:
    """CH-8662: ties do not come by a table, which anybody could carry about."""
    expected = text("Expected an empty column “tied”: who is tied to a place is said in the office.")
    return Problem(
        "CH-8662", where, quote(found), expected, text("Empty the column; say ties on their page.")
    )


def too_long(where: Place, found: str, most: int) -> Problem:
    """CH-8663: a cell that is longer than what it is for."""
    expected = text("Expected at most {most} characters.", most=most)
    return Problem("CH-8663", where, quote(found), expected, text("Shorten it."))


def no_seed() -> Problem:
    """CH-8664: the seed that was sealed cannot be read any more."""
    expected = text("Expected the sealed seed to open with the secret key of the office.")
    mend = text("Ask the administrator of the system whether the secret key was changed without the old one.")
    return problem("CH-8664", "", "", expected, mend)


def another_content(found: str) -> Problem:
    """CH-8665: frame, plan, ties or members are not those that were seen or approved."""
    expected = text("Expected frame, plan and teams as they were approved; something has changed since.")
    mend = text("Look at the plan as it stands now; it has to be approved once more.")
    return problem("CH-8665", "", found[:12], expected, mend)


def no_number() -> Problem:
    """CH-8667: a decision without number or day."""
    expected = text("Expected number and day of the decision.")
    return problem("CH-8667", "number", "", expected, text("Take both from the signed decision."))


def not_a_day_of_it(day: date, opens_on: date, closes_on: date) -> Problem:
    """CH-8668: outside the inspection, or a day off."""
    expected = text("Expected a working day from {first} to {last}.", first=opens_on, last=closes_on)
    return problem("CH-8668", "planned_on", day.isoformat(), expected, text("Choose another day."))


def tied(team: str) -> Problem:
    """CH-8669: somebody of the team is tied to the place."""
    expected = text("Expected a team of which nobody is tied to the place or works in its agency.")
    return problem("CH-8669", "team", team, expected, text("Choose another team."))


def there_last(team: str) -> Problem:
    """CH-8670: the team that was there last goes again, or one with somebody of it."""
    expected = text("Expected a team with nobody of the one that was there last.")
    mend = text("Choose another team, or tick that it goes all the same and say why.")
    return problem("CH-8670", "team", team, expected, mend)


def begun_already() -> Problem:
    """CH-8671: the visit has begun."""
    expected = text("Expected a visit that has not begun.")
    return problem("CH-8671", "", "", expected, text("Finish it, or arrange another visit."))


def too_short_a_notice(place: str, first: date) -> Problem:
    """CH-8672: an announced visit without a day, or too soon."""
    expected = text("Expected the day of an announced visit to be {day} or later.", day=first)
    mend = text("Set a later day for it, then announce it.")
    return problem("CH-8672", "visits", place, expected, mend)


def visits_left(count: int) -> Problem:
    """CH-8673: visits are still to be made."""
    expected = text("Expected all visits to be over, or the last day of the inspection to be past.")
    return problem("CH-8673", "", str(count), expected, text("Wait for the visits that are left."))


def closed() -> Problem:
    """CH-8674: nothing is done any more in a closed inspection."""
    expected = text("Expected an inspection that is not closed.")
    return problem("CH-8674", "", "", expected, text("Begin another inspection."))


def not_again() -> Problem:
    """CH-8675: a place is visited once; a second visit follows one that is over, one at a time."""
    expected = text("Expected a visit that is over, and no second visit of it that is still to be made.")
    return problem("CH-8675", "", "", expected, text("Finish the visit that stands first."))


def tied_already(field: str = "person") -> Problem:
    """CH-8676: the tie stands already, or has ended."""
    expected = text("Expected a tie that does not stand yet.")
    return problem("CH-8676", field, "", expected, text("Nothing is left to do."))


def nothing_to_announce() -> Problem:
    """CH-8677: no visit was chosen that may be announced."""
    expected = text("Expected visits that are to be announced and have not been.")
    return problem("CH-8677", "visits", "", expected, text("Choose some of the calendar."))


def no_surprise(kind: Text | str) -> Problem:
    """CH-8678: this kind knows no visit without notice."""
    expected = text("Expected a share of 0: visits of this kind are announced ({kind}).", kind=kind)
    return problem("CH-8678", "unannounced_share", "", expected, text("Set the share to 0."))


def knows_already(team: str) -> Problem:
    """CH-8858: a second visit by somebody who knows what the first found."""
    expected = text("Expected a team of which nobody was on the first visit or wrote of it.")
    mend = text("Give it to another team: who goes a second time must not know what was found.")
    return problem("CH-8858", "team", team, expected, mend)


def no_decision_of_this_kind() -> Problem:
    """CH-8826: a supervision begins by a plan, not by a decision."""
    expected = text("Expected a kind of inspection that begins by a decision; this one has a plan alone.")
    return problem("CH-8826", "number", "", expected, text("Keep the signed plan among the evidence."))


def no_table_of_visits() -> Problem:
    """CH-8816: nothing was brought to learn from."""
    expected = text("Expected a table of past visits.")
    mend = text("Choose its file, or learn from the visits of this office.")
    return problem("CH-8816", "table", "", expected, mend)


def too_large_a_history(size: int) -> Problem:
    """CH-8817: a table of past visits that is too large for a page."""
    expected = text("Expected a table of past visits of 20 MB at most.")
    mend = text("Compute the risks of so many visits with chiso inspection score, and take its frame.")
    return problem("CH-8817", "table", f"{size / 1e6:.1f} MB", expected, mend)
