from mashang.accounts.models.area import Area, Department
from mashang.accounts.models.link import Invitation, OneTimeLink
from mashang.accounts.models.user import Membership, PhoneCheck, SavedView, User

__all__ = ["Area", "Department", "Invitation", "Membership", "OneTimeLink", "PhoneCheck", "SavedView", "User"]
