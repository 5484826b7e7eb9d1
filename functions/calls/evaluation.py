"""The CreateProcessingJob requests of a build: the new model and the one that serves take the same exam."""

from typing import Any

from calls import aside, protection
from calls.checked import checked_request
from document.merge import merge, without_nulls
from images.frameworks import DEFAULT_INSTANCE

NEW, OLD = "new", "old"
NAMES = {NEW: "Evaluation", OLD: "ChampionEvaluation"}  # of the build's record
ROOT = "/opt/ml/processing"
MODEL_FILE = "model.tar.gz"  # where an artifact is called otherwise, no program finds it
PROGRAM = "evaluate.py"
# Where the SageMaker Python SDK's FrameworkProcessor puts a source, which it unpacks in the same way.
CODE = f"{ROOT}/input/code"
# The program starts where the image starts, as ScriptProcessor starts those of SageMaker Pipelines: some unpack the model into "..", which is "/" there.
UNPACK_AND_RUN = (
    f"(cd {CODE} && tar -xzf source.tar.gz && if [ -f requirements.txt ]; then python3 -m pip install -r requirements.txt; fi) && "
    f'exec python3 {CODE}/{PROGRAM} "$@"'
)


def checked_evaluation(event: dict[str, Any], which: str, artifacts: str, region: str | None = None) -> dict[str, Any]:
    """Return the complete request of the new or the old model's job, checked as every request is."""
    build = event["Build"]
    named = {**build, "Names": {**build["Names"], "Evaluation": build["Names"][NAMES[which]]}}
    return checked_request("CreateProcessingJob", evaluation_request(event, which, artifacts), named, event["Parameters"], region)


def evaluation_request(event: dict[str, Any], which: str, artifacts: str) -> dict[str, Any]:
    """Return the request of one model's job: the defaults, under the document's Evaluation."""
    resources, given = event["Resources"], event["Parameters"]["Evaluation"]
    wanted = given.get("ProcessingResources")
    cluster = wanted.get("ClusterConfig") if isinstance(wanted, dict) else {}
    machines = {"InstanceType": DEFAULT_INSTANCE, "InstanceCount": 1, "VolumeSizeInGB": 30, **protection.volume_key(resources, cluster)}
    network = protection.network(resources)
    defaults = {
        "ProcessingResources": {"ClusterConfig": aside.resources(machines, cluster)},
        "StoppingCondition": {"MaxRuntimeInSeconds": 86400},
        "AppSpecification": program(event),
        "RoleArn": resources["TrainingRoleArn"],
        "ProcessingOutputConfig": protection.key(resources),
        **({"NetworkConfig": network} if network else {}),
    }
    request: dict[str, Any] = merge(defaults, given)
    inputs = by_name(
        "InputName", [entry("Input", "test", f"s3://{resources['DataBucket']}/test/"), *code(event)], given.get("ProcessingInputs")
    )
    request["ProcessingInputs"] = by_name("InputName", [entry("Input", "model", artifacts)], inputs, {"S3Uri": artifacts})
    config = request.setdefault("ProcessingOutputConfig", {})
    if isinstance(config, dict):
        uri = f"s3://{resources['CodeBucket']}/{folder(event['Build']['Version'], which)}"
        config["Outputs"] = by_name("OutputName", [entry("Output", "evaluation", uri)], config.get("Outputs"), {"S3Uri": uri})
    return request


def folder(version: int, which: str) -> str:
    """Return where in the code bucket a job leaves evaluation.json."""
    return f"versions/v{version}/evaluation/{which}/"


def entry(kind: str, name: str, uri: str, path: str = "") -> dict[str, Any]:
    """Return an Input that brings what is under a prefix of S3, or an Output that takes it there."""
    how = {"S3DataType": "S3Prefix", "S3InputMode": "File"} if kind == "Input" else {"S3UploadMode": "EndOfJob"}
    return {f"{kind}Name": name, f"S3{kind}": {"S3Uri": uri, "LocalPath": path or f"{ROOT}/{name}", **how}}


def program(event: dict[str, Any]) -> dict[str, Any]:
    """Return the program that evaluates: evaluate.py of the build's source, or evaluate in its own image; {} where there is neither."""
    images = event["Build"]["Images"]
    image = {"ImageUri": images["Training"]["Uri"] or images["Inference"]["Uri"]}
    if source(event["Build"]):
        return {**image, "ContainerEntrypoint": ["bash", "-c", UNPACK_AND_RUN, "evaluate"]}
    if event["Parameters"]["Framework"] != "BYOD":
        return {}
    given = event["Parameters"]["Evaluation"].get("AppSpecification")
    # Another image knows by itself what it runs.
    return {} if isinstance(given, dict) and given.get("ImageUri") else {**image, "ContainerEntrypoint": ["evaluate"]}


def source(build: dict[str, Any]) -> dict[str, str] | None:
    """Return the source that holds evaluate.py: the training's, or the one that serves where nothing is trained."""
    found = build.get("Sources") or {}
    return found.get("Training") or found.get("Inference")


def code(event: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the input that brings the source, if there is one."""
    found = source(event["Build"])
    return [entry("Input", "code", found["S3Uri"], CODE)] if found else []


def is_brought(item: dict[str, Any], build: dict[str, Any]) -> bool:
    """Return whether an input is what the build itself brings: the model, or its own source."""
    own = source(build)
    return item["InputName"] == "model" or (own is not None and item.get("S3Input", {}).get("S3Uri") == own["S3Uri"])


def by_name(key: str, defaults: list[dict[str, Any]], given: Any, fixed: dict[str, str] | None = None) -> Any:
    """Return entries with those of the same name that are given over them, and the others behind them.

    fixed is what nobody may change: where the model is, and where the evaluation is looked for.
    """
    if given is not None and not isinstance(given, list):
        return given
    known, others = {default[key]: default for default in defaults}, []
    for item in given or []:
        name = item.get(key) if isinstance(item, dict) else None
        if isinstance(name, str) and name in known:
            known[name] = merge(known[name], item)
        else:
            others.append(without_nulls(item))
    part = "S3" + key.removesuffix("Name")
    return [*(merge(item, {part: fixed}) if fixed else item for item in known.values()), *others]
