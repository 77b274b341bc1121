"""The invented people of a demonstration, and the code of their second step.

Names say that they are illustrations (“Minh Hoạ”). All have one password and one secret of the second step,
which the pages for signing in show, in demonstration mode and for these accounts only: the way in is the
same as in an office for real work, and nobody needs a telephone to try it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chiso.language import Text, listing, text
from chiso.office.configuration import configuration
from chiso.office.people.roles import NAMES, Role

if TYPE_CHECKING:
    from chiso.office.people.models import Person

# Without marks: whoever tries it may have no Vietnamese keyboard.
PASSWORD = "minh-hoa-cho-moi-nguoi"
# Public on purpose: it stands on the page. Base32 of "chiso demonstration!".
SECRET = "MNUGS43PEBSGK3LPNZZXI4TBORUW63RB"
_STEP = 30


@dataclass(frozen=True, slots=True)
class Account:
    """One account: how one signs in, the invented name, role, agency (uid; "": the city as a whole)."""

    username: str
    full_name: str
    role: Role
    agency: str = ""

    @property
    def title(self) -> Text:
        """Role and name, for a list."""
        return text("{parts}", parts=listing([NAMES[self.role], self.full_name]))


HOME_AFFAIRS, _JUSTICE = "so-noi-vu-ha-noi", "so-tu-phap-ha-noi"
HEALTH = "so-y-te-ha-noi"
WARD = "phuong-hoan-kiem-00070"
WARD_OFFICER = "can-bo-phuong"
ACCOUNTS = (
    Account("dieu-phoi", "Nguyễn Thị Minh Hoạ", Role.COORDINATOR, HOME_AFFAIRS),
    Account("can-bo-so", "Trần Văn Minh Hoạ", Role.AGENCY_OFFICER, HEALTH),
    Account("thu-truong-so", "Lê Thị Minh Hoạ", Role.AGENCY_HEAD, HEALTH),
    Account(WARD_OFFICER, "Phạm Văn Minh Hoạ", Role.AGENCY_OFFICER, WARD),
    Account("thu-truong-phuong", "Hoàng Thị Minh Hoạ", Role.AGENCY_HEAD, WARD),
    Account("tham-dinh", "Phan Văn Minh Hoạ", Role.APPRAISER, _JUSTICE),
    Account("tham-dinh-noi-vu", "Vũ Thị Minh Hoạ", Role.APPRAISER, HOME_AFFAIRS),
    Account("uy-vien", "Đặng Văn Minh Hoạ", Role.COUNCIL_MEMBER),
    Account("thu-ky", "Bùi Thị Minh Hoạ", Role.COUNCIL_SECRETARY),
    Account("thong-ke", "Đỗ Văn Minh Hoạ", Role.STATISTICIAN),
    Account("kiem-tra", "Hồ Thị Minh Hoạ", Role.INSPECTOR),
    Account("lanh-dao", "Ngô Văn Minh Hoạ", Role.CITY_LEADER),
    Account("giam-sat", "Dương Thị Minh Hoạ", Role.AUDITOR),
    Account("quan-tri-tai-khoan", "Lý Văn Minh Hoạ", Role.ACCOUNT_ADMINISTRATOR),
    Account("quan-tri-he-thong", "Mai Thị Minh Hoạ", Role.SYSTEM_ADMINISTRATOR),
)
# Stands in for the head of the department; holds no role of their own.
DEPUTY = ("uy-quyen", "Tạ Văn Minh Hoạ", "thu-truong-so")


def known_usernames() -> frozenset[str]:
    """Of whom password and code are public; who was invited to try it has their own."""
    return frozenset({account.username for account in ACCOUNTS} | {DEPUTY[0]})


def shown_password() -> str:
    """The password of all accounts, in demonstration mode; "" everywhere else."""
    return PASSWORD if configuration().demonstration else ""


def shown_code(person: Person) -> str:
    """The code of the second step for an account of a demonstration; "" for everybody else.

    Six digits by RFC 6238; they change every 30 seconds and open once.
    """
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    is_known = person.is_demonstration and person.username in known_usernames()
    if not (configuration().demonstration and is_known):
        return ""
    return str(format_hotp_value(hotp_value(SECRET, int(time.time()) // _STEP)))
