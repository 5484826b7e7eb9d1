"""Whatever the history: a training that is taken over read and ran exactly what a new one would, and one that could be taken over is."""

from typing import Any

import boto3
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from builds import records
from confirm_training import app as confirm_training
from reuse.inputs import fingerprint
from tests.unit.archives import archive
from tests.unit.histories import History, history, inputs
from tests.unit.planned_stack import DOCUMENT

KEYS = st.sampled_from(["train/one.csv", "train/two.csv"])
CONTENTS = st.sampled_from([b"1\n", b"2\n"])
RULES = st.sampled_from(["FAILED", "ALWAYS", "NEVER"])
FATES = st.sampled_from(["served", "refused", "killed in the training", "killed before it was confirmed", "data came meanwhile"])
SOURCES = {content: archive(train_py=content) for content in ("1", "2")}  # an archive knows when it was made
STEPS = st.lists(
    st.tuples(st.just("build"), RULES, FATES)
    | st.tuples(st.just("build"), RULES, FATES)
    | st.tuples(st.just("data"), KEYS, CONTENTS)
    | st.tuples(st.just("source"), st.sampled_from(["1", "2"]), st.none())
    | st.tuples(st.just("document"), st.sampled_from([1, 2]), st.sampled_from(["ml.m5.large", "ml.m5.xlarge"]))
    | st.tuples(st.just("model goes"), st.integers(1, 3), st.none()),
    min_size=3,
    max_size=9,
)


class Trials:
    """A history, and what each version was really trained on."""

    def __init__(self, churn: History) -> None:
        self.churn, self.trained_on = churn, dict[int, Any]()
        self.world: dict[str, Any] = {"C": 1, "instance": "ml.m5.large", "train/one.csv": b"1,2\n"}
        self.usable: dict[int, bool] = {}  # whether a version's model is there, and read what was planned
        self.go(("source", "1", None))

    def go(self, step: tuple[str, Any, Any]) -> None:
        """Do one step."""
        what, one, other = step
        s3 = boto3.client("s3")
        if what == "data":
            s3.put_object(Bucket="data", Key=one, Body=other)
            self.world[one] = other
        elif what == "source":
            s3.put_object(Bucket="data", Key="source.tar.gz", Body=SOURCES[one])
            self.world["source"] = one
        elif what == "document":
            self.world |= {"C": one, "instance": other}
        elif what == "model goes" and one in self.trained_on:
            s3.delete_object(Bucket="code", Key=artifact(records.read(one)))
            self.usable[one] = False
        elif what == "build":
            self.build(one, other)

    def build(self, rule: str, fate: str) -> None:
        """Plan a build, check what it takes over, and let it meet its fate."""
        job = {"ResourceConfig": {"InstanceType": self.world["instance"]}}
        given = {"HyperParameters": {"C": self.world["C"]}, "TrainingJob": job, "Reuse": {"Training": rule}}
        build = self.churn.plan(given)
        same = [version for version, found in self.trained_on.items() if found == self.world and self.usable[version]]
        if build["Reused"]:
            origin = build["ModelVersion"]
            assert origin in same
            assert fingerprint(inputs(origin)["Training"]) == fingerprint(inputs(build["Version"])["Training"]) == build["Fingerprint"]
        elif rule == "ALWAYS":
            assert not same
        self.end(build, fate)

    def end(self, build: dict[str, Any], fate: str) -> None:
        """Let a build end."""
        version = build["Version"]
        if not build["Train"] or fate == "killed in the training":
            self.churn.end(build, "SUCCEEDED" if fate == "served" else "FAILED")
            return
        self.trained_on[version] = dict(self.world)
        self.churn.train(build, confirmed=False)
        if fate == "data came meanwhile":
            self.go(("data", "train/two.csv", b"1\n" if self.world.get("train/two.csv") == b"2\n" else b"2\n"))
        self.usable[version] = fate in ("served", "refused")
        if fate != "killed before it was confirmed":
            confirm_training.handler({"Build": build, "Resources": {"CodeBucket": "code"}, "Training": self.churn.trained}, None)
        self.churn.end(build, "SUCCEEDED" if fate == "served" else "FAILED")


def artifact(record: dict[str, Any]) -> str:
    """Return the key of a version's model."""
    return str(record["ModelArtifacts"]).removeprefix("s3://code/")


AGAIN = ("build", "ALWAYS", "served")


@given(STEPS)
@example([AGAIN, ("source", "2", None), AGAIN, ("document", 2, "ml.m5.large"), AGAIN, ("data", "train/one.csv", b"2\n"), AGAIN])
@example([("build", "FAILED", "killed before it was confirmed"), AGAIN, ("model goes", 2, None), AGAIN])
@example([("build", "FAILED", "data came meanwhile"), AGAIN, ("document", 1, "ml.m5.xlarge"), AGAIN, ("document", 1, "ml.m5.large"), AGAIN])
@settings(max_examples=5, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate])
def test_a_training_is_taken_over_exactly_where_a_new_one_would_be_the_same(steps: list[tuple[str, Any, Any]]) -> None:
    with history(DOCUMENT) as churn:
        trials = Trials(churn)
        for step in steps:
            trials.go(step)
