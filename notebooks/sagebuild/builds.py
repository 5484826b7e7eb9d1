"""A build, as the history knows it."""

import json
from dataclasses import dataclass
from datetime import datetime, timezone
from html import escape
from typing import Any
from urllib.parse import quote

from sagebuild import evaluations, telling
from sagebuild.decisions import Decisions, decisions
from sagebuild.evaluations import Evaluation


@dataclass(frozen=True, repr=False)
class Build:
    """One build of a stack. It is a picture of a moment: ask for it again to see how it goes on.

    Attributes:
        stack: the stack's name.
        version: its number; every build has its own, for ever.
        status: RUNNING, SUCCEEDED, FAILED, STOPPED or TIMED_OUT.
        reason: what launched it, in a few words.
        error: the name of what went wrong, "" if nothing did.
        cause: what went wrong, in AWS's or the container's own words.
        started: when it began, in UTC.
        ended: when it ended, in UTC; None as long as it runs.
        metrics: the training's final metrics by their names.
        evaluation: what an evaluation has measured of its model and of the one that served; None without one.
        names: what its resources are called: TrainingJob, TuningJob, Model, EndpointConfig, Endpoint.
        deployed: whether the endpoint has served it.
        decisions: what was done, reused from an earlier version or skipped, and why; false of a build that was refused before that.
        parameters: the parameters that it was made with, the launch's own over the document's; {} of a build that was refused before that.
        record: the whole record, as the build table holds it.
        console_url: where its execution can be looked at.
    """

    stack: str
    version: int
    status: str
    reason: str
    error: str
    cause: str
    started: datetime | None
    ended: datetime | None
    metrics: dict[str, Any]
    evaluation: Evaluation | None
    names: dict[str, str]
    deployed: bool
    decisions: Decisions
    parameters: dict[str, Any]
    record: dict[str, Any]
    console_url: str

    @property
    def running(self) -> bool:
        """Return whether it had not ended when it was asked for."""
        return self.status not in telling.ENDS

    @property
    def execution_arn(self) -> str:
        """Return the ARN of its execution."""
        return str(self.record.get("ExecutionArn", ""))

    @property
    def measured(self) -> dict[str, Any]:
        """Return all that is known of its model in numbers: the training's metrics, and the evaluation's by their dotted paths."""
        return {**self.metrics, **(self.evaluation.metrics if self.evaluation else {})}

    @property
    def unchanged(self) -> int | None:
        """Return which version went on serving because nothing had changed since, None if anything had."""
        return self.record.get("Unchanged")

    @property
    def promoted(self) -> str:
        """Return of which version of which stack it has its model, "" if it is of its own."""
        found = self.record.get("Promoted")
        return f"version {found['Version']} of {found['Stack']}" if found else ""

    @property
    def data_change(self) -> str:
        """Return how its data differs from that of the version that served when it began; "" if that is not known."""
        return str(self.record.get("DataChange") or "")

    @property
    def data_changed(self) -> str:
        """Return which of its data changed while it was trained, "" if none did."""
        return str(self.record.get("DataChanged") or "")

    @property
    def artifact(self) -> str | None:
        """Return the address of the model that it has trained, s3://…/model.tar.gz; None if it has trained none."""
        return self.record.get("ModelArtifacts")

    @property
    def tuning(self) -> dict[str, Any] | None:
        """Return what its tuning found, {"JobName", "Best", "Trials"}; None if it has tuned nothing."""
        return self.record.get("Tuning")

    @property
    def cost(self) -> dict[str, Any] | None:
        """Return what it was paid for, {"Uses", "Seconds", "Dollars", "Endpoint", "Unknown", "Sentence"}; None as long as it runs, and where nothing was."""
        found: dict[str, Any] | None = json.loads(self.record.get("Cost") or "null")
        return found

    @property
    def seconds(self) -> float:
        """Return how many seconds it took, or has taken so far."""
        return ((self.ended or datetime.now(timezone.utc)) - self.started).total_seconds() if self.started else 0.0

    def __str__(self) -> str:
        return telling.sentence(self)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """Return the sentence with a link to the execution."""
        return f'{escape(str(self))} <a href="{escape(self.console_url)}" target="_blank">Execution</a>'


def build(record: dict[str, Any], console: str = "") -> Build:
    """Return the build of a record; console is the page of Step Functions' console of the stack's region."""
    return Build(
        stack=str(record.get("Stack", "")),
        version=int(record["Version"]),
        status=str(record.get("Status", "RUNNING")),
        reason=str(record.get("Reason") or ""),
        error=str(record.get("Error") or ""),
        cause=str(record.get("Cause") or ""),
        started=moment(record.get("StartedAt")),
        ended=moment(record.get("EndedAt")),
        metrics=evaluations.numbers(record.get("Metrics")),
        evaluation=evaluations.evaluation(record),
        names=record.get("Names") or {},
        deployed=bool(record.get("Deployed")),
        decisions=decisions(record.get("Decisions") or {}, f"Version {record['Version']} of {record.get('Stack', '')}"),
        parameters=json.loads(record.get("Parameters") or "{}"),
        record=record,
        console_url=f"{console}#/v2/executions/details/{quote(str(record.get('ExecutionArn', '')), safe=':')}",
    )


def moment(text: str | None) -> datetime | None:
    """Return a record's time."""
    # Python 3.10 reads no Z.
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(timezone.utc) if text else None
