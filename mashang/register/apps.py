from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "mashang.register"
    label = "register"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mashang.register import keeping, round_words, trail_words

        keeping.hook()
        trail_words.tell()
        round_words.tell()
