"""What the tests stand on: a database for each run, a running Rowan, a browser."""
