"""A stack of which a test says what is seen, and which notes what was done with it."""

from collections.abc import Callable

from skill.asking import Look, Standing
from voice.going_back import Way
from voice.seen import BuildSeen, Seen
from voice.would import Would

URL = "https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/arn:12"


def build(version: int, status: str = "SUCCEEDED") -> BuildSeen:
    ended = None if status == "RUNNING" else 1200.0
    step = "Train Model" if status == "RUNNING" else None
    return BuildSeen(version, status, step, 60.0 if step else None, 600.0, ended, None, None, None, None, False)


RUNNING = Seen((build(12, "RUNNING"), build(11)), 10800.0, False)
ENDED = Seen((build(12), build(11)), 10800.0, False)
NEXT = Seen((build(13, "RUNNING"), build(12)), 10800.0, False)


class FakeStack:
    """A stack that is seen as a test says."""

    def __init__(self, seen: Seen) -> None:
        self.seen = seen
        self.done: list[str] = []
        self.before_each: Callable[[], None] = lambda: None

    def look(self) -> Look:
        self.before_each()
        return Look(self.seen, URL if self.seen.builds else None)

    def would(self) -> Would:
        self.done.append("would")
        return Would("no data", {})

    def launch(self) -> bool:
        self.done.append("launch")
        return self.look().running is not None

    def way_back(self) -> Way:
        return Way(12, 11, (11, 9))

    def roll_back(self, version: int, then: Standing) -> bool:
        same = then == [12, self.look().running]
        self.done += [f"back to {version}"] if same else []
        return same

    def stop(self, version: int) -> bool:
        stops = self.look().running == version
        self.done += [f"stop {version}"] if stops else []
        return stops
