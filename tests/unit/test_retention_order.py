"""Whatever the order of planning and retiring, no build is without an image that it has found."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from builds.launches import State
from retention import item

COUNT = 1


@dataclass
class World:
    """A stack that keeps one version, whose builds all could have the image of any version that is there."""

    state: State = field(default_factory=dict)
    images: set[int] = field(default_factory=set)
    found: dict[int, list[int]] = field(default_factory=dict)
    planned: int = 0
    ended: int = 0

    def plan(self, pick: int) -> None:
        """Begin the next build, with an image that it finds, or a new one."""
        self.planned += 1
        there = sorted(self.images - set(item.leaving(self.state)))
        self.found[self.planned] = there[pick : pick + 1]
        self.images.add(self.image_of(self.planned))

    def image_of(self, version: int) -> int:
        """Return the version that has built a version's image."""
        return (self.found[version] or [version])[0]

    def retire(self, version: int) -> None:
        """Retire versions as when a version has been built; such news may come late, and more than once."""
        if not 0 < version <= self.ended:
            return
        looked_at: item.Uses = {number: [] if number <= self.ended else None for number in item.turn(self.state, version)}
        uses = {**item.known(self.state), **looked_at}
        newest = item.newest(self.state, version)
        whole = item.needed(range(newest - COUNT + 1, newest + 1), uses)
        # What is being planned has not written down yet which image it has found.
        with_images = {self.image_of(number) for number in whole if 0 < number <= self.ended}
        gone = uses.keys() - whole - with_images
        self.images -= gone & item.ready(self.state, version)
        self.state = item.after(self.state, looked_at, gone, version, max(newest, self.planned))


# How far behind the last build news are: those that come while a build runs, and those that come when it has ended.
NEWS = st.lists(st.integers(0, 2), max_size=2)
BUILDS = st.lists(st.tuples(st.integers(0, 3), NEWS, NEWS), max_size=8)


@settings(max_examples=500, deadline=None)
@given(BUILDS)
def test_a_build_has_its_image_as_long_as_it_is_built_or_kept(builds: list[tuple[int, list[int], list[int]]]) -> None:
    world = World()
    for pick, meanwhile, afterwards in builds:
        world.plan(pick)
        for behind in meanwhile:
            world.retire(world.ended - behind)
        assert world.image_of(world.planned) in world.images
        world.ended += 1
        for behind in afterwards:
            world.retire(world.ended - behind)
        assert world.image_of(world.ended) in world.images
