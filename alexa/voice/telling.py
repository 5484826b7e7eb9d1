"""The sentences about one build."""

from math import isfinite

from voice import causes, figures, steps, times
from voice.language import Language
from voice.saying import Record, Said, fill, say
from voice.seen import BuildSeen, Seen

OUTCOMES = {"RUNNING": "running", "SUCCEEDED": "finished", "FAILED": "failed", "STOPPED": "stopped_ago", "TIMED_OUT": "timed_out"}
REASON = 100  # characters


def outcome(build: BuildSeen) -> str:
    """Return how a build went, as the catalogue names it."""
    return OUTCOMES.get(build.status, "ended")


def doing(language: Language, build: BuildSeen) -> str:
    """Return the clause that says what a running build has been doing, and for how long."""
    activity = activity_of(build.step)
    seconds = build.seconds if activity == steps.OTHER else build.step_seconds
    return language.doing[activity].format(version=build.version, since=times.since(language, seconds))


def activity_of(state: str | None) -> str:
    """Return what a build does in a state."""
    return steps.ACTIVITIES.get(state or "", steps.OTHER)


def in_all(language: Language, build: BuildSeen) -> Said | None:
    """Return how long a build has been running, unless that is what is said of a step that has no words of its own."""
    return None if activity_of(build.step) == steps.OTHER else say(language, "in_all", since=times.since(language, build.seconds))


def progress(language: Language, seen: Seen, build: BuildSeen) -> Said:
    """Return what a running build is doing, and how long builds take."""
    clause = doing(language, build)
    before = seen.builds[1] if len(seen.builds) > 1 else None
    if before and before.status == "SUCCEEDED" and not before.unchanged:
        return say(language, "running_last", doing=clause, last=times.lasting(language, before.seconds))
    if seen.usual_seconds is not None:
        return say(language, "running_usual", doing=clause, usual=times.lasting(language, seen.usual_seconds))
    return say(language, "running", doing=clause)


def end(language: Language, build: BuildSeen, with_metric: bool = True) -> Said:
    """Return how a build ended and how long ago."""
    values = {"version": str(build.version), "ago": times.ago(language, build.ended_ago)}
    if outcome(build) != "finished":
        return say(language, outcome(build), **values)
    if build.unchanged:
        return say(language, "finished_unchanged", **values)
    key, measured = "finished", metric(language, build) if with_metric else None
    if measured:
        key, values = f"{key}_metric", values | measured
    return say(language, f"{key}_serving" if build.serving else key, **values)


def briefly(language: Language, build: BuildSeen, with_metric: bool) -> Said:
    """Return how a build went, for a list of several."""
    measured = metric(language, build) if with_metric and outcome(build) == "finished" else None
    key = f"was_{outcome(build)}_metric" if measured else f"was_{outcome(build)}"
    return say(language, key, version=str(build.version), **(measured or {}))


def metric(language: Language, build: BuildSeen) -> dict[str, str] | None:
    """Return the name and the value of a build's metric, None if there is none that can be said."""
    if build.metric is None or not isfinite(build.metric[1]):
        return None
    name = figures.name(language, build.metric[0])
    return {"metric": name, "value": figures.value(language, build.metric[1])} if name else None


def comparison(language: Language, build: BuildSeen) -> Said | None:
    """Return a build's metric beside that of the version before."""
    measured = metric(language, build)
    if not measured or not build.metric:
        return None
    if build.metric_before is None or not isfinite(build.metric_before):
        return say(language, "metric_only", **measured)
    value, before = figures.pair(language, build.metric[1], build.metric_before)
    if value == before:
        return say(language, "metric_same", **measured)
    key = "metric_up" if build.metric[1] > build.metric_before else "metric_down"
    return say(language, key, metric=measured["metric"], value=value, before=before)


def reason(language: Language, build: BuildSeen) -> Said | None:
    """Return what launched a build."""
    words = causes.spoken(build.reason, REASON)
    return say(language, "reason", reason=Record(words)) if words else None


def cause(language: Language, build: BuildSeen) -> list[Said]:
    """Return where a build failed, and the message."""
    state, rest = causes.state_and_rest(build.cause or "")
    activity = activity_of(state) if build.status == "FAILED" else outcome(build)
    where = fill(language, language.failed[activity], version=str(build.version))
    words = causes.spoken(rest)
    if words:
        return [where, say(language, "cause", cause=Record(words))]
    return [where, say(language, "no_cause")] if build.status == "FAILED" else [where]


def news(language: Language, seen: Seen) -> list[Said | None]:
    """Return how the newest build is doing."""
    if not seen.builds:
        return [say(language, "no_build")]
    build = seen.builds[0]
    if seen.running:
        return [progress(language, seen, build), waiting(language, seen)]
    other = None if seen.going_back_to or seen.serving == build.version else serves(language, seen.serving)
    asleep = say(language, "asleep") if seen.asleep else None
    return [going_back(language, seen), end(language, build), *asking_why(language, build), other, asleep, gathering(language, seen)]


def serves(language: Language, version: int | None) -> Said | None:
    """Return which version serves, if that is known."""
    return None if version is None else say(language, "serves", version=str(version))


def going_back(language: Language, seen: Seen) -> Said | None:
    """Return that the endpoint goes back to an earlier version, if it does."""
    return None if seen.going_back_to is None else say(language, "is_going_back", version=str(seen.going_back_to))


def waiting(language: Language, seen: Seen) -> Said | None:
    """Return that a build waits, if one does."""
    return say(language, "waiting") if seen.waiting else None


def gathering(language: Language, seen: Seen) -> Said | None:
    """Return that a build waits although nothing runs: more uploads or pushes may come."""
    return say(language, "gathering") if seen.waiting and seen.going_back_to is None else None


def asking_why(language: Language, build: BuildSeen) -> list[Said | None]:
    """Return how to ask for the cause, if there is one."""
    return [say(language, "ask_why")] if build.status == "FAILED" else []
