"""The docker and aws that a build's commands find: just what building and pushing an image needs, done with the caller's own credentials."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

import jmespath  # type: ignore[import-untyped]  # boto3 brings it, without types
from botocore.exceptions import ClientError

from local.codebuild import docker, registries
from local.containers import images
from local.containers.context import DockerfileError

TOOLS = ("docker", "aws")


def main(words: list[str]) -> int:
    """Run a tool; say in one sentence what failed."""
    try:
        if not (docker.run(words[1:]) if words[0] == "docker" else aws(words[1:])):
            print(f"{' '.join(words)}: not a command of the local AWS's CodeBuild", file=sys.stderr)
            return 127
    except ClientError as error:
        print(f"An error occurred ({error.response['Error']['Code']}): {error.response['Error'].get('Message')}", file=sys.stderr)
        return 254
    except registries.Unreached as error:
        print(f"Error response from daemon: {error}", file=sys.stderr)
        return 1
    except (DockerfileError, images.ImageNotFound) as error:
        print(f"ERROR: failed to build: {error}", file=sys.stderr)
        return 1
    return 0


def aws(words: list[str]) -> bool:
    """Run an aws command; return whether it is one of those that are known."""
    match words:
        case ["ecr", "get-login-password", *_]:
            print(registries.ecr().get_authorization_token()["authorizationData"][0]["authorizationToken"])
        case ["ecr", "describe-images", *rest]:
            describe_images(rest)
        case _:
            return False
    return True


def describe_images(words: list[str]) -> None:
    """Do "aws ecr describe-images --repository-name NAME --image-ids imageTag=TAG", perhaps with --query and --output text."""
    parser = ArgumentParser(prog="aws ecr describe-images")
    parser.add_argument("--repository-name", required=True)
    parser.add_argument("--image-ids", required=True)
    parser.add_argument("--query")
    parser.add_argument("--output", choices=("json", "text"), default="json")
    given = parser.parse_args(words)
    key, _, value = given.image_ids.partition("=")
    found: Any = registries.ecr().describe_images(repositoryName=given.repository_name, imageIds=[{key: value}])
    asked = jmespath.search(given.query, found) if given.query else {"imageDetails": found["imageDetails"]}
    print(asked if given.output == "text" and isinstance(asked, str) else json.dumps(asked, default=str))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
