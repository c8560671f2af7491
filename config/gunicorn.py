"""The web server: two processes of four threads answer a service of a few hundred workers."""

import gc
import os
from pathlib import Path

wsgi_app = "config.wsgi"
preload_app = True  # loaded and checked once; the processes share what they only read
bind = f"{os.environ.get('ROWAN_ADDRESS', '127.0.0.1')}:{os.environ.get('ROWAN_PORT', '8000')}"
workers = 2
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 10
loglevel = "warning"
accesslog = None  # who asked for what is in the audit, not in a text file
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def when_ready(server):
    """Before the processes part: keep no connection that both would hold, and leave the shared memory alone.

    Say where Rowan is once it really listens: `config.run` leaves the words.
    """
    close_connections()
    gc.collect()
    gc.freeze()
    words = os.environ.get("ROWAN_WELCOME")
    if words:
        print(Path(words).read_text(), flush=True)


def close_connections():
    """The checks at the start have opened some."""
    from django.db import connections

    for connection in connections.all():
        connection.close()
        if connection.pool:
            connection.close_pool()
