"""The second factor: an authenticator app, and ten recovery codes (PL-6, PL-8)."""

import base64
import hmac
import os
import secrets
import string
import time
from hashlib import sha256

import segno
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings

STEP_SECONDS = 30
RECOVERY_CODES = 10


def _sealing() -> AESGCM:
    key = HKDF(SHA256(), 32, salt=None, info=b"second factor").derive(settings.SECRET_KEY.encode())
    return AESGCM(key)


def seal(seed: bytes) -> bytes:
    nonce = os.urandom(12)
    return nonce + _sealing().encrypt(nonce, seed, None)


def unseal(sealed: bytes) -> bytes:
    sealed = bytes(sealed)
    return _sealing().decrypt(sealed[:12], sealed[12:], None)


def new_seed() -> bytes:
    return os.urandom(20)


def step_now(now: float | None = None) -> int:
    return int(time.time() if now is None else now) // STEP_SECONDS


def code_at(seed: bytes, step: int) -> str:
    return TOTP(seed, 6, SHA1(), STEP_SECONDS).generate(step * STEP_SECONDS).decode()


def matching_step(seed: bytes, code: str, last_step: int, now: float | None = None) -> int | None:
    """The step whose code this is: the current or the previous one, and never one used before (PL-8)."""
    current = step_now(now)
    digits = "".join(c for c in code if c in string.digits)
    found = None
    for step in (current, current - 1):
        if hmac.compare_digest(code_at(seed, step), digits) and step > last_step:
            found = found or step
    return found


def words(seed: bytes) -> str:
    """The seed as text, for typing into an app by hand."""
    text = base64.b32encode(seed).decode().rstrip("=")
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def picture(seed: bytes, email: str) -> str:
    """The seed as a square to scan, drawn as a data address."""
    secret = base64.b32encode(seed).decode().rstrip("=")
    return segno.make(f"otpauth://totp/Rowan:{email}?secret={secret}&issuer=Rowan").svg_data_uri(
        scale=5, border=4
    )


def new_recovery_codes() -> list[str]:
    """Ten codes of 80 random bits each, in groups that can be read aloud."""
    codes = []
    for _ in range(RECOVERY_CODES):
        text = base64.b32encode(secrets.token_bytes(10)).decode().lower()
        codes.append("-".join(text[i : i + 4] for i in range(0, 16, 4)))
    return codes


def digest_of(code: str) -> str:
    return sha256("".join(c for c in code.lower() if c.isalnum()).encode()).hexdigest()
