"""Settings and the ways to start Rowan. Nothing in rowan/ imports from here."""
