"""Django's migrate, and then the database's own guards and the shared cache's table."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.commands.migrate import Command as DjangoMigrate

from daybreak.records import guards
from daybreak.records.on_behalf import this_process_is_the_house


class Command(DjangoMigrate):
    """Migrate, then install the guards anew and make the cache's table."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Run Django's migrate first: it may remake tables and so drop triggers. Its data migrations see every row."""
        this_process_is_the_house()
        super().handle(*args, **options)
        call_command("createcachetable", verbosity=0)
        guards.install()
