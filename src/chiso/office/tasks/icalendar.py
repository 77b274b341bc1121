"""Writing iCalendar (RFC 5545): all-day events, escaped, folded at 75 octets, lines ended by CRLF.

Each task is an event: many calendar programs show no to-dos (VTODO) of calendars they subscribe to. UIDs stay
the same for good, so that a changed deadline moves the entry in place of adding one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_LONGEST_LINE = 75  # octets, without the line break (3.1)
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True, slots=True)
class Event:
    """Something on one day. `number` grows with each change (SEQUENCE); `is_cancelled`: it was taken back."""

    uid: str
    day: date
    summary: str
    description: str
    address: str
    changed_at: datetime
    number: int
    is_urgent: bool = False
    is_cancelled: bool = False


def write_calendar(name: str, events: Iterable[Event], *, refresh_hours: int = 6) -> bytes:
    """The calendar as a file. Depends on nothing but what is given: the same events give the same bytes."""
    return b"".join(fold(line) for line in _lines(name, events, refresh_hours))


def escape(words: str) -> str:
    """Words as a TEXT value (3.3.11); other control characters, which may not stand there, go."""
    return "".join(
        letter
        for letter in words.translate(_ESCAPED)
        if letter == "\t" or (ord(letter) >= 32 and ord(letter) != 127)
    )


def fold(line: str) -> bytes:
    """A content line in pieces of at most 75 octets, never within a letter (3.1)."""
    pieces: list[bytes] = []
    piece = b""
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > _LONGEST_LINE:
            pieces.append(piece)
            piece = b" "
        piece += octets
    pieces.append(piece)
    return b"\r\n".join(pieces) + b"\r\n"


def _lines(name: str, events: Iterable[Event], refresh_hours: int) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield "PRODID:-//chiso//tasks//VI"
    yield "CALSCALE:GREGORIAN"
    yield "METHOD:PUBLISH"
    yield f"X-WR-CALNAME:{escape(name)}"
    # How often programs ask again (RFC 7986, 5.7).
    yield f"REFRESH-INTERVAL;VALUE=DURATION:PT{refresh_hours}H"
    for event in events:
        yield from _of_event(event)
    yield "END:VCALENDAR"


def _of_event(event: Event) -> Iterator[str]:
    changed = event.changed_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    yield "BEGIN:VEVENT"
    yield f"UID:{escape(event.uid)}"
    yield f"DTSTAMP:{changed}"
    yield f"LAST-MODIFIED:{changed}"
    yield f"SEQUENCE:{event.number}"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    # The end is the first day that is no more of it (3.6.1).
    yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escape(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{escape(event.description)}"
    yield f"URL:{event.address}"
    yield f"PRIORITY:{1 if event.is_urgent else 5}"
    yield f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}"
    # A deadline takes nobody's day.
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"
