"""What a handler of a script's own is derived from."""

from typing import Any

from . import decoder, encoder, errors, utils


class DefaultInferenceHandler:
    """The functions that stand in for those that a script lacks."""

    def default_model_fn(self, model_dir: str, context: Any = None) -> Any:
        """Refuse: nobody knows how the script has saved its model."""
        # Not abstract: this is what the class of aws/sagemaker-inference-toolkit raises where a handler brings no model_fn.
        raise NotImplementedError("Please provide a model_fn implementation.")

    def default_input_fn(self, input_data: Any, content_type: str, context: Any = None) -> Any:
        """Return the array in a request."""
        return decoder.decode(input_data, content_type)

    def default_predict_fn(self, data: Any, model: Any, context: Any = None) -> Any:
        """Refuse: nobody knows what the model is."""
        # As before: a handler that brings no predict_fn can be made, and says so when it is asked.
        raise NotImplementedError("Please provide a predict_fn implementation.")

    def default_output_fn(self, prediction: Any, accept: str, context: Any = None) -> tuple[str | bytes, str]:
        """Return the answer in the first content type of those asked for that can be written."""
        for content_type in utils.parse_accept(accept):
            if content_type in encoder.SUPPORTED_CONTENT_TYPES:
                return encoder.encode(prediction, content_type), content_type
        raise errors.UnsupportedFormatError(accept)
