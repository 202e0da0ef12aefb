from django.apps import AppConfig


class DeskFaceConfig(AppConfig):
    name = "mashang.faces.desk"
    label = "face_desk"
