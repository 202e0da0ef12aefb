from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "mashang.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mashang.notices.models import Notice
        from mashang.notices.topics import TOPICS
        from mashang.trail.words import ACT_WORDS, FIELD_TELLERS, FIELD_WORDS, SUBJECT_WORDS, add_value_words

        ACT_WORDS.update({"notice.retry": _("Notice queued again"), "notice.prefer": _("Choice of notices changed")})
        SUBJECT_WORDS["notice"] = _("Notice")
        FIELD_WORDS["channel"] = _("Channel")
        FIELD_TELLERS.append(lambda name: TOPICS[name].words if name in TOPICS else None)
        add_value_words("state", dict(Notice.State.choices))
        add_value_words("channel", dict(Notice.Channel.choices))
