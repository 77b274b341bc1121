"""The prose of a rule, taken apart into clauses: words, and the points that stand with them.

    "Từ 90 % đến dưới 100 %: 1 điểm; dưới 90 %: 0"
        → ("Từ 90 % đến dưới 100 %", 1), ("dưới 90 %", 0)

A clause ends at a line, a semicolon, a sentence, and at a comma behind points. Headings
("Cách tính điểm:") say nothing and are left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from chiso.frameworks.importers.parts import CellPlace, LeafFacts, RuleLine
from chiso.frameworks.importers.phrasings.figures_in_prose import FIGURE, POINT_UNIT, read_figure, read_points

# A statement of points has some 200 letters; a page of prose is none.
_LONGEST_CLAUSE = 600
# Capitals and small letters alternate in Unicode's Vietnamese range, so they are picked one by one.
_CAPITAL = "".join(letter for letter in map(chr, range(ord("A"), ord("Ỹ") + 1)) if letter.isupper())
# Where one clause ends and the next begins, on one line.
_ENDS = re.compile(
    rf"""
      \s*;\s*
    | (?<=\w)\.\s+(?=[{_CAPITAL}\-–+(])              # the end of a sentence, not a decimal point
    | (?<=[)%\w])\.\s*$
    | (?<=điểm),\s+(?=\w) | (?<=\dđ),\s+(?=\w)       # "… 1 điểm, không đạt …"
    | (?<=điểm\)),\s+(?=\w) | (?<=\dđ\)),\s+(?=\w)   # "Có (1 điểm), không (0 điểm)"
    | (?<=:\s\d),\s+(?=\w) | (?<=:\s\d[.,]\d),\s+(?=\w) | (?<=:\s\d[.,]\d\d),\s+(?=\w)
    | (?<=\d\sđiểm)\s+(?=[{_CAPITAL}])               # a PDF keeps no line that was full
    | (?<=\d)\s+[-–+]\s+(?=[{_CAPITAL}]) | (?<=điểm)\s+[-–+]\s+(?=[{_CAPITAL}])
    """,
    re.VERBOSE,
)
# A dash right before a figure is a minus: "-0,5 điểm".
_BULLET = re.compile(r"^\s*(?:(?:[-–—−](?!\d)|[+•*·▪])+|\(?[a-zđ0-9]{1,2}\))\s*", re.IGNORECASE)
_ENDS_A_STATEMENT = re.compile(r"[.;:,)\d%]\s*$|(?:điểm|\dđ|tối đa)\s*$", re.IGNORECASE)
_HEADINGS = re.compile(
    r"(?:cách (?:tính|chấm)(?: điểm)?|thang điểm|mức điểm|tiêu chí chấm điểm|hướng dẫn chấm(?: điểm)?"
    r"|trong đó|cụ thể|cụ thể như sau|như sau|cách đánh giá|phương pháp tính)\s*(?:như sau)?\s*:?",
    re.IGNORECASE,
)
# Words before a figure after which it is not what the clause gives.
_NOT_GIVEN = ("trừ", "cộng", "thêm", "đa", "từ", "đến", "trên", "dưới", "quá", "hơn", "mỗi", "và", "×", "x")
# The same, unless a sign stands between: "giải nhất: 2 điểm" is given, "ít nhất 2 điểm" is not.
_NOT_GIVEN_UNSIGNED = frozenset(
    "nhất thiểu khoảng gần mất giảm hạ phạt bớt hoặc còn nhân vượt không chưa số".split()
)
_DENIALS = ("không", "chưa")
_GIVES = r"(?:thì|sẽ|được|đạt|tính|chấm|cho|là|→|=>)"
_AT_THE_END = re.compile(
    rf"(?P<words>.+?)\s*(?:(?P<sign>[:=→])\s*|(?P<dash>\s[-–—]\s+)|\s)(?:{_GIVES}\s+)*"
    rf"(?P<figure>{FIGURE})\s*(?P<unit>{POINT_UNIT})?",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(
    rf"(?P<words>.+?)\s*[(\[]\s*(?P<figure>{FIGURE})\s*{POINT_UNIT}\s*[)\]]", re.IGNORECASE
)
_IN_FRONT = re.compile(
    rf"(?:được|đạt|cho|chấm)?\s*(?P<figure>{FIGURE})\s*{POINT_UNIT}\s*(?:[:,–-]|nếu|khi)\s*(?P<words>.+)",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"(?P<words>.+?)\s*[:=,–-]?\s*(?:thì\s+)?không\s+(?:được|có|tính|chấm|cho)\s+điểm", re.IGNORECASE
)
_ALL_OF_IT = re.compile(
    rf"(?P<words>.+?)\s*[:=,–-]?\s*(?:{_GIVES}\s+)*(?:số )?điểm tối đa",
    re.IGNORECASE,
)
_PART_OF_IT = re.compile(
    rf"(?P<words>.+?)\s*[:=,–-]?\s*(?:{_GIVES}\s+)+(?P<figure>{FIGURE})\s*%\s*(?:số\s+)?điểm(?: tối đa)?",
    re.IGNORECASE,
)
_MINUS = re.compile(r"([:(])\s*[-–−]\s*(?=\d)")
_TAKEN_OFF = re.compile(
    rf"(?P<words>.+?)\s*[:=,–-]?\s*(?:thì\s+|bị\s+|sẽ\s+)*trừ\s+(?P<figure>{FIGURE})\s*{POINT_UNIT}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One statement: its words without the points, the points, and the whole as it was printed."""

    words: str
    points: Fraction | None
    printed: str
    place: CellPlace | None = None

    @property
    def plain(self) -> str:
        """The words in small letters, single blanks."""
        return " ".join(self.words.lower().split())


