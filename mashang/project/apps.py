from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "mashang.project"
    label = "project"
