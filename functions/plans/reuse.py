"""What a build need not do again, and why it does the rest."""

from typing import Any

from builds import records
from data import kept
from data.listing import Listing
from plans import history, identities, repeated, unchanged
from plans.image_decisions import decision
from reuse.differences import difference
from reuse.inputs import Inputs, fingerprint, inputs
from reuse.unseen import unseen

Decision = dict[str, Any]


def decide(made: dict[str, Any], data: Listing, own: list[str]) -> Inputs:
    """Decide what a planned build takes over from earlier ones, and whether it changes anything; return what its parts depend on.

    What is decided is written into the build: what it takes over, and its Decisions. own are the stack parameters that name the user's own programs.
    """
    build = made["Build"]
    now = {**inputs(made, data.found, identities.others(made)), "Programs": {"Request": dict.fromkeys(own, "your own")}}
    build |= {
        "Model": build.get("Model"),
        "ModelVersion": build.get("ModelVersion"),
        "Fingerprint": None,
        "Reused": False,
        "Unchanged": None,
    }
    training = of_training(made, now, data, own)
    deployment = of_deployment(made, now)
    evaluation = of_evaluation(made, now)
    build["Decisions"] = {**build.get("Decisions", {}), "Training": training, "Evaluation": evaluation, "Deployment": deployment}
    return now


def of_training(made: dict[str, Any], now: Inputs, data: Listing, own: list[str]) -> Decision:
    """Decide whether the build trains; one that does not gets the model of an earlier one."""
    build, training = made["Build"], now["Training"]
    if training is None:
        version = build.get("ModelVersion")
        whose = f"version {version} has trained" if version else "ModelDataUrl names"
        if promoted := build.get("Promoted"):
            return decision("SKIPPED", None, f"version {promoted['Version']} of {promoted['Stack']} is promoted, with its model")
        return decision("SKIPPED", version, f"Train is false, and {whose} the model")
    why, rule = unseen(training, data.found, own), (made["Parameters"].get("Reuse") or {}).get("Training", history.FAILED)
    build["Fingerprint"] = None if why else fingerprint(training)
    if build.get("Reproduces"):
        return decision("DONE", None, repeated.because(build["Reproduces"]["Version"], training))
    before = records.last_trained(build["Version"])
    if rule == history.NEVER:
        return decision("DONE", None, f"Reuse.Training is {history.NEVER}" if before else "no version has been trained before")
    found = history.same(build["Fingerprint"], build["Version"]) if build["Fingerprint"] else None
    kept_from = history.obstacle(found, rule) if found else None
    if found and not kept_from:
        return taken_over(build, found)
    if before is None:
        return decision("DONE", None, "no version has been trained before")
    return decision("DONE", None, why or differs(before, made, training, data) or kept_from or unconfirmed(before))


def taken_over(build: dict[str, Any], found: dict[str, Any]) -> Decision:
    """Give a build the model of an earlier one, which depends on the very same."""
    origin = history.trained_by(found)
    version, last = int(origin["Version"]), int(found["Version"])
    build |= {"Train": None, "Model": history.model(origin), "ModelVersion": version, "Reused": True}
    ended = (
        "" if found["Status"] == "SUCCEEDED" else f", whose build {'was stopped' if found['Status'] == 'STOPPED' else 'failed'} behind it"
    )
    return decision("REUSED", version, f"nothing that it depends on has changed since version {last}{ended}")


def differs(before: dict[str, Any], made: dict[str, Any], training: dict[str, Any], data: Listing) -> str | None:
    """Return the first thing in which a training differs from that of an earlier build."""
    version, depended_on = int(before["Version"]), history.depended_on(before)
    if depended_on is None:
        return f"what version {version} was trained on is not known"

    def of_channels(channels: list[str]) -> str | None:
        found = kept.since(made["Resources"]["CodeBucket"], version, data, channels)
        return found.first if found else None

    return difference("Training", depended_on["Training"], training, files(made), of_channels)


def unconfirmed(before: dict[str, Any]) -> str:
    """Return why a training is not taken over of which nothing differs, and that is not known by its fingerprint."""
    if "EndedAt" not in before:
        return f"version {before['Version']}, which depends on the very same, has not ended"
    return f"nothing has changed since version {before['Version']}, but nobody has confirmed that its data stayed the same while it was trained"


def of_deployment(made: dict[str, Any], now: Inputs) -> Decision:
    """Decide whether the build deploys: not where the very same serves already, which ends it at once."""
    build, rule = made["Build"], (made["Parameters"].get("Reuse") or {}).get("Training")
    if not build["Deploy"]:
        return decision("SKIPPED", None, "Deploy is false")
    version, why = unchanged.serving(made, now, files(made))
    if version is None or rule == history.NEVER:
        return decision("DONE", None, why or f"Reuse.Training is {history.NEVER}")
    build["Unchanged"] = version
    sentence = f"nothing has changed since version {version}"
    build["Notice"] = " ".join([f"{sentence}, which serves on.", *([build["Notice"]] if build.get("Notice") else [])])
    return decision("SKIPPED", version, sentence)


def of_evaluation(made: dict[str, Any], now: Inputs) -> Decision:
    """Say whether the new model takes an exam: not one that it took before."""
    build = made["Build"]
    if not build["Evaluation"]:
        return decision("SKIPPED", None, "the document has no Evaluation")
    if build["Unchanged"]:
        return decision("SKIPPED", build["Unchanged"], f"nothing has changed since version {build['Unchanged']}")
    if not build["Reused"]:
        return decision(
            "DONE",
            None,
            "the model is new" if build["Train"] or build.get("Promoted") else "Train is false, and the model that is named takes the exam",
        )
    taken = history.same(build["Fingerprint"], build["Version"])
    before = (history.depended_on(taken) or {}).get("Evaluation") if taken else None
    why = difference("Evaluation", before, now["Evaluation"], files(made), lambda _: None)
    if taken and why is None and (taken.get("Evaluation") or {}).get("Fingerprint"):
        return decision("REUSED", int(taken["Version"]), "the model took the very same exam before")
    return decision("DONE", None, why or "the model has not taken this exam before")


def files(made: dict[str, Any]) -> dict[str, str]:
    """Return what the files of a build's sources are called."""
    return {kind: found["S3Uri"].rpartition("/")[2] for kind, found in made["Build"]["Sources"].items()}
