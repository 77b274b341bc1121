"""Which columns of a field export look personal: they are left out unless the mapping names them.

The name of a column decides (English and Vietnamese, with or without marks), and for text columns what
stands in them: telephone numbers, addresses of e-mail, numbers of identity cards. The list errs on the
side of leaving out: "commune_name" falls too, and is imported by naming it.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

_WORDS = frozenset(
    "name names fullname firstname lastname surname hoten phone phones telephone tel mobile cellphone"
    " phonenumber sdt dienthoai email mail zalo facebook address diachi cccd cmnd cmt passport hochieu idcard"
    " birthdate birthday dob ngaysinh gps geopoint geotrace geoshape geolocation latitude longitude lat"
    " lon lng ip ipaddr ipaddress username submitter deviceid imei simserial subscriberid phonenumber"
    " signature chuky photo image picture audio video token refurl".split()
)
_PAIRS = frozenset(
    {
        ("ho", "ten"), ("ten", "nguoi"), ("dien", "thoai"), ("so", "dt"), ("dia", "chi"), ("can", "cuoc"),
        ("ho", "chieu"), ("ngay", "sinh"), ("chu", "ky"), ("submitted", "by"), ("submitter", "id"),
        ("device", "id"), ("id", "card"), ("chung", "minh"), ("toa", "do"),
        ("of", "birth"), ("birth", "date"), ("birth", "day"),
    }
)  # fmt: skip
_CONTACT = (
    r"(^|[^0-9])(\+?84|0)[ .-]?[1-9][0-9]{1,2}[ .-]?[0-9]{3}[ .-]?[0-9]{3,4}($|[^0-9])"
    r"|[^@\s]+@[^@\s]+\.[A-Za-z]{2,}"
    r"|^0[0-9]{11}$"
)
# One slip in a free text makes no column of contacts; one cell in fifty does.
_SHARE_OF_CONTACTS = 0.02


def looks_personal(name: str) -> bool:
    """Whether the name of a column speaks of a person: name, telephone, address, place, device."""
    words = _words(name)
    return (
        words == ["ten"]
        or any(word in _WORDS for word in words)
        or any(pair in _PAIRS for pair in pairwise(words))
    )


def holds_contacts(column: Any) -> bool:
    """Whether a column of text holds telephone numbers, e-mail or numbers of identity cards."""
    if not pa.types.is_string(column.type):
        return False
    filled = len(column) - column.null_count
    found = int(pc.sum(pc.match_substring_regex(column, pattern=_CONTACT)).as_py() or 0)
    is_many: bool = filled > 0 and found >= _SHARE_OF_CONTACTS * filled
    return is_many


def _words(name: str) -> list[str]:
    """The words of a name in small letters without marks: "hoTen", "ho_ten", "Họ tên" alike."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    plain = unicodedata.normalize("NFD", apart.casefold()).replace("đ", "d")
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.findall(r"[a-z]+|[0-9]+", bare)
