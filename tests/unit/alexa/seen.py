"""Builds to speak of."""

from dataclasses import replace

from voice.seen import BuildSeen, Seen

DONE = BuildSeen(
    version=12,
    status="SUCCEEDED",
    step=None,
    step_seconds=None,
    seconds=10800.0,
    ended_ago=1200.0,
    metric=("accuracy", 0.9722),
    metric_before=0.95,
    cause=None,
    reason="a larger C",
    serving=True,
)
RUNNING = replace(
    DONE,
    status="RUNNING",
    step="Train Model",
    step_seconds=7800.0,
    seconds=8100.0,
    ended_ago=None,
    metric=None,
    metric_before=None,
    serving=False,
)
FAILED = replace(
    DONE,
    status="FAILED",
    metric=None,
    metric_before=None,
    serving=False,
    cause="Train Model: training job churn-v12-0a1b2c: AlgorithmError: the file has no rows, exit code: 1 "
    "(log: log group /aws/sagemaker/TrainingJobs, streams churn-v12-0a1b2c/)",
)
STOPPED = replace(DONE, version=10, status="STOPPED", metric=None, serving=False)
NOTHING = Seen((), None, False)


def seen(*builds: BuildSeen, usual: float | None = None, waiting: bool = False) -> Seen:
    """Return what is seen of builds, the newest first."""
    return Seen(builds, usual, waiting)
