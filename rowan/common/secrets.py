"""Sealing what the database holds but nobody may read there, and digests that nobody can guess back.

Each purpose has a key of its own, made from the secret of the installation.
"""

import hmac
import os
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12


def _key(purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(settings.SECRET_KEY.encode())


def seal(content: bytes, purpose: str) -> bytes:
    """Encrypted and marked, so that a changed byte is noticed."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_key(purpose)).encrypt(nonce, content, None)


def unseal(sealed: bytes, purpose: str) -> bytes:
    """What was sealed for this purpose; `cryptography.exceptions.InvalidTag` for anything else."""
    sealed = bytes(sealed)
    return AESGCM(_key(purpose)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)


def digest(text: str, purpose: str) -> str:
    """The same text gives the same digest; without the key nobody can try texts against it."""
    return hmac.new(_key(purpose), text.encode(), sha256).hexdigest()
