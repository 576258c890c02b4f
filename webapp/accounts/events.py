"""Facts about accounts."""

from dataclasses import dataclass

from webapp.kernel.events import Event
from webapp.kernel.text import lazy


class AccountEvent(Event):
    """Something about a person's account; its subject is the person."""

    subject = "person"


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(AccountEvent):
    """A person changed their password; other sessions ended."""

    name = "account.password_changed"
    sentence = lazy("changed the password")


@dataclass(frozen=True, kw_only=True)
class SessionEnded(AccountEvent):
    """A person ended one of their sessions."""

    name = "account.session_ended"
    sentence = lazy("ended a session")


@dataclass(frozen=True, kw_only=True)
class Invited(AccountEvent):
    """The office or administrator made an invitation for a person."""

    name = "account.invited"
    sentence = lazy("made an invitation")


@dataclass(frozen=True, kw_only=True)
class InvitationUsed(AccountEvent):
    """A person came in by an invitation and set a password."""

    name = "account.invitation_used"
    sentence = lazy("came in by invitation")


@dataclass(frozen=True, kw_only=True)
class Disabled(AccountEvent):
    """Somebody may not sign in any more; all their sessions ended."""

    name = "account.disabled"
    sentence = lazy("switched the account off")


@dataclass(frozen=True, kw_only=True)
class Enabled(AccountEvent):
    """Somebody may sign in again."""

    name = "account.enabled"
    sentence = lazy("switched the account on again")
