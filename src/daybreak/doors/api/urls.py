"""The api's addresses."""

from django.urls import path

app_name = "api"
urlpatterns: list[path] = []
