"""The entry point of every framework image: train or serve, with the user's script or with the algorithm."""

import json
import os
import sys
from pathlib import Path


def main(argument: str) -> int:
    """Run the program that the image, its hyperparameters and its environment ask for."""
    repository = os.environ["LOCAL_IMAGE_REPOSITORY"]
    given = Path("/opt/ml/input/config/hyperparameters.json")
    hyperparameters = json.loads(given.read_text()) if given.is_file() else {}
    if argument == "train" and "sagemaker_program" in hyperparameters:
        from local.containers.toolkits import script_training

        return script_training.train(hyperparameters)
    if argument == "serve" and os.environ.get("SAGEMAKER_PROGRAM"):
        from local.containers.toolkits import script_serving

        return script_serving.serve()
    if "xgboost" in repository:
        from local.containers.toolkits import xgboost_algorithm

        return xgboost_algorithm.train(hyperparameters) if argument == "train" else xgboost_algorithm.serve()
    words = f"the local AWS can not {argument} {repository}: it knows script mode and XGBoost"
    print(words)
    if argument == "train":
        Path("/opt/ml/output/failure").write_text(words)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
