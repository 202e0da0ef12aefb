from django.apps import AppConfig


class DoorsConfig(AppConfig):
    name = "mashang.doors"
    label = "doors"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from axes.signals import user_locked_out

        from mashang.doors import news, trail_words
        from mashang.doors.acts.signing import note_lockout

        trail_words.tell()
        news.tell()

        def locked(sender: object, username: str | None = None, **rest: object) -> None:
            note_lockout(login=username or "")

        # The lock-out library offers no hook but its signal; the deed itself is an act.
        user_locked_out.connect(locked, weak=False, dispatch_uid="mashang.doors.lockout")
