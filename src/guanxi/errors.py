"""Errors that a person can act on; each face maps them once."""


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
