"""A loud line in the log when a file table is asked outside a service (PL-56).

The database gives no rows and raises a warning; here it is heard. Such a question is a mistake of ours: in an
after-commit hook, a streamed answer, a shell.
"""

import logging
from contextlib import suppress

from django.db.backends.signals import connection_created
from django.dispatch import receiver

logger = logging.getLogger("rowan.outside_every_service")


def hear(notice) -> None:
    if (notice.message_primary or "").startswith("rowan:"):
        logger.error(notice.message_primary)


@receiver(connection_created)
def listen(sender, connection, **kwargs) -> None:
    """Once for each connection to the server: the pool announces the same one again and again.

    Not to the owner's: migrating, it works out once what the service of a new column is by default, for nobody.
    """
    if connection.alias == "owner":
        return
    with suppress(ValueError):
        connection.connection.remove_notice_handler(hear)
    connection.connection.add_notice_handler(hear)
