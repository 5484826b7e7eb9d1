"""How fast the time of hosting passes: bake times, the periods of SageMaker's metrics, the cooldowns of scaling."""

import os


def hosting(seconds: float) -> float:
    """Return how many seconds on this machine stand for so many of AWS's; as it is, a minute of AWS's lasts 0.6 seconds."""
    return seconds * float(os.environ.get("LOCAL_AWS_HOSTING_SCALE") or 0.01)
