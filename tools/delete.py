"""make delete: asks once, and has sam delete a stack: python -m tools.delete churn.

sam by itself asks of every image repository of the template too, by a name that it does not know.
"""

import subprocess
import sys

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from local.commands import ROOT, SAM
from tools.asking import unanswered


def main(stack: str) -> int:
    """Delete a stack that is there, if a person says so."""
    try:
        client = boto3.client("cloudformation")
        client.describe_stacks(StackName=stack)
    except (BotoCoreError, ClientError) as error:
        print(unanswered(f"Stack {stack}", error), file=sys.stderr)
        return 1
    print(f"Delete stack {stack} in {client.meta.region_name} with its data, code, models and endpoint? [y/N] ", end="", flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        print("Nothing was deleted.", file=sys.stderr)
        return 1
    return subprocess.run([SAM, "delete", "--no-prompts", "--stack-name", stack], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
