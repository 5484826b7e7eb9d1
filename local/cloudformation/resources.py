"""CloudFormation types, and properties of types, that the template uses and MiniStack lacks."""

from typing import Any

from ministack.services import codebuild
from ministack.services.cloudformation import provisioners

from local.codecommit import repositories
from local.gateway.state import url


def register() -> None:
    """Make them known."""
    create_project = provisioners._codebuild_project_create

    def create_project_with_log_and_network(logical_id: str, properties: dict[str, Any], stack: str) -> Any:
        made = create_project(logical_id, properties, stack)
        for member, asked in {"logsConfig": "LogsConfig", "vpcConfig": "VpcConfig"}.items():
            codebuild._projects[made[0]][member] = provisioners._codebuild_cfn_to_api(properties.get(asked, {}))
        return made

    create_url = provisioners._RESOURCE_HANDLERS["AWS::Lambda::Url"]["create"]

    def create_url_that_resolves(logical_id: str, properties: dict[str, Any], stack: str) -> Any:
        physical_id, attributes = create_url(logical_id, properties, stack)
        return physical_id, {**attributes, "FunctionUrl": reachable(attributes["FunctionUrl"])}

    provisioners._RESOURCE_HANDLERS["AWS::Lambda::Url"]["create"] = create_url_that_resolves
    provisioners._RESOURCE_HANDLERS["AWS::CodeBuild::Project"]["create"] = create_project_with_log_and_network
    provisioners._RESOURCE_HANDLERS["AWS::CodeCommit::Repository"] = {"create": create_repository, "delete": delete_repository}


def reachable(function_url: str) -> str:
    """Return where a function's URL leads on this machine, for its own name is nowhere known."""
    return f"{url()}/_aws/lambda-url/{function_url.removeprefix('https://').partition('.')[0]}/"


def create_repository(logical_id: str, properties: dict[str, Any], stack: str) -> tuple[str, dict[str, Any]]:
    """Create a repository; Ref is its id, as on AWS."""
    tags = {tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])}
    made = repositories.create_repository(properties["RepositoryName"], properties.get("RepositoryDescription", ""), tags)
    attributes = {
        "Arn": made["Arn"],
        "Name": made["repositoryName"],
        "CloneUrlHttp": made["cloneUrlHttp"],
        "CloneUrlSsh": made["cloneUrlSsh"],
    }
    return made["repositoryId"], attributes


def delete_repository(physical_id: str, properties: dict[str, Any]) -> None:
    """Delete a repository; one that is gone already is deleted."""
    repositories.delete_repository(properties["RepositoryName"])
