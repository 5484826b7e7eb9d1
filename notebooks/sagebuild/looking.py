"""Looking at a stack: its builds, one by one and side by side. Nothing here changes anything."""

from collections.abc import Iterator
from typing import Any

from sagebuild import comparison, endpoint, going_back, graphs, history, logs, table, training
from sagebuild.access import Access
from sagebuild.builds import Build
from sagebuild.comparison import Comparison
from sagebuild.rollbacks import Rollback
from sagebuild.served import Served
from sagebuild.states import State


class Looking(Access):
    """A stack that is looked at."""

    def status(self) -> Build | None:
        """Return the build that runs, else the last one; None before the first."""
        return table.status(self)

    def build(self, version: int) -> Build:
        """Return one build; SageBuildError is raised if there is none of that version."""
        return table.build(self, version)

    def builds(self, limit: int = 20) -> list[Build]:
        """Return the last builds, the newest first."""
        return table.builds(self, limit)

    def served(self) -> Served:
        """Return which versions the endpoint has served: what a rollback goes back to, and what it may name."""
        return table.served(self)

    def rollbacks(self, limit: int = 20) -> list[Rollback]:
        """Return the last rollbacks, the newest first."""
        return going_back.listed(self, limit)

    def serving(self, builds: list[Build]) -> Build | None:
        """Return which of these builds the endpoint serves, as SageMaker itself says; None if it serves none of them."""
        running = endpoint.configuration(self)
        return next((build for build in builds if running and build.names.get("EndpointConfig") == running), None)

    def waiting(self) -> bool:
        """Return whether a launch waits for what runs."""
        return "Pending" in self.launching()

    def launching(self) -> dict[str, Any]:
        """Return what the stack itself keeps of what runs, waits and was rejected: one read, for whoever needs several of them."""
        return table.launching(self)

    def states(self, run: int | Build | Rollback | None = None) -> list[State]:
        """Return the states that a build, a version's or its own, or a rollback has been in, in their order; by default status()'s build."""
        known = table.chosen(self, run) if run is None or isinstance(run, int) else run
        return table.states(self, known.execution_arn)

    def training_now(self, build: Build) -> dict[str, Any]:
        """Return how a build's training does at this moment.

        Returns:
            {"Status": SageMaker's word for it, "Metrics": {name: the value so far}, "LastLine": of its log}; empty ones before it begins.
        """
        return training.now(self, build)

    def history(self, limit: int = 50) -> Any:
        """Return the last builds as a pandas.DataFrame: a row for each, index Version, a column for each metric, the evaluation's by their dotted paths."""
        return history.frame(self.builds(limit))

    def plot(self, metric: str | None = None, limit: int = 50) -> Any:
        """Return a matplotlib Figure of a metric over the versions; without a name of the first metric that there is."""
        from sagebuild import plots

        return plots.plot(self.history(limit), metric)

    def timeline(self, version: int | None = None) -> Any:
        """Return a matplotlib Figure of a build's states over time; without a version of status()'s build."""
        from sagebuild import plots

        build = table.chosen(self, version)
        return plots.timeline(self.states(build), f"Version {build.version} of {self.name}")

    def graph(self, run: int | Rollback | None = None) -> Any:
        """Return the state machine as a picture in which the states of a version's build, or of a rollback, are marked; by default status()'s build."""
        return graphs.drawn(self, run)

    def compare(self, first: int, second: int) -> Comparison:
        """Return what differs between two builds: parameters, data, code, metrics."""
        return comparison.compare(table.build(self, first), table.build(self, second))

    def logs(self, state: str = "Train Model", version: int | None = None, follow: bool = False) -> Iterator[str]:
        """Return the lines that a state has logged; "Endpoint" is the endpoint's containers.

        Args:
            state: a state's name.
            version: whose; without it status()'s build's.
            follow: keep waiting for further lines until the state has been left; the endpoint's until you interrupt.
        """
        return logs.lines(self, state, version, follow)
