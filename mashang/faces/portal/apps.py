from django.apps import AppConfig


class PortalFaceConfig(AppConfig):
    name = "mashang.faces.portal"
    label = "face_portal"
