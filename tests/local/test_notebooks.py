"""Every notebook is run top to bottom against a deployed stack, in the folder and with the role that its notebook instance has.

What this machine lacks ends a notebook at its launch. The launch is made all the same: the build gets as far as the framework's own import, and
the run's last lines say what was left out.
"""

import importlib.util
import json
import tarfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from local.launcher import LocalAws
from local.stack import Stack
from sagebuild import Build, SageBuild
from tests.conftest import LEFT_OUT
from tests.local.jupyter import Jupyter
from tests.local.kernel import Kernel, opened
from tests.local.packaged import deploy

Open = Callable[[str], AbstractContextManager[Kernel]]
Record = Callable[[str, object], None]
CREDENTIALS = """
import boto3, json
found = boto3.Session().get_credentials().get_frozen_credentials()
names = {"AWS_ACCESS_KEY_ID": found.access_key, "AWS_SECRET_ACCESS_KEY": found.secret_key, "AWS_SESSION_TOKEN": found.token}
print(json.dumps(names))
"""
UNTOUCHED = {"Tags": {"of": "a user"}}


@pytest.fixture(scope="module")
def deployed(aws: LocalAws, built: Path) -> Stack:
    """A stack that the notebooks share, one after the other."""
    stack = Stack(aws, "notebooks")
    deploy(stack, built, {"NotebookInstanceType": "ml.t3.medium"})
    stack.parameters(UNTOUCHED)
    return stack


@pytest.fixture(scope="module")
def environment(deployed: Stack) -> dict[str, str]:
    """What reaches the account with the rights of the notebook instance's role, and no others."""
    given = json.loads(Jupyter(deployed.account, deployed.outputs["NoteBookInstanceName"]).run(CREDENTIALS))
    return deployed.account.environment() | given


@pytest.fixture
def sagebuild(deployed: Stack, monkeypatch: pytest.MonkeyPatch) -> SageBuild:
    """The client, with the rights of whoever tests."""
    for key, value in deployed.account.environment().items():
        monkeypatch.setenv(key, value)
    return SageBuild(deployed.name)


