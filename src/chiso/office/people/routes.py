"""Who may open the pages that libraries bring; what is not named here is opened by nobody."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Access:
    """Who may open a page: anybody, whoever is signed in, or who may do `action` somewhere."""

    public: bool = False
    action: str = ""


LIBRARY_ROUTES: dict[str, Access] = {
    "account_login": Access(public=True),
    "account_logout": Access(),
    "account_reauthenticate": Access(),
    "mfa_authenticate": Access(public=True),
    "mfa_reauthenticate": Access(),
    "mfa_index": Access(),
    "mfa_activate_totp": Access(),
    "mfa_view_recovery_codes": Access(),
    "mfa_generate_recovery_codes": Access(),
    "mfa_download_recovery_codes": Access(),
    "usersessions_list": Access(),
}
