"""What training jobs do and say."""

from prove.asking import refused
from prove.belief import belief
from prove.documents import METRIC
from prove.evidence import Evidence, said
from prove.outcome import NotProved, expect
from prove.requests import request_of

API = "https://docs.aws.amazon.com/sagemaker/latest/APIReference"
LOG_GROUP = "/aws/sagemaker/TrainingJobs"


@belief(
    "no-metrics",
    says="A training without MetricDefinitions goes on: FinalMetricDataList is absent, null or empty.",
    why="The API reference does not say which; Step Functions hands on what it gets.",
    source=f"{API}/API_DescribeTrainingJob.html",
    otherwise="builds without metrics fail after the training has been paid for",
)
def no_metrics(evidence: Evidence) -> None:
    """The first build's training had none, and the build went on."""
    build = evidence.build("push")
    done = build.task("createTrainingJob.sync", "Succeeded")
    if done is None:
        raise NotProved(f"the build 'push' {build.status}: {build.cause}")
    found = said(done.get("output")).get("FinalMetricDataList", "absent")
    expect(found in ("absent", None, []), f"FinalMetricDataList is {found!r}")
    expect("Train Model" not in build.cause, f"the build ended after its training: {build.cause}")


@belief(
    "metrics",
    says="Metrics that a short training prints are in FinalMetricDataList when the job ends.",
    why="SageMaker reads them from the log while the job runs; nobody says how long that may take.",
    source="https://docs.aws.amazon.com/sagemaker/latest/dg/define-train-metrics.html",
    otherwise="the news and a comparison of models lack the metrics of short trainings",
)
def metrics(evidence: Evidence) -> None:
    """The script's accuracy is in the build's output."""
    found = evidence.succeeded("update").output["Training"]["Metrics"]
    expect(METRIC in found, f"the metrics are {found}")


@belief(
    "script-mode",
    says="AWS's scikit-learn image takes the script, its requirements and hyperparameters as the SDK's own containers do, and serves it.",
    why="The toolkit in the image is open source; the image itself can only be pulled with an account.",
    source="https://github.com/aws/sagemaker-scikit-learn-container",
    otherwise="script mode fails in the training or behind it",
)
def script_mode(evidence: Evidence) -> None:
    """The second build succeeded."""
    build = evidence.build("update")
    expect(build.status == "SUCCEEDED", f"the build {build.status}: {build.cause}")


@belief(
    "failure-reasons",
    says="A failed job is States.TaskFailed; its cause has FailureReason: AlgorithmError, and the words in /opt/ml/output/failure.",
    why="SageMaker documents the file, and Step Functions hands on DescribeTrainingJob.",
    source="https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-output.html",
    otherwise="the cause of a failed training does not say what the script said",
)
def failure_reasons(evidence: Evidence) -> None:
    """The training with the wrong hyperparameter did."""
    build = evidence.build("training")
    failed = build.task("createTrainingJob.sync", "Failed") or {}
    expect(failed.get("error") == "States.TaskFailed", f"the error is called {failed.get('error')!r}: {failed.get('cause')}")
    why = str(said(failed.get("cause")).get("FailureReason"))
    expect(why.startswith("AlgorithmError"), f"FailureReason is {why}")
    expect('expected a number, got "nonsense"' in why, f"FailureReason lacks the program's words: {why}")


@belief(
    "job-logs",
    says=f"A job's log streams are in {LOG_GROUP} and begin with the job's name.",
    why="The developer guide says so.",
    source="https://docs.aws.amazon.com/sagemaker/latest/dg/logging-cloudwatch.html",
    otherwise="the cause of a failed training points to a log that is not there",
)
def job_logs(evidence: Evidence) -> None:
    """The first build's are."""
    name = evidence.succeeded("push").output["Training"]["JobName"]
    found = evidence.stack.aws.client("logs").describe_log_streams(logGroupName=LOG_GROUP, logStreamNamePrefix=f"{name}/")["logStreams"]
    expect(found, f"there is no stream {name}/ in {LOG_GROUP}")


@belief(
    "stopping",
    says="Stopping an execution stops the training job that it waits for.",
    why="Step Functions says so of .sync, as far as the role may stop jobs.",
    source="https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html",
    otherwise="a stopped build goes on costing money",
)
def stopping(evidence: Evidence) -> None:
    """The stopped build's did."""
    status = evidence.fact("stopped-job")
    expect(status == "Stopped", f"the training job is {status}")


@belief(
    "ended-jobs",
    says='StopTrainingJob on a job that has ended is refused with a message that has "in status" in it.',
    why="Such messages are seen; there is no error code of its own.",
    source=f"{API}/API_StopTrainingJob.html",
    otherwise="the deletion of a stack fails when a job ends just then",
)
def ended_jobs(evidence: Evidence) -> None:
    """It is."""
    job = evidence.succeeded("push").output["Training"]["JobName"]
    got = refused(evidence.stack.aws.client("sagemaker").stop_training_job, TrainingJobName=job)
    if got.code:
        expect("in status" in got.message, f"the answer is {got.code}: {got.message}")


@belief(
    "job-names",
    says="A training job's name is never free again: ResourceInUse.",
    why="It is unique within an account and a region.",
    source=f"{API}/API_CreateTrainingJob.html",
    otherwise="nothing breaks: our names never repeat",
)
def job_names(evidence: Evidence) -> None:
    """The first build's is not."""
    request = request_of(evidence, evidence.succeeded("push").output["Training"]["JobName"])
    got = refused(evidence.stack.aws.client("sagemaker").create_training_job, **request)
    expect(got.code == "ResourceInUse", f"the answer is {got.code or 'a new job'}: {got.message}")


@belief(
    "quota-words",
    says='A quota of 0 is ResourceLimitExceeded, and the message says "is 0 Instances".',
    why="People quote such messages; AWS does not document the words.",
    source="https://github.com/data-science-on-aws/data-science-on-aws/issues/200",
    otherwise="a build whose quota is 0 waits with patience instead of failing at once",
)
def quota_words(evidence: Evidence) -> None:
    """A type whose quota is 0 gets them."""
    request = request_of(evidence, f"{evidence.stack.name}-v0-quota")
    request["ResourceConfig"] = {**request["ResourceConfig"], "InstanceType": forbidden(evidence)}
    got = refused(evidence.stack.aws.client("sagemaker").create_training_job, **request)
    expect(got.code == "ResourceLimitExceeded", f"the answer is {got.code or 'a new job'}: {got.message}")
    expect(" is 0 Instances" in got.message, f"the message is: {got.message}")


def forbidden(evidence: Evidence) -> str:
    """Return an instance type that the account may not train on at all, so that asking for it costs nothing."""
    try:
        pages = evidence.stack.aws.client("service-quotas").get_paginator("list_service_quotas").paginate(ServiceCode="sagemaker")
        quotas = {quota["QuotaName"]: quota["Value"] for page in pages for quota in page["Quotas"]}
    except Exception as error:
        raise NotProved(f"Service Quotas does not say which quota is 0: {str(error).splitlines()[0]}") from None
    ending = " for training job usage"
    found = [name.removesuffix(ending) for name, limit in sorted(quotas.items()) if name.endswith(ending) and limit == 0]
    if not found:
        raise NotProved("no quota for training jobs is 0 in this account")
    return str(found[0])
