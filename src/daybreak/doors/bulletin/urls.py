"""The bulletin's addresses."""

from django.urls import path

app_name = "bulletin"
urlpatterns: list[path] = []
