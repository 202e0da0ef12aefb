from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "mashang.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mashang.trail.words import ACT_WORDS, SUBJECT_WORDS

        ACT_WORDS.update({"notice.retry": _("Notice queued again"), "notice.prefer": _("Choice of notices changed")})
        SUBJECT_WORDS["notice"] = _("Notice")
