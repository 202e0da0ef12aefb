from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "mashang.register"
    label = "register"
    default_auto_field = "django.db.models.BigAutoField"
