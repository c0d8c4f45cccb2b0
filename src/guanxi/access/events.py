"""What the audit trail tells of, in words, and through which channel something came."""

from typing import Final

from django.utils.translation import pgettext_lazy

EVENTS: Final = (
    ("opened", pgettext_lazy("audit", "opened")),
    ("exported", pgettext_lazy("audit", "exported")),
    ("imported", pgettext_lazy("audit", "imported")),
    ("signed in", pgettext_lazy("audit", "signed in")),
    ("signed in again", pgettext_lazy("audit", "signed in again")),
    ("signed out", pgettext_lazy("audit", "signed out")),
    ("sign-in failed", pgettext_lazy("audit", "sign-in failed")),
    ("locked out", pgettext_lazy("audit", "locked out")),
    ("password changed", pgettext_lazy("audit", "password changed")),
    ("password reset", pgettext_lazy("audit", "password reset")),
    ("password set", pgettext_lazy("audit", "password set")),
    ("second factor added", pgettext_lazy("audit", "second factor added")),
    ("second factor removed", pgettext_lazy("audit", "second factor removed")),
    ("second factor failed", pgettext_lazy("audit", "second factor failed")),
    ("second factor forgotten", pgettext_lazy("audit", "second factor forgotten")),
    ("recovery codes renewed", pgettext_lazy("audit", "recovery codes renewed")),
    ("identity linked", pgettext_lazy("audit", "identity linked")),
    ("identity unlinked", pgettext_lazy("audit", "identity unlinked")),
    ("viewed as", pgettext_lazy("audit", "viewed as a colleague")),
    ("user invited", pgettext_lazy("audit", "user invited")),
    ("invitation accepted", pgettext_lazy("audit", "invitation accepted")),
    ("user created", pgettext_lazy("audit", "user created")),
    ("user disabled", pgettext_lazy("audit", "user disabled")),
    ("user enabled", pgettext_lazy("audit", "user enabled")),
    ("role changed", pgettext_lazy("audit", "role changed")),
    ("memberships changed", pgettext_lazy("audit", "memberships changed")),
    ("handed over", pgettext_lazy("audit", "handed over")),
    ("table changed", pgettext_lazy("audit", "table of access changed")),
    ("company changed", pgettext_lazy("audit", "company changed")),
    ("person exported", pgettext_lazy("audit", "person exported")),
    ("person erased", pgettext_lazy("audit", "person erased")),
    ("customer purged", pgettext_lazy("audit", "customer removed for good")),
)
CHANNELS: Final = (
    ("web", pgettext_lazy("channel", "on a page")),
    ("cli", pgettext_lazy("channel", "by a command")),
    ("import", pgettext_lazy("channel", "by an import")),
    ("job", pgettext_lazy("channel", "in the background")),
)
