"""A failed state's error in words that a person can act on."""

from typing import Any

from document import json_text
from news import limits

JOBS = {"training": "TrainingJobName", "tuning": "HyperParameterTuningJobName", "processing": "ProcessingJobName"}
LONGEST = 32000  # of the 32,768 characters that Step Functions keeps


def explain(failure: dict[str, Any], region: str) -> tuple[str, str]:
    """Return the error's name and its cause; failure has State, Error and Cause, the latter as Step Functions hands it over."""
    failed, detail = innermost(failure)
    state, error, cause = failed["State"], failed["Error"], failed.get("Cause") or "no cause given"
    if detail is None:
        limit = limits.read(failed)
        return error, cut(f"{state}: {limits.sentence(limit, region) if limit and not limit.is_rate else cause}")
    return error, cut(f"{state}: {reason(detail) or cause}")


def innermost(failure: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Return the failure that a Parallel has carried out of its branch, or else this one, and the JSON object in its cause if it is one."""
    try:
        detail = json_text.loads(failure.get("Cause") or "")
    except ValueError:
        return failure, None
    if not isinstance(detail, dict):
        return failure, None
    return innermost(detail) if {"State", "Error", "Cause"} <= set(detail) else (failure, detail)


def reason(detail: dict[str, Any]) -> str:
    """Return the reason in the JSON cause of a job, of an image build, of a state machine or of a function, "" if it holds none."""
    for kind, key in JOBS.items():
        if key in detail:
            said = [detail[member] for member in ("FailureReason", "ExitMessage") if detail.get(member)]
            return job(kind, detail[key], ": ".join(said) or f"it is {detail.get(key.replace('Name', 'Status'), 'Failed')}")
    if isinstance(detail.get("Build"), dict):
        return image_build(detail["Build"])
    if "ExecutionArn" in detail:
        return execution(detail)
    return str(detail.get("errorMessage") or "")


def job(kind: str, name: str, why: str) -> str:
    """Return why a job failed, and where its log is; the names of a tuning job's trials begin with its own."""
    group = "ProcessingJobs" if kind == "processing" else "TrainingJobs"
    return f"{kind} job {name}: {why} (log: log group /aws/sagemaker/{group}, streams {name}{'-' if kind == 'tuning' else '/'})"


def execution(ended: dict[str, Any]) -> str:
    """Return why a user's own state machine did not succeed."""
    words = f"execution {ended['ExecutionArn']} {str(ended.get('Status', 'FAILED')).lower().replace('_', ' ')}"
    return ": ".join([words, *(str(ended[key]) for key in ("Error", "Cause") if ended.get(key))])


def image_build(build: dict[str, Any]) -> str:
    """Return the phase of an image build that failed, what it said, and its log."""
    words = f"image build {build.get('Id')} {build.get('BuildStatus', 'FAILED').lower().replace('_', ' ')}"
    # COMPLETED comes last and has no status; every other phase is SUCCEEDED unless it is the one to name.
    failed = [phase for phase in build.get("Phases") or [] if phase.get("PhaseStatus") not in (None, "SUCCEEDED")]
    if failed:
        said = "; ".join(script_cut(context["Message"]) for context in failed[0].get("Contexts") or [] if context.get("Message"))
        words += f" in phase {failed[0]['PhaseType']}" + (f": {said}" if said else "")
    link = (build.get("Logs") or {}).get("DeepLink")
    return words + (f" (log: {link})" if link else "")


def script_cut(message: str) -> str:
    """Return a message with the first and the last line of the script that it quotes."""
    lines = message.strip().splitlines()
    return message if len(lines) < 3 else f"{lines[0]} ... {lines[-1].strip()}"


def cut(text: str) -> str:
    """Return a text that Step Functions keeps whole."""
    return text if len(text) <= LONGEST else text[: LONGEST - 4] + " ..."


def restored(failure: dict[str, Any], deployment: dict[str, Any]) -> str:
    """Return what serves now that a version was not verified; "" where another state failed."""
    if failure["State"] != "Verify Endpoint":
        return ""
    before, error = deployment["Previous"], failure.get("Restoring")
    if error:
        tried = f"endpoint configuration {before} could not be restored" if before else "the endpoint could not be deleted"
        return f". This version still serves, for {tried}: {error['Error']}: {error.get('Cause') or 'no cause given'}"
    return f". Endpoint configuration {before} serves again" if before else ". The endpoint is deleted, for nothing served before"
