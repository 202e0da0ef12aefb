from django.apps import AppConfig


class AccountFaceConfig(AppConfig):
    name = "mashang.faces.account"
    label = "face_account"

    def ready(self) -> None:
        from mashang.doors.framing import count_unread_by
        from mashang.notices.reads.listing import count_unread

        count_unread_by(count_unread)
