"""Rules of a tuning job."""

import re
from typing import Any

from api.rules.ranges import KINDS, combinations, tuned
from api.rules.rule import Rule, either, get, given
from api.values import shown

MOST_TUNED, MOST_HYPERPARAMETERS = 30, 100
# SageMaker knows the metrics of these without definitions (developer guide, Built-in algorithms: Common parameters).
ALGORITHMS = (
    "blazingtext", "factorization-machines", "forecasting-deepar", "image-classification", "ipinsights", "kmeans", "knn", "lda",
    "linear-learner", "ntm", "object-detection", "object2vec", "pca", "randomcutforest", "semantic-segmentation", "seq2seq", "xgboost",
    "sagemaker-xgboost",
)  # fmt: skip
CONFIG = "HyperParameterTuningJobConfig"
LIMITS = f"{CONFIG}.ResourceLimits"
EPOCHS = ("epochs", "numepochs", "n-epochs", "n_epochs", "num_epochs")


def definitions(job: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what a tuning job tries: one definition, or several."""
    return [job["TrainingJobDefinition"]] if "TrainingJobDefinition" in job else list(job.get("TrainingJobDefinitions", []))


def ranges(job: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the sets of ranges of a tuning job."""
    found = [get(job, f"{CONFIG}.ParameterRanges"), *(definition.get("HyperParameterRanges") for definition in definitions(job))]
    return [entry for entry in found if entry]


def without_objective(job: dict[str, Any]) -> bool:
    """Return whether nothing says what is best."""
    return not get(job, f"{CONFIG}.HyperParameterTuningJobObjective") and not all(
        "TuningObjective" in definition for definition in definitions(job)
    )


def unknown_metric(job: dict[str, Any]) -> str | None:
    """Return the objective that no trial reports; what SageMaker's own algorithms report is not known here."""
    for definition in definitions(job):
        algorithm = definition["AlgorithmSpecification"]
        image = algorithm.get("TrainingImage", "")
        objective = definition.get("TuningObjective") or get(job, f"{CONFIG}.HyperParameterTuningJobObjective")
        names = [metric["Name"] for metric in algorithm.get("MetricDefinitions", [])]
        own = re.split(r"[:@]", image.rpartition("/")[2])[0] in ALGORITHMS or "AlgorithmName" in algorithm
        if objective and not own and objective["MetricName"] not in names:
            return f"({', '.join(names) or 'there are none'}), got {shown(objective['MetricName'])}"
    return None


def too_parallel(job: dict[str, Any]) -> str | None:
    """Return how many trials there are where more run at a time."""
    most, parallel = get(job, f"{LIMITS}.MaxNumberOfTrainingJobs"), get(job, f"{LIMITS}.MaxParallelTrainingJobs")
    return f"MaxNumberOfTrainingJobs ({most}), got {parallel}" if most and parallel > most else None


def too_many_trials(job: dict[str, Any]) -> str | None:
    """Return how many combinations there are where more trials are asked for."""
    most, found = get(job, f"{LIMITS}.MaxNumberOfTrainingJobs"), get(job, f"{CONFIG}.ParameterRanges")
    several = len(definitions(job)) > 1 or "WarmStartConfig" in job or "Autotune" in job
    if not most or not found or several or not tuned(found):
        return None
    count = combinations(found)
    return f"{count}, the number of combinations of the ranges, got {most}" if most > count else None


def grid_of_numbers(job: dict[str, Any]) -> bool:
    """Return whether a grid is to be made of numbers."""
    numeric = any(given(found, kind) and found[kind] for found in ranges(job) for kind in KINDS[:2])
    return get(job, f"{CONFIG}.Strategy") == "Grid" and numeric


def fixed_and_tuned(job: dict[str, Any]) -> str | None:
    """Return a hyperparameter that is both."""
    for definition in definitions(job):
        own = definition.get("HyperParameterRanges") or get(job, f"{CONFIG}.ParameterRanges") or {}
        both = {entry["Name"] for entry in tuned(own)} & set(definition.get("StaticHyperParameters", {}))
        if both:
            return str(min(both))
    return None


def without_resource(job: dict[str, Any]) -> bool:
    """Return whether Hyperband cannot tell how far a trial goes."""
    hyperband = get(job, f"{CONFIG}.Strategy") == "Hyperband"
    named = get(job, f"{CONFIG}.StrategyConfig.HyperbandStrategyConfig.MaxResource")
    fixed = all(set(EPOCHS) & set(definition.get("StaticHyperParameters", {})) for definition in definitions(job))
    return hyperband and not named and not fixed


JOB = (
    Rule("TrainingJobDefinition", "expected one of TrainingJobDefinition and TrainingJobDefinitions, got {}",
         "API_CreateHyperParameterTuningJob", lambda job: either(job, "TrainingJobDefinition", "TrainingJobDefinitions")),
    Rule(f"{CONFIG}.HyperParameterTuningJobObjective", "required, such as {{\"Type\": \"Maximize\", \"MetricName\": \"validation:accuracy\"}}",
         "dg/automatic-model-tuning-ex-tuning-job", without_objective),
    Rule(f"{CONFIG}.ParameterRanges", "required: which hyperparameters are tuned, and in which ranges",
         "dg/automatic-model-tuning-define-ranges", lambda job: not any(map(tuned, ranges(job))) and "Autotune" not in job),
    Rule(f"{CONFIG}.HyperParameterTuningJobObjective.MetricName", "expected one of the names in MetricDefinitions {}",
         "dg/automatic-model-tuning-define-metrics-variables", unknown_metric),
    Rule(f"{LIMITS}.MaxParallelTrainingJobs", "expected at most {}", "API_ResourceLimits", too_parallel),
    Rule(f"{LIMITS}.MaxNumberOfTrainingJobs", "expected at most {}", "SageMaker's own error (amazon-sagemaker-operator-for-k8s 123)",
         too_many_trials),
    Rule(f"{CONFIG}.ParameterRanges", "Strategy Grid takes CategoricalParameterRanges only", "dg/automatic-model-tuning-how-it-works",
         grid_of_numbers),
    Rule(f"{CONFIG}.ParameterRanges", f"expected at most {MOST_TUNED} hyperparameters, got {{}}", "API_ParameterRanges",
         lambda job: next((n for found in ranges(job) if (n := len(tuned({**found, "AutoParameters": []}))) > MOST_TUNED), None)),
    Rule("TrainingJobDefinition.StaticHyperParameters", "{} is both fixed and tuned", "dg/automatic-model-tuning-define-ranges",
         fixed_and_tuned),
    Rule(f"{CONFIG}.StrategyConfig", "only with Strategy Hyperband", "API_HyperParameterTuningJobConfig",
         lambda job: given(job, f"{CONFIG}.StrategyConfig") and get(job, f"{CONFIG}.Strategy") != "Hyperband"),
    Rule(f"{CONFIG}.TrainingJobEarlyStoppingType", "expected Off with Strategy Hyperband", "API_HyperParameterTuningJobConfig",
         lambda job: get(job, f"{CONFIG}.Strategy") == "Hyperband" and get(job, f"{CONFIG}.TrainingJobEarlyStoppingType") == "Auto"),
    Rule(f"{CONFIG}.StrategyConfig.HyperbandStrategyConfig.MaxResource",
         f"required with Strategy Hyperband, or a hyperparameter called one of {', '.join(EPOCHS)}", "API_HyperbandStrategyConfig",
         without_resource),
    Rule(f"{CONFIG}.StrategyConfig.HyperbandStrategyConfig.MaxResource", "expected at most 20000, got {}", "API_HyperbandStrategyConfig",
         lambda job: (n := get(job, f"{CONFIG}.StrategyConfig.HyperbandStrategyConfig.MaxResource") or 0) > 20000 and n),
)  # fmt: skip

DEFINITION = (
    Rule("ResourceConfig", "not together with HyperParameterTuningResourceConfig", "API_HyperParameterTrainingJobDefinition",
         lambda definition: len(given(definition, "ResourceConfig", "HyperParameterTuningResourceConfig")) > 1),
    Rule("HyperParameterTuningResourceConfig.InstanceConfigs", "not together with {}", "API_HyperParameterTuningResourceConfig",
         lambda definition: (found := definition.get("HyperParameterTuningResourceConfig", {})).get("InstanceConfigs")
         and ", ".join(given(found, "InstanceType", "InstanceCount", "VolumeSizeInGB"))),
)  # fmt: skip
