"""What this room will not do. One class a reason."""

from django.utils.translation import gettext_lazy as _

from tiwala.kit.errors import BadInput, NotAllowed, NotFound, Refusal


class EmailTaken(Refusal):
    """Somebody signs in with that address already."""

    code, message = "email_taken", _("Somebody signs in with that e-mail address already.")


class InvitationGone(NotFound):
    """Wrong, used and expired links look the same."""

    code, message = "invitation_gone", _("This link no longer leads in. Please ask for a new one.")


class NotForYou(NotAllowed):
    """An invitation is for one address; whoever is signed in with another does not take it."""

    code, message = (
        "not_for_you",
        _("This invitation is for somebody else. Please sign in with the address it was sent to."),
    )


class LinkGone(NotFound):
    """A link of a letter: wrong, used and expired ones look the same."""

    code, message = "link_gone", _("This link no longer does anything. Please write to us if you need help.")


class WrongCodes(Refusal):
    """Wrong codes, ended ones and ones that were never sent look the same."""

    code = "wrong_codes"
    message = _("These codes do not lead in. They may be mistyped or have ended; you can ask for new ones.")


class RecoveryWaits(Refusal):
    """One at a time."""

    code, message = "recovery_waits", _("A way back in is waiting already. The letters say until when.")


class NoFactorLost(Refusal):
    """Somebody without a second factor chooses a new password by themselves."""

    code = "no_factor_lost"
    message = _("This person has no second step to lose: they can choose a new password by themselves.")


class NothingToStop(NotFound):
    """Wrong links, and recoveries that are over."""

    code = "nothing_to_stop"
    message = _(
        "There is nothing to stop here any more. If you cannot sign in, or did not ask for this, write to us at once."
    )


class NotYoursToGive(Refusal):
    """Nobody gives more than they hold."""

    code, message, status = "not_yours_to_give", _("You cannot give somebody more than you hold yourself."), 403


class ReviewNotDone(Refusal):
    """A review is signed when every line is decided."""

    code, message = "review_not_done", _("Please keep or end every line first.")


class OwnerExists(Refusal):
    """The first link is for a house that nobody owns."""

    code, message = "owner_exists", _("This house has an owner already, who can invite you.")


class LastOwner(Refusal):
    """A business without an owner could not be run by anybody."""

    code, message = "last_owner", _("This is the last owner. Please make somebody else an owner first.")


class NotStaff(Refusal):
    """Roles are for staff."""

    code, message = "not_staff", _("Only staff can hold a role.")


class BadScope(BadInput):
    """A scope is one of the permissions, and there is at least one."""

    code, message = "bad_scope", _("Please choose at least one scope, from the list.")


class KeyGone(Refusal):
    """A key that was taken away stays away."""

    code, message = "key_gone", _("This key was withdrawn. Please issue another one.")


class ServiceEnded(Refusal):
    """A program that is used no more gets no keys."""

    code, message = "service_ended", _("This program is used no more. Please choose another one.")


class BadPasskey(BadInput):
    """Forged, broken, not ours, from another page: all the same to whoever sent it."""

    code, message = "bad_passkey", _("That passkey did not work here. Please try again, or sign in another way.")


class CeremonyOver(BadInput):
    """Nothing was asked, or too long ago, or the answer came already."""

    code, message = "ceremony_over", _("That took too long. Please try again.")


class VerificationMissing(BadInput):
    """A key was touched, and did not look who touched it."""

    code, message = (
        "verification_missing",
        _("Your passkey did not check that it is you. Please use one that asks for your fingerprint, face or PIN."),
    )


class PasskeyTaken(BadInput):
    """The very same key is here already."""

    code, message = "passkey_taken", _("That passkey is here already.")


class TooManyPasskeys(Refusal):
    """Nobody holds that many devices."""

    code, message = "too_many_passkeys", _("You have twenty passkeys. Please remove one that you no longer use.")


class OnlyWayIn(Refusal):
    """Removing it would lock the person out, or leave a password that is too short to stand alone."""

    code, message = (
        "only_way_in",
        _("You need this to sign in. Please add another passkey or choose a longer password first."),
    )
