"""How passwords are kept, and which ones are good enough: long and hard to guess; no rules about characters."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from zxcvbn import zxcvbn

from tiwala.identity.models import User

_READ_AT_MOST = 72
_WORD_LETTERS = 3


class Argon2Hasher(Argon2PasswordHasher):
    """Argon2id with 64 MiB, three passes, one lane: some 200 ms on a small server."""

    time_cost = 3
    memory_cost = 64 * 1024
    parallelism = 1


class LengthValidator:
    """Long enough; shorter is allowed to those whose sign-in also asks for a second factor."""

    def __init__(self, *, least: int, least_with_second_factor: int, most: int) -> None:
        self.least, self.least_with_second_factor, self.most = least, least_with_second_factor, most

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse what is too short or too long, in characters."""
        least = self.least_with_second_factor if _has_second_factor(user) else self.least
        if len(password) < least:
            message = ngettext(
                "This is too short: please use at least %(least)d character.",
                "This is too short: please use at least %(least)d characters.",
                least,
            )
            raise ValidationError(message, code="password_too_short", params={"least": least})
        if len(password) > self.most:
            message = _("This is too long: please use at most %(most)d characters.")
            raise ValidationError(message, code="password_too_long", params={"most": self.most})

    def get_help_text(self) -> str:
        """What to tell people beforehand."""
        return _("At least %(least)d characters. A few words in a row are easy to keep in mind.") % {
            "least": self.least
        }


class StrengthValidator:
    """Hard to guess for somebody who knows the person's name and address (zxcvbn, 0 to 4)."""

    def __init__(self, *, least_score: int) -> None:
        self.least_score = least_score

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse what a guesser would find soon."""
        known = _known_about(user)
        if min(_score(password, known), _score(_without(password, known), known)) < self.least_score:
            raise ValidationError(
                _("This would be guessed soon. Please use something less common, such as four unrelated words."),
                code="password_too_weak",
            )

    def get_help_text(self) -> str:
        """What to tell people beforehand."""
        return _("Not your name, your address or something many people use.")


def _score(password: str, known: list[str]) -> int:
    score: int = zxcvbn(password[:_READ_AT_MOST] or "a", user_inputs=known)["score"]
    return score


def _without(password: str, known: list[str]) -> str:
    """What is left when the words we know about the person are taken out: a name said twice adds nothing."""
    rest = password.lower()
    for word in sorted((one.lower() for one in known), key=len, reverse=True):
        rest = rest.replace(word, "") if len(word) >= _WORD_LETTERS else rest
    return rest


def _has_second_factor(user: Any) -> bool:
    if not isinstance(user, User) or user.is_anonymous:
        return False
    factors = Authenticator.objects.filter(user_id=user.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return bool(factors.exists())


def _known_about(user: Any) -> list[str]:
    """Words a guesser would try first. `known_words` is set on a person who is not saved yet."""
    if not isinstance(user, User):
        return []
    addresses = EmailAddress.objects.filter(user_id=user.pk).values_list("email", flat=True)
    texts = [user.name or "", *addresses, *getattr(user, "known_words", ())]
    return [word for text in texts for word in (text, *text.replace("@", " ").replace(".", " ").split()) if word]
