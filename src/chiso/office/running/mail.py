"""The server of mail, as one address:

smtp://user:password@host:25        turned into an encrypted line at once (STARTTLS)
smtps://user:password@host:465      encrypted from the beginning
smtp+plain://host:25                never encrypted: a server on this machine only
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over; `backend` "dummy": nowhere."""

    backend: str = "dummy"
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    is_encrypted: bool = False
    becomes_encrypted: bool = False


def read_mail_url(url: str) -> MailServer:
    """The server that the address names. Raises ValueError where it is none."""
    if not url:
        return MailServer()
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("an address of mail begins with smtp://, smtps:// or smtp+plain://")
    return MailServer(
        backend="smtp",
        host=parts.hostname,
        port=parts.port or _PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_encrypted=parts.scheme == "smtps",
        becomes_encrypted=parts.scheme == "smtp",
    )
