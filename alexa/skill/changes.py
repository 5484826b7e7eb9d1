"""What is replied to whoever wants to change something: launch a build, stop one, or let the endpoint go back."""

from dataclasses import replace

from skill.asking import Standing
from skill.turns import Reply, Turn
from voice import answers


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
