"""What no score may rest on: attributes of persons; and what tells places apart without telling of them.

A column with an attribute of persons is refused by its name (CH-8803), in English or Vietnamese, with or
without marks, also within a longer name (`head_sex`, `Giới tính trưởng bộ phận`). `age` and `tuổi` are
refused where they stand alone or beside a word for persons: the age of an office is none of a person.
Codes and names of places are left out without more: a score that rests on a code says nothing.
"""

from __future__ import annotations

import re
import unicodedata

_REFUSED = (
    "sex", "gender", "male", "female", "women", "men", "gioi tinh", "nam nu", "nu gioi", "ethnicity",
    "ethnic", "minority", "dan toc", "race", "racial", "religion", "religious", "ton giao",
    "nationality", "quoc tich", "birth", "born", "birthday", "dob", "ngay sinh", "nam sinh", "noi sinh",
    "que quan", "marital", "married", "hon nhan", "disability", "disabled", "khuyet tat", "pregnant",
    "health status", "orientation", "party member", "dang vien", "political", "passport", "ho chieu",
    "cccd", "cmnd", "citizen id", "identity card", "surname", "first name", "last name", "full name",
    "ho ten", "ho va ten",
)  # fmt: skip
_AGES = ("age", "ages", "tuoi", "do tuoi")
_PERSONS = frozenset(
    ("person", "people", "staff", "head", "official", "officials", "officer", "officers", "citizen",
     "citizens", "applicant", "applicants", "employee", "employees", "leader", "manager", "owner",
     "inspector", "chu", "can", "dan", "nguoi", "truong", "lanh", "mean", "average", "median")
)  # fmt: skip
_KEYS = frozenset(
    ("id", "uid", "uuid", "code", "zip", "name", "place", "address", "phone", "email", "fax", "website",
     "note", "notes", "ma")
)  # fmt: skip
_VIETNAMESE_KEYS = ("dia chi", "dien thoai", "ghi chu")


def is_personal(column: str) -> bool:
    """Whether a column is, by its name, an attribute of persons."""
    words = _words(column)
    if any(_holds(words, refused) for refused in _REFUSED):
        return True
    ages = any(_holds(words, age) for age in _AGES)
    return ages and (" ".join(words) in _AGES or not _PERSONS.isdisjoint(words))


def is_key(column: str) -> bool:
    """Whether a column only tells places apart."""
    words = _words(column)
    # Without its marks “tên” is an English number too.
    is_name = (
        words == ["ten"] or "tên" in unicodedata.normalize("NFC", column.lower()).replace("_", " ").split()
    )
    return is_name or not _KEYS.isdisjoint(words) or any(_holds(words, key) for key in _VIETNAMESE_KEYS)


def _holds(words: list[str], phrase: str) -> bool:
    return f" {phrase} " in f" {' '.join(words)} "


def _words(column: str) -> list[str]:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column)
    plain = unicodedata.normalize("NFD", apart.lower().replace("đ", "d"))
    return re.findall(r"[a-z]+", "".join(c for c in plain if not unicodedata.combining(c)))
