"""Errors that a person can act on; each face maps them once."""

from collections.abc import Mapping


class GuanxiError(Exception):
    """A refusal: one sentence that says what happened and what to do.

    ``code`` is a stable key for programs, ``retry`` says if the same call can succeed later.
    """

    code = "refused"
    exit_code = 1

    def __init__(self, message: str, *, code: str | None = None, retry: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.retry = retry


class Refused(GuanxiError):
    """The input cannot be used (nothing usable, mixed currencies, disk full …): exit code 1."""


class WrongCall(GuanxiError):
    """The call itself is wrong (an unknown option, options that exclude each other): exit code 2."""

    code = "wrong_call"
    exit_code = 2


class Denied(GuanxiError):
    """Somebody may see the record and may not do this with it."""

    code = "denied"


class NotFound(GuanxiError):
    """There is no such record for who asks: it does not exist, or he may not know that it does."""

    code = "not_found"


class Invalid(GuanxiError):
    """Values that cannot be taken: ``fields`` names each field with one sentence; the key "" speaks of the whole."""

    code = "invalid"

    def __init__(self, fields: Mapping[str, str], message: str = "") -> None:
        super().__init__(message or " ".join(dict.fromkeys(str(sentence) for sentence in fields.values())))
        self.fields = {name: str(sentence) for name, sentence in fields.items()}


class Conflict(GuanxiError):
    """Somebody else changed the record in between: ``fields`` gives (theirs, mine) for each field that both changed.

    ``version`` is what the next try is made from; None where nothing is known of it.
    """

    code = "conflict"

    def __init__(self, message: str, fields: Mapping[str, tuple[object, object]], version: int | None) -> None:
        super().__init__(message, retry=True)
        self.fields = dict(fields)
        self.version = version


class UnknownField(GuanxiError):
    """A name that no field has for who asks; the same answer whether it does not exist or may not be read."""

    code = "unknown_field"
