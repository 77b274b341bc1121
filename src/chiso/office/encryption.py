"""Encrypting what leaves the program's hands: one key a purpose, each derived from the secret key.

    vault("second factor").encrypt(b"…")

A copy of what was encrypted is of no use without the secret key of the office. Earlier secret keys
(`secret_key_fallbacks`) still open. Fernet: AES-128-CBC with HMAC-SHA-256, encrypt then authenticate.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def vault(purpose: str) -> MultiFernet:
    """What encrypts and decrypts for one purpose; what another purpose encrypted it does not open."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derive(key, purpose)) for key in keys])


def _derive(secret: str, purpose: str) -> bytes:
    made = HKDF(SHA256(), 32, salt=None, info=f"chiso {purpose}".encode()).derive(secret.encode())
    return base64.urlsafe_b64encode(made)
