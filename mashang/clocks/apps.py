from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClocksConfig(AppConfig):
    name = "mashang.clocks"
    label = "clocks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mashang.trail.words import ACT_WORDS, FIELD_WORDS, SUBJECT_WORDS

        ACT_WORDS["clock.release"] = _("Held notices of overdue time limits let go")
        SUBJECT_WORDS["deadline"] = _("Time limit")
        FIELD_WORDS["held_limits"] = _("Time limits held back")
