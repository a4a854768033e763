"""The bulletin's addresses that have no language: security.txt, CSAF, feeds."""

urlpatterns: list[object] = []
