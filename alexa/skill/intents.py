"""What is replied to each intent of the models. Nothing here knows Alexa's SDK or AWS, so that another voice or a chat could use it."""

from collections.abc import Callable

from skill.changes import ask_to_roll_back, ask_to_stop, launch, roll_back, start, stop
from skill.turns import Reply, Turn
from voice import answers

OPENING = "LaunchRequest"


def status(turn: Turn) -> Reply:
    """Say how the build goes."""
    look = turn.stack.look()
    return Reply(answers.status(turn.language, look.seen), url=look.url)


def details(turn: Turn) -> Reply:
    """Say more of the build, and if none runs what another one would do."""
    look = turn.stack.look()
    would = turn.stack.would() if look.seen.builds and look.running is None else None
    return Reply(answers.details(turn.language, look.seen, would), url=look.url)


def history(turn: Turn) -> Reply:
    """Say how the last builds went."""
    look = turn.stack.look()
    return Reply(answers.history(turn.language, look.seen, turn.slots.get("Count")), url=look.url)


def why(turn: Turn) -> Reply:
    """Say why a build failed."""
    look = turn.stack.look()
    return Reply(answers.why(turn.language, look.seen), url=look.url)


def costs(turn: Turn) -> Reply:
    """Say what the last build cost, and what the endpoint costs."""
    look = turn.stack.look()
    return Reply(answers.costs(turn.language, look.seen), url=look.url)


def yes(turn: Turn) -> Reply:
    """Do what the last answer asked about."""
    if turn.asked == answers.QUEUE:
        return launch(turn)
    if turn.asked == answers.STOP and turn.last and turn.last.version is not None:
        return stop(turn, turn.last.version)
    if turn.asked == answers.ROLLBACK and turn.last and turn.last.version is not None and turn.last.then is not None:
        return roll_back(turn, turn.last.version, turn.last.then)
    return fallback(turn)


def no(turn: Turn) -> Reply:
    """Leave what the last answer asked about; a no to nothing, such as to "What else?", ends the session."""
    if turn.asked == answers.QUEUE:
        return Reply(answers.not_queued(turn.language))
    if turn.asked == answers.STOP and turn.last and turn.last.version is not None:
        return Reply(answers.not_stopped(turn.language, turn.last.version))
    if turn.asked == answers.ROLLBACK:
        return Reply(answers.not_going_back(turn.language))
    return goodbye(turn)


def repeat(turn: Turn) -> Reply:
    """Say the last answer again, with its question."""
    return turn.last or help_(turn)


def welcome(turn: Turn) -> Reply:
    """Say how the build goes to whoever opens the skill, and listen on."""
    look = turn.stack.look()
    return Reply(answers.welcome(turn.language, look.seen), url=look.url)


def help_(turn: Turn) -> Reply:
    """Say what can be asked."""
    return Reply(answers.help(turn.language))


def fallback(turn: Turn) -> Reply:
    """Say that this was not understood."""
    return Reply(answers.fallback(turn.language))


def goodbye(turn: Turn) -> Reply:
    """End the session; builds go on."""
    return Reply(answers.goodbye(turn.language), leaves=True)


INTENTS: dict[str, Callable[[Turn], Reply]] = {
    OPENING: welcome,
    "StatusIntent": status,
    "DetailsIntent": details,
    "StartIntent": start,
    "StopBuildIntent": ask_to_stop,
    "RollbackIntent": ask_to_roll_back,
    "HistoryIntent": history,
    "WhyIntent": why,
    "CostIntent": costs,
    "AMAZON.YesIntent": yes,
    "AMAZON.NoIntent": no,
    "AMAZON.RepeatIntent": repeat,
    "AMAZON.HelpIntent": help_,
    "AMAZON.FallbackIntent": fallback,
    "AMAZON.NavigateHomeIntent": welcome,
    "AMAZON.StopIntent": goodbye,
    "AMAZON.CancelIntent": goodbye,
}
