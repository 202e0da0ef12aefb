from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """The design system as a Django app; it has no tables."""

    name = "mashang.ui"
    label = "ui"
    verbose_name = _("Design system")
