"""A build in one line: how it went, and what else there is to say of it."""

from typing import TYPE_CHECKING

from sagebuild import words

if TYPE_CHECKING:
    from sagebuild.builds import Build

ENDS = {"SUCCEEDED": "succeeded", "FAILED": "failed", "STOPPED": "was stopped", "TIMED_OUT": "timed out"}


def sentence(build: "Build") -> str:
    """Return how a build went."""
    took = words.duration(build.seconds)
    told = f"Version {build.version} of {build.stack} " + (
        f"has been running for {took}" if build.running else f"{ENDS[build.status]} after {took}"
    )
    if build.metrics:
        told += f" ({words.metrics(build.metrics)})"
    if build.deployed:
        told += " and was deployed"
    told += f": {build.cause}" if build.cause else f". Reason: {build.reason}" if build.reason else "."
    for what, more in besides(build):
        told += f"{'' if told.endswith('.') else '.'} {what}: {more}"
    return told


def besides(build: "Build") -> list[tuple[str, str]]:
    """Return what else there is to say of a build, and what that is about."""
    judged = build.evaluation.sentence if build.evaluation and not build.cause else ""  # a refused model's cause is that sentence
    unchanged = f"nothing has changed since version {build.unchanged}" if build.unchanged else ""
    told = [("Deployment", unchanged), ("Validation", judged), ("Reused", build.decisions.reused), ("Data", build.data_changed)]
    told.append(("Cost", (build.cost or {}).get("Sentence", "")))
    return [(what, more) for what, more in told if more]
