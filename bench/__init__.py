"""What Rowan costs on this machine: a table, never a test (PL-195, PL-196)."""
