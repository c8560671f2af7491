"""`bin/bench [--small]`: a server of its own, filled, measured, printed, removed."""

import argparse
import os
import signal
import sys

from bench.ready import ready
from config.bootstrap import Trouble, bootstrap
from config.embedded import Server, addresses

DATABASE = "rowan_bench"


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measure what Rowan costs.")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--county", action="store_true", help="100,000 files in 20 services; the default")
    size.add_argument("--small", action="store_true", help="2,000 files, to try it out; writes no page")
    small = parser.parse_args().small

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that nothing is left behind
    own = Server("bench")
    try:
        with own.held() as server:
            bootstrap(server, DATABASE)
            os.environ.update(addresses(server, DATABASE), ROWAN_DEMO="1", ROWAN_DEMO_SECOND_FACTOR="")
            ready()
            from bench.table import run

            run(files_each=100 if small else 5_000, keep=not small)
    finally:
        own.remove()


if __name__ == "__main__":
    try:
        main()
    except Trouble as trouble:
        sys.exit(str(trouble))
