from django.apps import AppConfig


class AccountFaceConfig(AppConfig):
    name = "mashang.faces.account"
    label = "face_account"
