"""Ways in which the YAML of a framework arrives changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from tests.fuzz.tables_damage import Damage

STRANGE = (
    "NaN", ".inf", "1e400", "-1", "9" * 61, "1/0", "2,5", "=1+1", "[]", "{}", "[[]]", "{kind: x}", "null",
    "true", "''", "*a", "&a x", "!!int 5", "!x y", "|", ">", "- x", "? y", "x: y: z", "\"\\u0000\"",
    "\"\\uFFFF\"", "'", "\"", "%", "@x", "`x`", "\t", "total", "x" * 5000, "[{}, {}, {}]", "kind@1",
)  # fmt: skip


def _lines(change: Callable[[list[str], Random], None]) -> Damage:
    def damage(document: bytes, chance: Random) -> bytes:
        lines = document.decode("utf-8").splitlines(keepends=True)
        change(lines, chance)
        return "".join(lines).encode("utf-8")

    return damage


def _dropped(lines: list[str], chance: Random) -> None:
    start = chance.randrange(len(lines))
    del lines[start : start + chance.choice([1, 1, 1, 2, 5, 20])]


def _twice(lines: list[str], chance: Random) -> None:
    position = chance.randrange(len(lines))
    lines.insert(position, lines[position])


def _swapped(lines: list[str], chance: Random) -> None:
    one, other = chance.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]


def _indented(lines: list[str], chance: Random) -> None:
    position = chance.randrange(len(lines))
    lines[position] = chance.choice([" ", "  ", "\t", "    "]) + lines[position]


def _moved_left(lines: list[str], chance: Random) -> None:
    position = chance.choice([n for n, line in enumerate(lines) if line.startswith("  ")])
    lines[position] = lines[position][chance.choice([1, 2]) :]


def _value_replaced(lines: list[str], chance: Random) -> None:
    position = chance.choice([n for n, line in enumerate(lines) if re.search(r": \S", line)])
    key = lines[position].partition(": ")[0]
    lines[position] = f"{key}: {chance.choice(STRANGE)}\n"


def _inner_value_replaced(lines: list[str], chance: Random) -> None:
    position = chance.choice([n for n, line in enumerate(lines) if re.search(r'"[\d./-]+"', line)])
    figures = list(re.finditer(r'"[\d./-]+"', lines[position]))
    figure = chance.choice(figures)
    lines[position] = (
        lines[position][: figure.start()] + chance.choice(STRANGE) + lines[position][figure.end() :]
    )


def _key_misspelt(lines: list[str], chance: Random) -> None:
    position = chance.choice([n for n, line in enumerate(lines) if re.search(r"\w{3,}:", line)])
    word = chance.choice(list(re.finditer(r"\w{3,}(?=:)", lines[position])))
    letter = chance.randrange(word.start(), word.end())
    changed = chance.choice(["", "x", "Đ"])
    lines[position] = lines[position][:letter] + changed + lines[position][letter + 1 :]


def _sign_lost(document: bytes, chance: Random) -> bytes:
    sign = chance.choice([b":", b"{", b"}", b"[", b"]", b'"', b",", b"- ", b"\n"])
    places = [place.start() for place in re.finditer(re.escape(sign), document)]
    position = chance.choice(places)
    return document[:position] + document[position + len(sign) :]


def _character_added(document: bytes, chance: Random) -> bytes:
    position = chance.randrange(len(document))
    added = chance.choice(
        [b"\x00", b"\x07", b"\xff", b"\xc3", b"{", b"[", b'"', b"&", b"*", b"!", b"\t", b": "]
    )
    return document[:position] + added + document[position:]


def _cut_off(document: bytes, chance: Random) -> bytes:
    return document[: chance.randrange(len(document))]


def _other_encoding(document: bytes, chance: Random) -> bytes:
    written = document.decode("utf-8")
    return written.encode(chance.choice(["utf-8-sig", "utf-16", "utf-16-le", "utf-32"]))


def _something_else(document: bytes, chance: Random) -> bytes:
    return chance.choice(
        [
            b"", b"\n", b"---\n", b"--- x\n--- y\n", b"[" * 100_000, b"{a: " * 100_000, b"- " * 100_000,
            b"? " * 10_000, b"a: &a [*a]", b"%YAML 9.9\n---\na: 1\n", b"a: 1\na: 2\n", b"\xff\xfe",
            document + b"\n---\n" + document, b"PK\x03\x04", b"unit,code\n1,2\n", bytes(range(256)),
            chance.randbytes(300), b"format: chiso-framework/1\n", b"format: [chiso-framework/1]\n",
        ]
    )  # fmt: skip


DAMAGES: dict[str, Damage] = {
    "lines dropped": _lines(_dropped),
    "line twice": _lines(_twice),
    "lines swapped": _lines(_swapped),
    "line indented": _lines(_indented),
    "line moved left": _lines(_moved_left),
    "value replaced": _lines(_value_replaced),
    "figure replaced": _lines(_inner_value_replaced),
    "key misspelt": _lines(_key_misspelt),
    "sign lost": _sign_lost,
    "character added": _character_added,
    "cut off": _cut_off,
    "other encoding": _other_encoding,
    "something else": _something_else,
}
