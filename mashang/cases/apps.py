from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "mashang.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mashang.cases import following, keeping, trail_ticket_words, trail_words

        keeping.hook()
        following.hook()
        trail_words.tell()
        trail_ticket_words.tell()
