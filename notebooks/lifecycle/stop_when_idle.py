"""python -m lifecycle.stop_when_idle: stops the instance when nobody has used it for an hour. An instance costs money as long as it runs."""

import argparse
import json
import sys
import time
from pathlib import Path

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from lifecycle.idleness import last_use
from lifecycle.jupyter import NotReached, look

METADATA = Path("/opt/ml/metadata/resource-metadata.json")


def main() -> int:
    """Look every few minutes, until the instance is told to stop."""
    parser = argparse.ArgumentParser(
        prog="python -m lifecycle.stop_when_idle", description="Stops the notebook instance when nobody uses it"
    )
    parser.add_argument("--idle", type=float, default=3600, help="after how many seconds without use")
    parser.add_argument("--every", type=float, default=300, help="how many seconds pass between two looks")
    given = parser.parse_args()
    used = time.time()
    while True:
        time.sleep(given.every)
        try:
            used = last_use(look(Path.home()), used, time.time())
        except NotReached:
            say("Jupyter does not answer, so the instance goes on")
            continue
        if time.time() - used >= given.idle and stopped(given.idle):
            return 0


def stopped(idle: float) -> bool:
    """Stop the instance, or say why that cannot be."""
    try:
        boto3.client("sagemaker").stop_notebook_instance(NotebookInstanceName=json.loads(METADATA.read_text())["ResourceName"])
    except (BotoCoreError, ClientError) as error:
        say(f"The instance cannot be stopped: {error}")
        return False
    say(f"Nobody has used the instance for {idle / 60:g} minutes: it stops")
    return True


def say(sentence: str) -> None:
    """Write to the log, which is Jupyter's."""
    print(f"SageBuild: {sentence}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
