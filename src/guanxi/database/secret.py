"""The secret key that is made in the home."""

import contextlib
import os
import secrets
from pathlib import Path

from guanxi.errors import Refused


def secret_key(home: Path) -> str:
    """The key of this home, made on first use; only its owner can read it."""
    file = home / "secret-key"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            return _read(file)
        draft = home / f".secret-key-{os.getpid()}-{secrets.token_hex(4)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(secrets.token_urlsafe(50) + "\n")
            out.flush()
            os.fsync(out.fileno())
        # A link and not a rename: of two that start at once the second takes the key of the first.
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
        return _read(file)
    except OSError as error:
        raise Refused(
            f"The secret key {file} cannot be made or read ({error.strerror}); "
            "name a directory of your own in GUANXI_HOME, or set GUANXI_SECRET_KEY_FILE."
        ) from None


def _read(file: Path) -> str:
    key = file.read_text().strip()
    if len(key) < 50:
        raise Refused(
            f"The secret key {file} is damaged; restore it from a copy, or delete it: then everybody signs in again."
        )
    return key
