"""Imported by scripts that may train on several hosts; the container has run the script when it is imported."""


def _wait_hostname_resolution() -> None:
    """Wait for nothing: a job has one host."""