@pytest.fixture(scope="module")
def notebook(deployed: Stack, built: Path, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Open:
    """What opens a notebook of the folder that the stack brings to its instance."""
    folder = tmp_path_factory.mktemp("notebook-instance") / "SageBuild"
    with tarfile.open(built.parent / "NotebooksLayer/python/notebooks/folder.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    (folder / ".sagebuild").write_text(f"{deployed.name}\n")
    return lambda name: opened(folder / f"{name}.ipynb", environment)


@pytest.fixture(autouse=True)
def nothing_stays(deployed: Stack, sagebuild: SageBuild) -> Iterator[None]:
    """After a notebook the parameters are what they were, and the data bucket is empty."""
    yield
    assert sagebuild.parameters() == UNTOUCHED
    assert deployed.account.client("s3").list_objects_v2(Bucket=deployed.outputs["DataBucket"])["KeyCount"] == 0


def has(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def ends_at_the_import(kernel: Kernel, sagebuild: SageBuild, until: str) -> Build:
    """Run a notebook up to its launch, launch without it, clean up, and return the build; nothing is deployed."""
    kernel.run(until=until)
    build = sagebuild.launch({"Deploy": False}, "as far as this machine goes").wait(show=False)
    kernel.run_one("clean-up")
    return build


def test_start_here(notebook: Open) -> None:
    with notebook("01_start_here") as kernel:
        kernel.run()
        assert kernel.value("drawing.accuracy(held_out, answers)") < kernel.value("drawing.accuracy(held_out, better)")
        assert kernel.value("drawing.accuracy(held_out, better)") >= 0.95
        assert kernel.value("[first.status, second.status, second.version - first.version]") == ["SUCCEEDED", "SUCCEEDED", 1]
        assert kernel.outputs("refused")["text"] == 'TrainingJob.ResourceConfig.InstanceCount: expected an integer, got "two"\n'
        assert "HyperParameters.C: 0.03 → 10" in kernel.outputs("change")["text/plain"]
        assert "Train Model" in kernel.outputs("graph")["image/svg+xml"]
        assert "HyperParameters.C" in kernel.outputs("compare")["text/plain"]
        assert "validation:accuracy=" in kernel.outputs("logs")["text"]
        history = kernel.value("s.history()['validation:accuracy'].to_dict()")
        assert history["2"] > history["1"]
        for name in ("the-data", "ask", "confusion", "second", "timeline", "plot"):
            assert "image/png" in kernel.outputs(name), name


def test_an_amazon_algorithm(notebook: Open, sagebuild: SageBuild, record_property: Record) -> None:
    with notebook("02_amazon_algorithm") as kernel:
        build = ends_at_the_import(kernel, sagebuild, "linear")
        assert kernel.value("drawing.accuracy(held_out, answers)") >= 0.95
        assert kernel.value("trees.metrics['validation:merror']") <= 0.08
        assert "image/png" in kernel.outputs("xgboost-wrong")
    assert "can not train linear-learner: it knows script mode and XGBoost" in build.cause
    record_property(LEFT_OUT, "02_amazon_algorithm.ipynb ended at the launch of the linear learner, whose image no machine but AWS's has")


def test_tensorflow(notebook: Open, sagebuild: SageBuild, record_property: Record) -> None:
    with notebook("03_tensorflow") as kernel:
        build = ends_at_the_import(kernel, sagebuild, "parameters")
    if has("tensorflow"):
        assert build.metrics["validation:accuracy"] >= 0.9
        record_property(LEFT_OUT, "03_tensorflow.ipynb trained, and was not deployed: the local AWS has no TensorFlow Serving")
        return
    assert "No module named 'tensorflow'" in build.cause
    record_property(
        LEFT_OUT,
        "03_tensorflow.ipynb ended at the launch: the package tensorflow is not installed, and the local AWS has no TensorFlow Serving",
    )


@pytest.mark.parametrize(("name", "module"), [("04_mxnet", "mxnet"), ("05_pytorch", "torch")])
def test_a_framework_whose_script_serves(notebook: Open, sagebuild: SageBuild, record_property: Record, name: str, module: str) -> None:
    with notebook(name) as kernel:
        if has(module):
            kernel.run()
            assert kernel.value("drawing.accuracy(held_out, answers)") >= 0.93
            assert kernel.value("build.status") == "SUCCEEDED"
            return
        build = ends_at_the_import(kernel, sagebuild, "parameters")
    assert f"No module named '{module}'" in build.cause
    record_property(LEFT_OUT, f"{name}.ipynb ended at the launch: the package {module} is not installed")


def test_scikit_learn(notebook: Open) -> None:
    with notebook("06_scikit_learn") as kernel:
        kernel.run()
        assert kernel.value("drawing.accuracy(held_out, better)") >= 0.95
        assert kernel.value("drawing.accuracy(held_out, answers)") < 0.9
        assert "HyperParameters.n_estimators" in kernel.outputs("compare")["text/plain"]


def test_tuning(notebook: Open) -> None:
    with notebook("07_tuning") as kernel:
        kernel.run()
        first, second = kernel.value("[sorted(trials(build).accuracy) for build in (first, second)]")
        assert (len(first), len(second)) == (4, 4)
        assert second[-1] >= 0.9
        assert kernel.value("second.parameters['TuningJob']['WarmStartConfig']['ParentHyperParameterTuningJobs']") == [
            {"HyperParameterTuningJobName": kernel.value("first.names['TuningJob']")}
        ]
        assert kernel.value("drawing.accuracy(held_out, answers)") >= 0.9
        assert "image/png" in kernel.outputs("trials-drawn")


def test_day_to_day_work(notebook: Open) -> None:
    with notebook("08_operations") as kernel:
        kernel.run()
        assert kernel.value("[worse.version - trusted.version, same.version - trusted.version]") == [1, 1]
        assert kernel.value("worse.reason") == "a bad idea; new data"
        assert kernel.value("[trusted.status, worse.status, back.status, stopped.status]") == [
            "SUCCEEDED",
            "SUCCEEDED",
            "ROLLED_BACK",
            "STOPPED",
        ]
        assert kernel.value("[back.version - trusted.version, back.came_from - trusted.version]") == [0, 1]
        assert kernel.value("[refused.error, chosen.error, chosen.version - refused.version]") == ["ModelRefused", "VerificationFailed", 1]
        assert f"of version {kernel.value('trusted.version')}, which serves: expected at least" in kernel.value(
            "refused.evaluation.sentence"
        )
        assert kernel.value("s.served().current == trusted.version")
        assert "AlgorithmError: hyperparameter C: expected a number above 0, got -1" in kernel.outputs("fail")["text"]
        assert "hyperparameter C: expected a number above 0, got -1" in kernel.outputs("fail-logs")["text"]
        assert kernel.value("drawing.accuracy(held_out, bad_answers)") < 0.5
        assert kernel.value("drawing.accuracy(held_out, good_answers)") >= 0.95
        assert kernel.outputs("parameters")["text"].count("\n") == 3
        assert "'BucketTriggerBuild': 'False'" in kernel.outputs("triggers")["text/plain"]
