"""What the tools say when an account does not answer."""

import boto3
from botocore.exceptions import NoCredentialsError, NoRegionError, ProfileNotFound


def unanswered(what: str, error: Exception) -> str:
    """Return one sentence: what could not be read, in which region, why, and how that is mended where the shell knows no account."""
    region = None if isinstance(error, ProfileNotFound) else boto3.Session().region_name
    where = f" in {region}" if region else ""
    hint = " (aws configure sets credentials and region)" if isinstance(error, NoCredentialsError | NoRegionError) else ""
    return f"{what} cannot be read{where}: {str(error).rstrip('.')}{hint}"