@dataclass(frozen=True, slots=True)
class Prose:
    """A sub-criterion with the clauses of its rule, as a phrasing reads it."""

    leaf: LeafFacts
    clauses: tuple[Clause, ...]

    @property
    def maximum(self) -> Fraction | None:
        """The most points that the annex prints."""
        return self.leaf.max_points

    @property
    def scored(self) -> bool:
        """Whether there are clauses and every one of them gives points."""
        return bool(self.clauses) and all(clause.points is not None for clause in self.clauses)

    def without(self, taken: tuple[Clause, ...]) -> Prose:
        """The same without some clauses (told apart as objects: two may read alike)."""
        gone = {id(clause) for clause in taken}
        return replace(self, clauses=tuple(clause for clause in self.clauses if id(clause) not in gone))


def prose_of(leaf: LeafFacts) -> Prose:
    """The clauses of a leaf's lines; of its title, where a rule is printed in it and nowhere else."""
    clauses = tuple(clause for line in _whole_lines(leaf.lines) for clause in _clauses_of_line(line, leaf))
    return Prose(leaf, clauses or tuple(_clauses_in_title(leaf)))


def _whole_lines(lines: Sequence[RuleLine]) -> Iterator[RuleLine]:
    """The lines; a line that goes on in the middle of a sentence of the same cell is joined to it."""
    before: RuleLine | None = None
    for line in lines:
        goes_on = (
            before is not None
            and before.place == line.place
            and before.points is None
            and line.points is None
            and line.words[:1].islower()
            and not _BULLET.match(line.words)
            and len(before.words) < _LONGEST_CLAUSE
            and not _ENDS_A_STATEMENT.search(before.words)
        )
        if before is not None and goes_on:
            before = replace(before, words=f"{before.words} {line.words}")
            continue
        if before is not None:
            yield before
        before = line
    if before is not None:
        yield before


def _clauses_of_line(line: RuleLine, leaf: LeafFacts) -> Iterator[Clause]:
    words = unicodedata.normalize("NFC", line.words)
    found = list(_split(words, line.place, leaf))
    own = read_points(line.points, is_taken_off=leaf.role == "penalty") if line.points else None
    if own is None:
        yield from found
        return
    scored = [clause for clause in found if clause.points is not None]
    if not scored:
        yield Clause(_tidy(words), own, words.strip(), line.place)
    elif len(scored) > 1 or scored[0].points == own:
        yield from found
    else:  # The row says one figure and its words another: nobody can tell which one is meant.
        yield Clause(_tidy(words), None, words.strip(), line.place)


