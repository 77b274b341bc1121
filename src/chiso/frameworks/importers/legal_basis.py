"""The column of the legal basis: which documents it names, and the article of each.

A document is known by its number ("61/2018/NĐ-CP", "11-QĐ/TU"). Words that name none stay as a note.
"""

from __future__ import annotations

import re

_KIND = (
    r"(?:(?:Nghị định|Thông tư(?: liên tịch)?|Quyết định|Nghị quyết|Chỉ thị|Kế hoạch|Luật|Quy định|Công văn"
    r"|Kết luận|Hướng dẫn|Pháp lệnh|NĐ|TT|QĐ|NQ|CT|KH|QyĐ|CV|KL|HD)\s+(?:số\s+)?)?"
)
_NUMBER = r"\d+(?:/\d{4})?(?:/|-)[A-ZĐ][A-ZĐƯa-z0-9]*(?:[-/][A-ZĐƯ][A-ZĐƯa-z0-9&]*)*"
DOCUMENT = re.compile(rf"{_KIND}(?P<number>{_NUMBER})")
_ARTICLE = re.compile(
    r"(?:(?:điểm\s+[a-zđ]\s*,?\s*)?(?:khoản\s+\d+\s*,?\s*)?điều\s+\d+[a-zđ]?"
    r"|mục\s+[IVX\d.]+|phụ lục\s*[IVX\d]*)",
    re.IGNORECASE,
)


def documents_in(words: str) -> list[tuple[str, str]]:
    """Each document that is named, as printed, with the article that is named for it or "".

    An article belongs to the document that is named after it ("Điều 3 Nghị định 61/2018/NĐ-CP"); one
    that stands behind the last document belongs to that one.
    """
    found = list(DOCUMENT.finditer(words))
    named: list[tuple[str, str]] = []
    end = 0
    for at, document in enumerate(found):
        article = ", ".join(one[0] for one in _ARTICLE.finditer(words[end : document.start()]))
        end = document.end()
        if at == len(found) - 1:
            behind = ", ".join(one[0] for one in _ARTICLE.finditer(words[end:]))
            article = article or behind
        named.append((document[0].strip(), article))
    return named


def key_of(document: str) -> str:
    """A short key for a document: the letters and figures of its number."""
    number = DOCUMENT.search(document)
    written = number["number"] if number else document
    plain = written.lower().replace("đ", "d").replace("ư", "u")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "van-ban"
