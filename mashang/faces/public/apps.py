from django.apps import AppConfig


class PublicFaceConfig(AppConfig):
    name = "mashang.faces.public"
    label = "face_public"
