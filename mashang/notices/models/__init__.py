from mashang.notices.models.notice import Notice, Preference
from mashang.notices.models.reminder import Reminder

__all__ = ["Notice", "Preference", "Reminder"]
