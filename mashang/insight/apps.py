from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "mashang.insight"
    label = "insight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mashang.insight import trail_words

        trail_words.tell()
