"""What is wrong with what phones and forms send for records, CH-8693 to CH-8699, CH-8852 to CH-8854
(and CH-8669, a tie; CH-8858, a first visit that is known)."""

from __future__ import annotations

from fractions import Fraction

from chiso.language import text
from chiso.office.inspections.problems import problem
from chiso.problems import Problem

# Below what Django takes as one body.
LARGEST_MESSAGE = 2_400_000


def tied_oneself() -> Problem:
    """CH-8669: whoever begins the visit is tied to the place."""
    expected = text("Expected a visit of a place to which you are not tied and where you do not work.")
    mend = text("Tell the coordinator, who gives the visit to another team.")
    return problem("CH-8669", "team", "", expected, mend)


def knows_oneself() -> Problem:
    """CH-8858: whoever begins a second visit knows what the first one found."""
    expected = text("Expected a place of which you do not know what the first visit found.")
    mend = text("Tell the coordinator, who gives the visit to another team.")
    return problem("CH-8858", "team", "", expected, mend)


def unreadable_message() -> Problem:
    """CH-8693: no message as the page of the phone sends it."""
    expected = text("Expected changes as the page of the phone sends them.")
    mend = text("Load the page anew while there is network; what is kept on the phone stays.")
    return problem("CH-8693", "", "", expected, mend)


def unusable_value(where: str) -> Problem:
    """CH-8694: a value that may not stand there."""
    expected = text("Expected a value that the checklist and the form of the record allow.")
    mend = text("Correct this entry on the phone; it is sent again.")
    return problem("CH-8694", where, "", expected, mend)


def number_taken(number: int) -> Problem:
    """CH-8695: the number of a change that came before, with other content."""
    expected = text("Expected the same change under the same number.")
    mend = text("Enter it once more on the phone; it is sent under a number of its own.")
    return problem("CH-8695", "number", str(number), expected, mend)


def record_stands() -> Problem:
    """CH-8696: signed, handed over, or the inspection is closed."""
    expected = text("Expected a record that is still open; this one was signed, handed over or closed.")
    mend = text(
        "What you entered stays on the phone; tell the leader of the team, who can reopen the record."
    )
    return problem("CH-8696", "", "", expected, mend)


def not_signed() -> Problem:
    """CH-8697: the end without both sides."""
    expected = text("Expected a signature of each side, or that it was refused and why.")
    return problem("CH-8697", "signatures", "", expected, text("Let both sides sign, then end the visit."))


def unknown_photo() -> Problem:
    """CH-8698: bytes of a photograph that the record does not name."""
    expected = text("Expected the bytes of a photograph that this record names by their SHA-256.")
    mend = text("Send the changes first; if it comes again, take the photograph anew.")
    return problem("CH-8698", "photo", "", expected, mend)


def unusable_photo(size: int) -> Problem:
    """CH-8699: no JPEG, or too large."""
    most = Fraction(LARGEST_MESSAGE, 1_000_000)
    expected = text("Expected a photograph as JPEG of at most {most} MB.", most=most)
    mend = text("Take the photograph with the page of the phone, which makes it small.")
    return problem("CH-8699", "photo", f"{size // 1_000} kB", expected, mend)


def unknown_sound() -> Problem:
    """CH-8852: the sound of a voice note that the record does not name, or that was deleted."""
    expected = text("Expected the sound of a voice note that this record names by its SHA-256.")
    mend = text("Send the changes first. A sound that was deleted is not taken again.")
    return problem("CH-8852", "voice_note", "", expected, mend)


def no_voice_notes() -> Problem:
    """CH-8853: the plan of the inspection does not allow them."""
    expected = text("Expected no voice note: the plan of this inspection does not allow them.")
    mend = text("Take it out on the phone and write down what was said.")
    return problem("CH-8853", "voice_note", "", expected, mend)


def unusable_sound(size: int) -> Problem:
    """CH-8854: larger than any message."""
    most = Fraction(LARGEST_MESSAGE, 1_000_000)
    expected = text("Expected a voice note of at most {most} MB.", most=most)
    mend = text("Record it with the page of the phone, which makes it small.")
    return problem("CH-8854", "voice_note", f"{size // 1_000} kB", expected, mend)
