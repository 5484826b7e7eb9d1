"""What is known of a stack's builds when somebody asks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rent:
    """What an endpoint costs as long as it is there."""

    dollars: float | None  # a month, None where that is not known
    by_hour: bool  # it has instances
    by_request: bool  # it has variants without


@dataclass(frozen=True)
class Cost:
    """What a build cost."""

    dollars: float | None  # None where a price, or what was billed, is not known
    seconds: float | None  # that were billed, on all machines together; None where that is not known
    rent: Rent | None  # of the endpoint that it made


@dataclass(frozen=True)
class BuildSeen:
    """One build; every time is a length in seconds, so that no clock is needed to speak of it."""

    version: int
    status: str  # RUNNING, SUCCEEDED, FAILED, STOPPED, TIMED_OUT
    step: str | None  # the state that runs now (its name in the state machine), None if it has ended
    step_seconds: float | None  # how long that state has been running
    seconds: float  # how long the build has run, or took
    ended_ago: float | None  # seconds since its end, None while it runs
    metric: tuple[str, float] | None  # its first metric
    metric_before: float | None  # the same metric of the last succeeded version before it
    cause: str | None
    reason: str | None
    serving: bool  # the endpoint runs this version's configuration
    unchanged: bool = False  # nothing had changed since the version that serves, and so nothing was done
    cost: Cost | None = None  # as its record has it


@dataclass(frozen=True)
class Seen:
    """What there is to say of a stack."""

    builds: tuple[BuildSeen, ...]  # newest first, at most 10
    usual_seconds: float | None  # median of the last succeeded builds
    waiting: bool  # a launch waits for the running build
    serving: int | None = None  # the version that the endpoint runs, as far as it is one of these builds
    going_back_to: int | None = None  # the version that a rollback, which runs now, goes back to
    asleep: bool = False  # the endpoint is outside its hours, and taken down

    @property
    def running(self) -> BuildSeen | None:
        """Return the build that runs now."""
        return next((build for build in self.builds[:1] if build.status == "RUNNING"), None)
