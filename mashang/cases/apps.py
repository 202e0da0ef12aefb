from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "mashang.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mashang.cases import following, keeping, trail_words

        keeping.hook()
        following.hook()
        trail_words.tell()
