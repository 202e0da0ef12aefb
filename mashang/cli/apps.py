from django.apps import AppConfig


class CliConfig(AppConfig):
    name = "mashang.cli"
    label = "cli"
