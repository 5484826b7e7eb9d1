"""What is replied to each intent of the models. Nothing here knows Alexa's SDK or AWS, so that another voice or a chat could use it."""

from collections.abc import Callable
from dataclasses import replace

from skill.asking import Standing
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


def start(turn: Turn) -> Reply:
    """Launch a build, unless one runs: then whoever asked decides."""
    look = turn.stack.look()
    if look.running is not None:
        return Reply(answers.start(turn.language, look.seen), url=look.url)
    return launch(turn)


def launch(turn: Turn) -> Reply:
    """Launch a build."""
    say = answers.queued if turn.stack.launch() else answers.started
    return Reply(say(turn.language))


def ask_to_stop(turn: Turn) -> Reply:
    """Ask whether the build that runs shall be stopped; nothing is stopped without a yes to exactly this question."""
    look = turn.stack.look()
    return Reply(answers.stop_question(turn.language, look.seen), look.running, look.url)


def stop(turn: Turn, version: int) -> Reply:
    """Stop the build that was asked about; if it has ended meanwhile, say how things are."""
    if turn.stack.stop(version):
        return Reply(answers.stopped(turn.language, version))
    look = turn.stack.look()
    say = answers.nothing_runs if look.running is None else answers.status
    return Reply(say(turn.language, look.seen), url=look.url)


def ask_to_roll_back(turn: Turn) -> Reply:
    """Ask whether the endpoint shall go back to the version that was said, else to the one before."""
    look, way, said = turn.stack.look(), turn.stack.way_back(), turn.slots.get("Version")
    answer = answers.rollback_question(turn.language, look.seen, way, said)
    return Reply(answer, answers.rollback_target(way, said), look.url, then=[way.current, look.running])


def roll_back(turn: Turn, version: int, then: Standing) -> Reply:
    """Let the endpoint go back as was asked; if things have changed meanwhile, ask again."""
    if turn.stack.roll_back(version, then):
        return Reply(answers.going_back(turn.language, version))
    return ask_to_roll_back(replace(turn, slots={"Version": str(version)}))


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
    "AMAZON.YesIntent": yes,
    "AMAZON.NoIntent": no,
    "AMAZON.RepeatIntent": repeat,
    "AMAZON.HelpIntent": help_,
    "AMAZON.FallbackIntent": fallback,
    "AMAZON.NavigateHomeIntent": welcome,
    "AMAZON.StopIntent": goodbye,
    "AMAZON.CancelIntent": goodbye,
}
