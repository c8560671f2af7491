"""The web server: two processes of four threads answer a service of a few hundred workers."""

import os
from pathlib import Path

wsgi_app = "config.wsgi"
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
    """Say where Rowan is once it really listens: `config.run` leaves the words."""
    words = os.environ.get("ROWAN_WELCOME")
    if words:
        print(Path(words).read_text(), flush=True)
