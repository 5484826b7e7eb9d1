"""Which files of a new folder go where. Nothing that a person has edited is overwritten."""

from dataclasses import dataclass, field
from pathlib import PurePosixPath

Digests = dict[str, str]  # of files, by their names in the folder


@dataclass(frozen=True)
class Arrival:
    """What is to be done: new files by the names under which they are put, files that go, and what a person should know."""

    put: dict[str, str] = field(default_factory=dict)
    remove: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def decide(came: Digests, new: Digests, there: Digests) -> Arrival:
    """Compare what came last time, what comes now and what is there: a file that is not as it came has been edited."""
    arrival = Arrival(remove=sorted(name for name in came if name not in new and there.get(name) == came[name]))
    for name in sorted(new):
        place(name, came.get(name), new[name], there, arrival)
    return arrival


def place(name: str, came: str | None, new: str, there: Digests, arrival: Arrival) -> None:
    """Decide on one file, and add it to the arrival."""
    second = beside(name)
    if there.get(name) in (None, came):
        if there.get(name) != new:
            arrival.put[name] = name
    elif new in (came, there[name], there.get(second)):
        return
    elif there.get(second) in (None, came):
        arrival.put[second] = name
        arrival.told.append(f"{name} has your edits and stays; the new one is {second}")
    else:
        arrival.told.append(f"{name} and {second} have your edits and stay; rename the second, and the newest arrives at the next start")


def beside(name: str) -> str:
    """Return the name under which a new file arrives beside an edited one."""
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem}.new{path.suffix}"))
