"""What CloudFormation and the services make of the template."""

import urllib.error
import urllib.request

from prove.belief import belief
from prove.evidence import Evidence
from prove.outcome import NotProved, expect
from prove.steps import LONGER_THAN_STANDARD


@belief(
    "permissions",
    says="The policies in the template are enough for whole builds.",
    why="They name the actions of the service authorization reference, and the local AWS enforces them.",
    source="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    otherwise="builds fail with AccessDenied",
)
def permissions(evidence: Evidence) -> None:
    """No build was denied anything, in any of its states."""
    if not evidence.builds:
        raise NotProved("there was no build")
    for name, build in evidence.builds.items():
        texts = [
            build.cause,
            *(str(details.get("cause", "")) for event in build.history for details in event.values() if isinstance(details, dict)),
        ]
        denied = [text for text in texts if "AccessDenied" in text or "not authorized" in text]
        expect(not denied, f"the build '{name}' was denied something: {denied[0] if denied else ''}")


@belief(
    "queue-mappings",
    says="Lambda takes the two queues as event sources, with the visibility timeouts that they have.",
    why="It refuses a queue whose visibility timeout is shorter than the function's timeout.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",
    otherwise="the stack is not created",
)
def queue_mappings(evidence: Evidence) -> None:
    """Both mappings are enabled."""
    for function in ("LaunchFunction", "SettleFunction"):
        name = evidence.stack.resources[function]
        found = evidence.stack.aws.client("lambda").list_event_source_mappings(FunctionName=name)["EventSourceMappings"]
        expect([mapping["State"] for mapping in found] == ["Enabled"], f"the mappings of {name} are {[m['State'] for m in found]}")


@belief(
    "long-documents",
    says="An SSM parameter that was made with Intelligent-Tiering takes more than 4,096 characters from put-parameter --tier Intelligent-Tiering.",
    why="The user guide says that it becomes an advanced parameter then.",
    source="https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html",
    otherwise="parameter documents are limited to 4,096 characters",
)
def long_documents(evidence: Evidence) -> None:
    """The document that all builds have read is longer."""
    found = evidence.stack.aws.client("ssm").get_parameter(Name=evidence.stack.outputs["ParameterStore"])["Parameter"]["Value"]
    expect(len(found) == LONGER_THAN_STANDARD, f"the document has {len(found)} characters: {evidence.troubles}")


@belief(
    "webhook-url",
    says="A function URL without authentication needs two permissions: lambda:InvokeFunctionUrl, and lambda:InvokeFunction through the URL.",
    why="Lambda asks for both since October 2025.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
    otherwise="GitHub's webhooks are answered 403 by Lambda",
)
def webhook_url(evidence: Evidence) -> None:
    """A delivery without a signature reaches our function, which refuses it in its own words."""
    if "GithubWebhookUrl" not in evidence.stack.outputs:
        raise NotProved("a stack that builds from CodeCommit has no webhook")
    request = urllib.request.Request(evidence.stack.outputs["GithubWebhookUrl"], data=b"{}", method="POST")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read().decode()
    except urllib.error.HTTPError as error:
        text = error.read().decode()
    expect("signature" in text, f"the answer is {text}")
