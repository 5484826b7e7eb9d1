"""What a training job reads about itself in /opt/ml/input/config."""

import json
from pathlib import Path
from typing import Any


def configure(folder: Path, record: dict[str, Any]) -> None:
    """Write the three files of the contract."""
    channels = {channel["ChannelName"]: channel_config(channel) for channel in record.get("InputDataConfig", [])}
    config = {
        "hyperparameters": record.get("HyperParameters", {}),
        "resourceconfig": {"current_host": "algo-1", "hosts": ["algo-1"], "network_interface_name": "lo"},
        "inputdataconfig": channels,
    }
    for name, content in config.items():
        (folder / f"{name}.json").write_text(json.dumps(content))


def channel_config(channel: dict[str, Any]) -> dict[str, str]:
    """Return what a job reads about one of its channels."""
    known = {"TrainingInputMode": "File", "S3DistributionType": "FullyReplicated", "RecordWrapperType": "None"}
    return {**known, **({"ContentType": channel["ContentType"]} if "ContentType" in channel else {})}
