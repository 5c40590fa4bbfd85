"""How passwords are kept, and which ones are good enough: long and hard to guess; no rules about characters."""

from __future__ import annotations

import re
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from zxcvbn import zxcvbn

from tiwala.identity import about_business, breached, password_lists
from tiwala.identity.models import OldPassword, User
from tiwala.identity.password_text import normal
from tiwala.identity.rule_values import value_of
from tiwala.identity.rules import RULES
from tiwala.identity.ways_in import has_second_factor

_READ_AT_MOST = 72
_WORD_LETTERS = 3
_WORDS = re.compile(r"\w+")


class Argon2Hasher(Argon2PasswordHasher):
    """Argon2id with 64 MiB, three passes, one lane: some 200 ms on a small server."""

    time_cost = 3
    memory_cost = 64 * 1024
    parallelism = 1


class LengthValidator:
    """Long enough by the rules: shorter is allowed to those whose sign-in also asks for a second factor."""

    def __init__(self, *, most: int) -> None:
        self.most = most

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse what is too short or too long, in characters."""
        least, letters = _least(user), len(normal(password))
        if letters < least:
            message = ngettext(
                "This is too short: please use at least %(least)d character.",
                "This is too short: please use at least %(least)d characters.",
                least,
            )
            raise ValidationError(message, code="password_too_short", params={"least": least})
        if letters > self.most:
            message = _("This is too long: please use at most %(most)d characters.")
            raise ValidationError(message, code="password_too_long", params={"most": self.most})

    def password_changed(self, password: str, user: User) -> None:
        """Note whether it may stand alone: the second factor beside a short one cannot be taken away."""
        user.has_short_password = len(normal(password)) < value_of("payer_password_letters")
        User.objects.filter(pk=user.pk).update(has_short_password=user.has_short_password)

    def get_help_text(self) -> str:
        """What to tell people beforehand."""
        return length_help()


def length_help() -> str:
    """How long a new password should be, by the rule of this moment: what holds without a second factor."""
    return _("At least %(least)d characters. A few words in a row are easy to keep in mind.") % {
        "least": value_of("payer_password_letters")
    }


class UnknownValidator:
    """On no list: not what everybody tries, not stolen elsewhere, not just a name with a year behind it."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse it, and say why."""
        if password_lists.is_blocked(password):
            raise ValidationError(
                _("Many people use this one, so it is tried first. Please use something of your own."),
                code="password_too_common",
            )
        known = {form for text in _texts_about(user) for form in password_lists.bare_forms(text)}
        if password_lists.bare_forms(password) & known:
            raise ValidationError(
                _("This is a name or an address that belongs to you or to this business. Please use something else."),
                code="password_is_a_name",
            )
        if breached.is_breached(password):
            raise ValidationError(
                _("This one is on a list of passwords that were stolen elsewhere. Please use one that is new."),
                code="password_breached",
            )

    def get_help_text(self) -> str:
        """What to tell people beforehand."""
        return _("Not one that you use elsewhere.")


class HistoryValidator:
    """Staff do not go back to one of their last passwords."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse the present one and as many before it as the rule says."""
        if not isinstance(user, User) or not user.is_staff:
            return
        rows = OldPassword.objects.filter(user_id=user.pk).values_list("password", flat=True)
        last = [user.password, *rows[: value_of("staff_password_history")]]
        if any(check_password(normal(password), one) for one in dict.fromkeys(last)):
            raise ValidationError(_("You used this one before. Please choose another."), code="password_used_before")

    def password_changed(self, password: str, user: User) -> None:  # noqa: ARG002 -- Django's signature
        """Keep the hash of staff's new password; older ones than any rule asks for go."""
        if user.is_staff:
            OldPassword.objects.create(user=user, password=user.password)
            most = RULES["staff_password_history"].extreme
            kept = OldPassword.objects.filter(user_id=user.pk).values_list("pk", flat=True)[:most]
            OldPassword.objects.filter(user_id=user.pk).exclude(pk__in=list(kept)).delete()

    def get_help_text(self) -> str:
        """Nothing: it concerns few, and the refusal says it."""
        return ""


class StrengthValidator:
    """Hard to guess for somebody who knows the person's name and address (zxcvbn, 0 to 4)."""

    def __init__(self, *, least_score: int) -> None:
        self.least_score = least_score

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse what a guesser would find soon."""
        password, known = normal(password), _known_about(user)
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


def _least(user: Any) -> int:
    if isinstance(user, User) and user.is_staff:
        return value_of("staff_password_letters")
    has_factor = isinstance(user, User) and has_second_factor(user)
    return value_of("payer_password_letters_with_factor" if has_factor else "payer_password_letters")


def _known_about(user: Any) -> list[str]:
    """Words a guesser would try first."""
    texts = _texts_about(user)
    return [word for text in texts for word in (text, *_WORDS.findall(text)) if word]


def _texts_about(user: Any) -> list[str]:
    """The person's and the business's. `known_words` is set on a person who is not saved yet."""
    business = about_business.known()
    ours = [text for text in (business.name, *business.words) if text]
    if not isinstance(user, User):
        return ours
    addresses = EmailAddress.objects.filter(user_id=user.pk).values_list("email", flat=True)
    return [*ours, user.name or "", *addresses, *getattr(user, "known_words", ())]
