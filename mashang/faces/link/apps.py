from django.apps import AppConfig


class LinkFaceConfig(AppConfig):
    name = "mashang.faces.link"
    label = "face_link"
