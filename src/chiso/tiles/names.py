"""Which tile a written name means, and how a name fits into a tile.

Written is "Quận Ba Đình", "Ba Đình" or "ba đình"; of "Hòa" and "Hoà" each is as good. So names are compared
without the word for their kind, without tone marks and without capitals; marks that make another letter
(ơ, ê, đ) stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

_KINDS = re.compile(
    r"^(thành phố|thủ đô|tỉnh|quận|huyện|thị xã|thị trấn|phường|xã|đặc khu|tp\.?|tx\.?|q\.|h\.|p\.)\s+(?=\S)",
    re.IGNORECASE,
)
# So many fit into a tile.
_MOST_LETTERS = 3
# Grave, acute, tilde, hook above, dot below.
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))


def bare_name(name: str) -> str:
    """The name without the word for its kind: "Ba Đình"; "Quận 1" is "1"."""
    return _KINDS.sub("", " ".join(unicodedata.normalize("NFC", name).split()))


def folded(name: str) -> str:
    """What two ways of writing one name have in common."""
    plain = unicodedata.normalize("NFD", bare_name(name).casefold()).translate(_TONES)
    return unicodedata.normalize("NFC", plain)


def short_names(names: Sequence[str]) -> list[str]:
    """A name of each for its tile: the letters with which its words begin, more of the last where two are
    alike."""
    shown = [_initials(bare_name(name), 1) for name in names]
    for letters in (2, 3):
        counts = Counter(shown)
        shown = [
            _initials(bare_name(name), letters) if counts[short] > 1 else short
            for name, short in zip(names, shown, strict=True)
        ]
    return shown


def _initials(name: str, letters_of_last: int) -> str:
    words: list[str] = re.findall(r"[^\W_]+", name)
    if len(words) < 2:
        return name[:_MOST_LETTERS]
    first = "".join(word[0].upper() for word in words[:-1][:3])
    last = words[-1]
    return first + (last if last.isdigit() else last[0].upper() + last[1:letters_of_last])
