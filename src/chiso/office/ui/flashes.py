"""What the next page is to say travels in a cookie that nobody but the office can read.

It may name people, so it is encrypted; it is for whoever was signed in when it was said (or, said to
nobody, for whoever comes next), and for an hour. Kept in the session it would cost every write a second
transaction, and the page after it a third. What does not fit into a cookie goes into the session.
"""

from __future__ import annotations

import json
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage, MessageDecoder
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage

from chiso.office.encryption import vault

_PURPOSE = "flashes"
_SECONDS = 3600


class EncryptedCookie(CookieStorage):
    """Django's storage of messages in a cookie, encrypted instead of signed."""

    cookie_name = settings.FLASH_COOKIE_NAME

    def _encode_parts(self, messages: list[str], encode_empty: bool = False) -> str | None:
        """Messages, each as JSON already, and for whom they are; None: no cookie."""
        if not messages and not encode_empty:
            return None
        written = f'{{"for": {json.dumps(self._reader())}, "said": [{",".join(messages)}]}}'
        return vault(_PURPOSE).encrypt(written.encode()).decode()

    def _decode(self, data: str | None) -> list[Any] | None:
        """The messages for this reader; what is anybody else's, too old or not ours is dropped."""
        if not data:
            return None
        try:
            written = vault(_PURPOSE).decrypt(data.encode(), ttl=_SECONDS)
        except InvalidToken:
            self.used = True
            return None
        content = json.loads(written, cls=MessageDecoder)
        if content["for"] not in (None, self._reader()):
            self.used = True
            return None
        said: list[Any] = content["said"]
        return said

    def _reader(self) -> int | None:
        """The key of who is signed in."""
        key: int | None = getattr(getattr(self.request, "user", None), "pk", None)
        return key


class Flashes(FallbackStorage):
    """The cookie first, the session for the rest."""

    storage_classes = (EncryptedCookie, SessionStorage)

    def _get(self, *arguments: Any, **named: Any) -> tuple[list[Any], bool]:
        """All messages; a cookie that gave none because it is not ours is forgotten with the answer."""
        found: tuple[list[Any], bool] = super()._get(*arguments, **named)  # type: ignore[misc]
        self._used_storages.update(one for one in self.storages if one.used)  # type: ignore[attr-defined]
        return found
