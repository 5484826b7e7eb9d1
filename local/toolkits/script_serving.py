"""Script mode's hosting: the user's model_fn, input_fn, predict_fn and output_fn, with the containers' own defaults for those that are missing."""

import importlib
import os
import sys
from pathlib import Path
from typing import Any

from local.toolkits import http_serving, payloads, sources

MODEL, CODE = Path("/opt/ml/model"), Path("/opt/ml/code")


def serve() -> int:
    """Load the user's script and model, and serve it."""
    directory = os.environ.get("SAGEMAKER_SUBMIT_DIRECTORY", "/opt/ml/model/code")
    if directory.startswith("s3://"):
        sources.unpack(directory, CODE)
        directory = str(CODE)
    sys.path.insert(0, directory)
    script = importlib.import_module(os.environ["SAGEMAKER_PROGRAM"].removesuffix(".py"))
    model = script.model_fn(str(MODEL)) if hasattr(script, "model_fn") else default_model()
    read: Any = getattr(script, "input_fn", payloads.decoded)
    predict = getattr(script, "predict_fn", default_prediction)
    write = getattr(script, "output_fn", payloads.encoded)

    def invoke(body: bytes, kind: str, accept: str) -> tuple[bytes, str]:
        # Text reaches the user's input_fn as text, as in the containers.
        text = body.decode() if read is not payloads.decoded and kind.startswith(("text/", "application/json")) else body
        found = write(predict(read(text, kind), model), accept if accept != "*/*" else "application/json")
        content, kind = found if isinstance(found, tuple) else (found, accept)
        return (content if isinstance(content, bytes) else str(content).encode()), kind

    return http_serving.serve(invoke)


def default_model() -> Any:
    """Refuse, as the containers do: nobody knows how the script has saved its model."""
    raise NotImplementedError("Please provide a model_fn implementation: it loads the model from its folder")


def default_prediction(data: Any, model: Any) -> Any:
    """Predict with the model's own method; a booster of XGBoost wants its own kind of matrix."""
    if type(model).__module__.startswith("xgboost") and type(model).__name__ == "Booster":
        import xgboost

        return model.predict(xgboost.DMatrix(data))
    return model.predict(data)