def _clauses_in_title(leaf: LeafFacts) -> Iterator[Clause]:
    """A rule in brackets, or behind a colon, of the title: at least two statements with points."""
    title = unicodedata.normalize("NFC", leaf.title)
    for found in (re.search(r"\((?P<rule>[^()]+)\)\s*$", title), re.search(r":\s*(?P<rule>.+)$", title)):
        clauses = list(_split(found["rule"], None, leaf)) if found else []
        if len(clauses) > 1 and all(clause.points is not None for clause in clauses):
            yield from clauses
            return


def _split(words: str, place: CellPlace | None, leaf: LeafFacts) -> Iterator[Clause]:
    for line in words.splitlines():
        for piece in _ENDS.split(line):
            printed = _tidy(piece)
            if printed and not _is_heading(printed):
                bare, points = _take_points(printed, leaf)
                yield Clause(_tidy(bare), points, printed, place)


def _tidy(words: str) -> str:
    return _BULLET.sub("", " ".join(words.split()), count=1).strip().strip(".;,").strip()


def _is_heading(printed: str) -> bool:
    return bool(_HEADINGS.fullmatch(printed)) or (printed.endswith(":") and not re.search(r"\d", printed))


def _take_points(printed: str, leaf: LeafFacts) -> tuple[str, Fraction | None]:
    """The words without what they give, and the points; the words as they are where they give none."""
    if len(printed) > _LONGEST_CLAUSE:
        return printed, None
    if leaf.role == "penalty":
        if (off := taken_off_in(printed)) is not None:
            return off
        printed = _MINUS.sub(r"\1 ", printed)  # What is taken off may be printed with a minus.
    for form in (_IN_BRACKETS, _IN_FRONT, _AT_THE_END):
        found = form.fullmatch(printed)
        if found and _is_given(found):
            return found["words"], read_figure(found["figure"])
    if found := _NOTHING.fullmatch(printed):
        return found["words"], Fraction(0)
    if leaf.max_points is not None:
        if (found := _PART_OF_IT.fullmatch(printed)) and not ends_in_denial(found["words"]):
            return found["words"], leaf.max_points * read_figure(found["figure"]) / 100
        if (found := _ALL_OF_IT.fullmatch(printed)) and not (
            re.search(r"[×*/]|\bx\b|nhân|không được", printed) or ends_in_denial(found["words"])
        ):
            return found["words"], leaf.max_points
    return printed, None


def taken_off_in(printed: str) -> tuple[str, Fraction] | None:
    """The words and the points of "…: trừ 2 điểm"; None where so much is taken off for each of something."""
    found = _TAKEN_OFF.fullmatch(printed)
    if found is None or re.match(r"(?:mỗi|cứ)\b", printed.lower()) or ends_in_denial(found["words"]):
        return None
    return found["words"], read_figure(found["figure"])


def ends_in_denial(words: str) -> bool:
    """Whether what follows is denied: "không được", "chưa đạt", "không bị trừ", "không quá"."""
    found = re.search(r"\b(?:không|chưa)(?:\s+(?:bị|phải|được|đạt|tính|trừ|quá|vượt))*\s*$", words.lower())
    return found is not None


def _is_given(found: re.Match[str]) -> bool:
    groups = found.groupdict()
    words = found["words"].lower().rstrip()
    before = (words.split() or [""])[-1]
    if before in _NOT_GIVEN:
        return False
    is_apart = bool(groups.get("sign") or groups.get("dash")) or "unit" not in groups
    # "Không đạt 0 điểm" gives nothing; "không đạt 2 điểm" says what is not given.
    says_nothing = before in _DENIALS and read_figure(found["figure"]) == 0
    if not is_apart and before in _NOT_GIVEN_UNSIGNED and not says_nothing:
        return False
    # "Đạt: 1 - 2 điểm" is a range, "đạt: - 1 điểm" a minus.
    if groups.get("dash") and (words[-1:].isdigit() or words[-1:] in (":", "=", "→")):
        return False
    # "Từ 70 - 90" ends in a figure and gives nothing; ": 90" and "90 điểm" do.
    return not ("unit" in groups and groups["unit"] is None and groups.get("sign") != ":")
