"""What a version was made of, found and brought back, so that it is trained again with the same."""

import json
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from botocore.exceptions import ClientError

from builds import records, table
from data import kept
from data.listing import EXAM, Summaries, known_channels, listed
from data.manifest import Entry, folder
from data.manifest import key as data_json
from document.reading import InvalidParameters
from plan_build import reproduction
from plan_build.copies import s3
from plans import lookups
from plans.image_decisions import decision
from retention import item

AT_ONCE = 16
LARGEST = 5 * 2**30  # of a copy
GONE = ("NoSuchKey", "NoSuchVersion", "NoSuchBucket", "PreconditionFailed", "404", "412")


def again(number: Any, version: int, overrides: dict[str, Any], resources: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the document of a version's reproduction, and what the build says of it; raise InvalidParameters if the version cannot be repeated."""
    record = records.read(number) if isinstance(number, int) else {}
    reproduction.check(number, record)
    for source in record.get("Sources", {}).values():
        if lookups.is_missing("object", source["S3Uri"]):
            raise reproduction.gone(number, f"its source {source['S3Uri']}", reproduction.RETIRED)
    leaving = item.leaving(table.state_of(table.read(item.KEY)))
    for kind, uri in reproduction.uris(record).items():
        if record["Images"][kind].get("Version") in leaving or (is_own(uri, resources) and lookups.is_missing("image", uri)):
            raise reproduction.gone(number, f"its image {uri}", reproduction.RETIRED)
    moved = moved_data(number, version, json.loads(record.get("Data", "{}")), resources["CodeBucket"])
    document = reproduction.document(record, moved, resources["DataBucket"], overrides.get("Deploy") is True)
    return document, {"Version": number, "Metrics": records.numbers(record.get("Metrics"))}


def remember_images(build: dict[str, Any], overrides: dict[str, Any]) -> None:
    """Note in a build that is a reproduction whose images it has: as long as it is kept, they are."""
    number, given = build["Reproduces"]["Version"], overrides.get("Images", {})
    for kind, image in records.read(number)["Images"].items():
        if image.get("Version") and given is not None and kind not in given:  # null: none of the version's images
            version = int(image["Version"])
            build["Images"][kind] |= {"Version": version, "Identity": image["Identity"], "Content": image["Content"]}
            build["Decisions"][f"{kind}Image"] = decision("REUSED", version, f"version {number} is trained again")


def is_own(uri: str, resources: dict[str, Any]) -> bool:
    """Return whether an image lies in the account's own registry, where it can be looked up."""
    return bool(re.match(rf"{resources['Account']}\.dkr\.ecr\.{resources['Region']}\.", uri))


def moved_data(number: int, version: int, planned: Summaries, bucket: str) -> dict[str, str]:
    """Return where what the channels read is found now: in its old place if it is unchanged, else in copies of the versions that were read."""
    channels = known_channels(planned)
    unknown = sorted(name for name in planned.keys() - {name for name, _, _ in channels} if not name.startswith(EXAM))
    if unknown:
        raise InvalidParameters(f"Reproduce: which objects channel {unknown[0]} of version {number} read is not known")
    with listed(number, channels) as now:
        changed = {name for name, found in now.found.items() if found["Digest"] != planned[name]["Digest"]}
    reproduction.check_size(number, [planned[name] for name in sorted(changed)])
    if not changed:
        return {}
    state = kept.state(bucket, number)
    if state is None:
        raise reproduction.gone(number, f"the list of its data s3://{bucket}/{data_json(number)}", reproduction.RETIRED)
    places, entries = state
    copy(number, version, places, (entry for entry in entries if entry.channel in changed), bucket)
    return {places[name]: f"s3://{bucket}/{target(version, name)}" for name in changed}


def target(version: int, channel: str) -> str:
    """Return where a version keeps copies of a channel's data."""
    return f"versions/v{version}/data/{channel}/"


def copy(number: int, version: int, places: dict[str, str], entries: Iterable[Entry], bucket: str) -> None:
    """Copy objects of a version's channels, as they were; raise InvalidParameters for the first that cannot be copied."""
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        for _ in pool.map(lambda entry: copy_one(number, version, places[entry.channel], entry, bucket), entries):
            pass
    finally:
        pool.shutdown(cancel_futures=True)


def copy_one(number: int, version: int, place: str, entry: Entry, bucket: str) -> None:
    """Copy an object as it was: by its version, and where it has none only if its content is the same."""
    source, within = folder(place)
    named = {"VersionId": entry.version} if entry.version not in (None, "null") else {}
    where = f"s3://{source}/{within}{entry.key}"
    if entry.size > LARGEST:
        raise InvalidParameters(f"Reproduce: {where} has {entry.size} bytes, and S3 copies {LARGEST} at most")
    try:
        s3().copy_object(
            Bucket=bucket,
            Key=f"{target(version, entry.channel)}{entry.key}",
            CopySource={"Bucket": source, "Key": f"{within}{entry.key}", **named},
            CopySourceIfMatch=f'"{entry.etag}"',
            TaggingDirective="REPLACE",
        )
    except ClientError as error:
        code = error.response["Error"]["Code"]
        what = f"{where}{f' (version {entry.version})' if named else ''}"
        if code in GONE:
            raise reproduction.gone(number, f"{what} as it was") from None
        raise InvalidParameters(f"Reproduce: {what} cannot be copied ({code})") from None
