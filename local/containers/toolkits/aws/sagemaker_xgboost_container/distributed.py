"""Training on several hosts, of which the local AWS has one."""

import sys
from collections.abc import Callable
from typing import Any


def rabit_run(
    exec_fun: Callable[..., Any],
    args: dict[str, Any],
    include_in_training: bool,
    hosts: list[str],
    current_host: str,
    first_port: int | None = None,
    second_port: int | None = None,
    update_rabit_args: bool = False,
) -> None:
    """Train on the only host, which is the master if that is asked for; one without data ends there, as in AWS's image."""
    if not include_in_training:
        sys.exit(0)
    exec_fun(**args, **({"is_master": True} if update_rabit_args else {}))
