"""Who signs in, what they may do, and the keys of other programs."""

from tiwala.identity.models.access_review import AccessReview, ReviewLine
from tiwala.identity.models.api_key import ApiKey
from tiwala.identity.models.custom_role import CustomRole
from tiwala.identity.models.customer_access import CustomerAccess, Level
from tiwala.identity.models.device import Device
from tiwala.identity.models.first_link import FirstLink
from tiwala.identity.models.invitation import Invitation
from tiwala.identity.models.letter_link import LetterLink, LinkPurpose
from tiwala.identity.models.old_password import OldPassword
from tiwala.identity.models.passkey import Doubt, Passkey
from tiwala.identity.models.recovery import Recovery
from tiwala.identity.models.role_grant import RoleGrant
from tiwala.identity.models.second_address import SecondAddress
from tiwala.identity.models.service_account import ServiceAccount
from tiwala.identity.models.session import Assurance, Session
from tiwala.identity.models.sign_in_rule import SignInRule
from tiwala.identity.models.tries import FailedTry, Tries, Which
from tiwala.identity.models.user import User, UserKind

__all__ = [
    "AccessReview",
    "ApiKey",
    "Assurance",
    "CustomRole",
    "CustomerAccess",
    "Device",
    "Doubt",
    "FailedTry",
    "FirstLink",
    "Invitation",
    "LetterLink",
    "Level",
    "LinkPurpose",
    "OldPassword",
    "Passkey",
    "Recovery",
    "ReviewLine",
    "RoleGrant",
    "SecondAddress",
    "ServiceAccount",
    "Session",
    "SignInRule",
    "Tries",
    "User",
    "UserKind",
    "Which",
]
