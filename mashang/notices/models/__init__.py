from mashang.notices.models.notice import Notice, Preference

__all__ = ["Notice", "Preference"]
