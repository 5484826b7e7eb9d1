"""What Step Functions does with our definition, and how it names errors."""

from prove.asking import named, tried
from prove.belief import belief
from prove.evidence import Evidence
from prove.outcome import expect
from prove.requests import request_of

INTEGRATIONS = "https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-services.html"
HANDLING = "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html"
UNKNOWN_IMAGE = "proof-unknown"


@belief(
    "managed-rules",
    says="The state machine is made with a role that may keep the rules of all its .sync states, and with JSONata variables without shadowing.",
    why="Step Functions refuses a role that may not, whether or not the states ever run.",
    source="https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html",
    otherwise="the stack is not created",
)
def managed_rules(evidence: Evidence) -> None:
    """The machine is active."""
    arn = evidence.stack.outputs["StateMachine"]
    status = evidence.stack.aws.client("stepfunctions").describe_state_machine(stateMachineArn=arn)["status"]
    expect(status == "ACTIVE", f"the state machine is {status}")


@belief(
    "sagemaker-errors",
    says="An error of SageMaker without a name of its own is SageMaker.AmazonSageMakerException at the .sync integrations.",
    why="Such names are seen in executions; the developer guide has no list.",
    source=INTEGRATIONS,
    otherwise="a throttled CreateTrainingJob fails the build instead of being repeated",
)
def sagemaker_errors(evidence: Evidence) -> None:
    """A job with an image that does not exist gets it."""
    request = request_of(evidence, f"{evidence.stack.name}-v0-proof")
    image = request["AlgorithmSpecification"]["TrainingImage"]
    request["AlgorithmSpecification"]["TrainingImage"] = f"{image.rpartition(':')[0]}:{UNKNOWN_IMAGE}"
    got = tried(evidence.stack, "sagemaker:createTrainingJob", request)
    expect(got.code == "SageMaker.AmazonSageMakerException", f"the error is called {got.code!r}: {got.message}")


@belief(
    "sdk-errors",
    says="At the AWS SDK integrations it is SageMaker.SageMakerException.",
    why="AWS SDK integrations name errors after the Java SDK's classes.",
    source="https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html",
    otherwise="a throttled CreateModel, CreateEndpoint or UpdateEndpoint fails the build instead of being repeated",
)
def sdk_errors(evidence: Evidence) -> None:
    """A configuration with a model that does not exist gets it."""
    name = f"{evidence.stack.name}-v0-proof"
    variant = {"VariantName": "AllTraffic", "ModelName": name, "InstanceType": "ml.t2.medium", "InitialInstanceCount": 1}
    request = {"EndpointConfigName": name, "ProductionVariants": [variant]}
    got = tried(evidence.stack, "aws-sdk:sagemaker:createEndpointConfig", request)
    expect(got.code == "SageMaker.SageMakerException", f"the error is called {got.code!r}: {got.message}")


@belief(
    "codebuild-errors",
    says="An error of CodeBuild without a name of its own has one of the names that the state machine repeats.",
    why="Both CodeBuild.CodeBuildException and CodeBuild.AWSCodeBuildException are told of; AWS lists neither.",
    source=INTEGRATIONS,
    otherwise="a throttled StartBuild fails the build instead of being repeated",
)
def codebuild_errors(evidence: Evidence) -> None:
    """A project that the role may not start gets one of them."""
    got = tried(evidence.stack, "codebuild:startBuild", {"ProjectName": f"{evidence.stack.name}-none"})
    names = named(evidence.stack, "CodeBuild")
    expect(got.code in names, f"the error is called {got.code!r}, and the state machine knows {', '.join(sorted(names))}: {got.message}")


@belief(
    "function-errors",
    says="A function's exception is an error of its class's name.",
    why="The developer guide says so of handled errors.",
    source=HANDLING,
    otherwise="errors of functions have other names than news and documents say",
)
def function_errors(evidence: Evidence) -> None:
    """A function that lacks what it needs gets KeyError."""
    call = {"FunctionName": evidence.stack.resources["CleanUpFunction"], "Payload": {}}
    got = tried(evidence.stack, "lambda:invoke", call)
    expect(got.code == "KeyError", f"the error is called {got.code!r}: {got.message}")


@belief(
    "unknown-members",
    says="A member that the integration does not know is States.Runtime, which no Catch catches.",
    why="Integrations take the members of the API as Step Functions knows them, which may be behind.",
    source=HANDLING,
    otherwise="a build with such a member goes through Clean Up, and the words for this case are never said",
)
def unknown_members(evidence: Evidence) -> None:
    """A request with such a member gets it; the job's name is in use, so that nothing is trained either way."""
    build = evidence.succeeded("push")
    request = {**request_of(evidence, build.output["Training"]["JobName"]), "NoSuchMember": "proof"}
    got = tried(evidence.stack, "sagemaker:createTrainingJob", request)
    expect(got.code == "States.Runtime", f"the error is called {got.code!r}: {got.message}")
    expect("NoSuchMember" in got.message, f"the cause does not name the member: {got.message}")


@belief(
    "token-waits",
    says="SageMaker's event ends the wait of Await Endpoint: SendTaskSuccess is allowed on the state machine, and HeartbeatSeconds may be an expression.",
    why="SAM's own policy template for callbacks names the state machine; the language's specification lets a Task's times be JSONata.",
    source="https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token",
    otherwise="a build learns of its endpoint only when a heartbeat is missed, after twenty minutes, or fails in Await Endpoint",
)
def token_waits(evidence: Evidence) -> None:
    """An update's token was answered before any heartbeat was missed."""
    history = evidence.succeeded("update").history
    silences = [event for event in history if "taskTimedOutEventDetails" in event]
    expect(evidence.build("update").task("invoke.waitForTaskToken", "Succeeded"), "no token was answered")
    expect(not silences, f"{len(silences)} heartbeats were missed first")
