"""What builds look like to somebody who asks: times are lengths, and one metric stands for all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sagebuild import Build, State
from sagebuild.decisions import Decisions
from sagebuild.states import HOLDERS
from sagebuild.watching.view import usual
from voice.seen import BuildSeen, Cost, Rent, Seen
from voice.would import Part, Would

MOST = 10
Launching = dict[str, Any]


def seen(builds: Sequence[Build], states: Sequence[State], serving: Build | None, launching: Launching, now: datetime) -> Seen:
    """Return what there is to say of builds, the newest first; states are those of the one that runs, launching is what runs and waits."""
    step = step_of(states)
    looks = tuple(
        build_seen(build, builds[index + 1 :], step if build.running else None, build is serving, now) for index, build in enumerate(builds)
    )
    newest = max((build.version for build in builds), default=0)
    return Seen(
        builds=looks,
        usual_seconds=usual(builds, newest + 1),
        waiting="Pending" in launching,
        serving=serving.version if serving else None,
        going_back_to=going_back_to(launching),
        asleep=serving is None and launching.get("Hours", {}).get("Serve") is False,
    )


def going_back_to(launching: Launching) -> int | None:
    """Return which version a rollback goes back to that runs, or waits until a build has been stopped."""
    running = launching.get("Running", {})
    found: Launching = launching.get("Rollback") or (running if running.get("Machine") == "rollback" else {})
    return found.get("To")


def build_seen(build: Build, before: Sequence[Build], step: State | None, serving: bool, now: datetime) -> BuildSeen:
    """Return one build beside those before it."""
    metric = metric_of(build)
    return BuildSeen(
        version=build.version,
        status=build.status,
        step=step.name if step else None,
        step_seconds=(now - step.began).total_seconds() if step else None,
        seconds=build.seconds,
        ended_ago=(now - build.ended).total_seconds() if build.ended else None,
        metric=metric,
        metric_before=before_of(metric[0], before) if metric else None,
        cause=build.cause or None,
        reason=build.reason or None,
        serving=serving,
        unchanged=build.unchanged is not None,
        cost=cost_of(build.cost),
    )


def cost_of(known: dict[str, Any] | None) -> Cost | None:
    """Return what a build cost, and what the endpoint costs that it made."""
    if known is None:
        return None
    endpoint = known["Endpoint"]
    rent = Rent(endpoint["DollarsAMonth"], bool(endpoint["On"]), endpoint["PerRequest"]) if endpoint else None
    return Cost(known["Dollars"], None if known["Unknown"] else known["Seconds"], rent)


def would(decisions: Decisions) -> Would:
    """Return what a launch would do, as it is spoken of."""
    return Would(None, {one.part: Part(one.decision, one.version, one.because) for one in decisions.parts})


def step_of(states: Sequence[State]) -> State | None:
    """Return the state that runs: of two at once the later one, and never the one that holds others."""
    return next((state for state in reversed(states) if state.ended is None and state.kind not in HOLDERS), None)


def metric_of(build: Build) -> tuple[str, float] | None:
    """Return the metric that is worth saying: the one that decides whether a model is deployed, else one of validation, else any."""
    numbers = {name: value for name, value in build.measured.items() if isinstance(value, float)}
    decisive = (build.parameters.get("Validation") or {}).get("Metric")
    name = min(numbers, key=lambda name: (name != decisive, not name.startswith("val"), name), default=None)
    return (name, numbers[name]) if name is not None else None


def before_of(metric: str, before: Sequence[Build]) -> float | None:
    """Return the same metric of the last build before that succeeded."""
    last = next((build for build in before if build.status == "SUCCEEDED"), None)
    value = last.measured.get(metric) if last else None
    return value if isinstance(value, float) else None
