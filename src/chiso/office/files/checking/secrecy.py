"""Markings of secrecy on a first page: MẬT, TỐI MẬT, TUYỆT MẬT.

A marking is a hint for a person, who confirms or stops; scanned pages carry no text, so its absence
proves nothing. Words in which MẬT means something else (bí mật, bảo mật, mật độ, mật khẩu …) are no
marking. Levels: Luật Bảo vệ bí mật nhà nước, "độ mật" tuyệt mật, tối mật, mật.
"""

from __future__ import annotations

import re
import unicodedata

FIRST_PAGE = 4_000
_MARKING = re.compile(
    r"(?<![^\W\d_])(?<!BÍ )(?<!BẢO )(?<!CƠ )(?<!NHẬT )((?:TUYỆT |TỐI )?MẬT)(?![^\W\d_])"
    r"(?! (?:ĐỘ|KHẨU|MÃ|THƯ|VỤ|NGỮ|ONG|ĐÀM|HIỆU|LỆNH|BÁO)(?![^\W\d_]))"
)


def find_marking(first_page: str) -> str:
    """The marking that stands in the text of a first page, "" if there is none. Capitals only."""
    words = re.sub(r"\s+", " ", unicodedata.normalize("NFC", first_page[:FIRST_PAGE]))
    found = _MARKING.search(words)
    return found.group(1) if found else ""
