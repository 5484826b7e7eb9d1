"""The keys of the parameter document, what each holds and means; the one place that knows."""

from document.values import Value, flag, number, pair, part, text, whole

# Frameworks whose containers run a user's script.
SCRIPTS = ("TENSORFLOW", "MXNET", "PYTORCH", "SKLEARN", "XGBOOST", "HUGGINGFACE")
FRAMEWORKS = ("BYOD", "AMAZON", *SCRIPTS)

SCALING = {
    "MinCapacity": whole("The fewest instances of a variant; default: 1.", 0),
    "MaxCapacity": whole("The most instances of a variant.", 1),
    "InvocationsPerInstance": number("How many requests a minute an instance is to get."),
    "TargetTracking": part("TargetTracking", "A part of a TargetTrackingScalingPolicyConfiguration, instead of InvocationsPerInstance."),
    "ScaleInCooldown": whole("How many seconds pass between taking instances away; Application Auto Scaling's default: 300.", 0),
    "ScaleOutCooldown": whole("How many seconds pass between adding instances; Application Auto Scaling's default: 300.", 0),
}

# One request of a verification: in the document, and in each line of an object in S3.
REQUEST = {
    "ContentType": text("What the body is; default: text/csv for a string, application/json for everything else."),
    "Accept": text("What the answer is to be, such as application/json."),
    "Body": Value((str, dict, list, int, float, bool), about="What is sent: a string as it is, everything else as JSON."),
    "ExpectStatus": whole("The status that the model answers with; default: 200.", 200),
    "ExpectContains": text("What stands somewhere in the answer."),
    "MaxLatencyMs": number("In how many milliseconds the answer is there."),
}
VERIFICATION = Value(
    (dict,),
    about="Real requests that the new version has to answer rightly.",
    keys={
        "When": text(
            "AFTER (default): when it serves, and what served before is restored; BEFORE: on an endpoint of its own.", "AFTER", "BEFORE"
        ),
        **REQUEST,
        "S3Uri": text("The S3 URI of an object whose every line is one request as JSON, with the keys of Requests."),
        "Requests": Value((list,), items=Value((dict,), keys=REQUEST), about="Several requests; what stands beside them holds for each."),
    },
)

DOCUMENT = Value(
    (dict,),
    about="What a SageBuild stack builds. Only what differs from the defaults stands in it.",
    keys={
        "Framework": text("Which configuration a build has; overrides the stack parameter ConfigFramework.", *FRAMEWORKS),
        "FrameworkVersion": text("The framework's version, such as 2.19 or 1.2-1; default: the newest that trains and serves."),
        "PyVersion": text("The Python of the framework's image, such as py312; default: the newest of the version."),
        "BaseFrameworkVersion": text("HUGGINGFACE: the framework below transformers, such as pytorch2.0.0; default: the newest PyTorch."),
        "Algorithm": text("AMAZON: the built-in algorithm, such as xgboost or linear-learner."),
        "Images": pair(
            {
                "Dockerfile": text("The path of a Dockerfile in the repository (BYOD)."),
                "Context": text("The folder of the repository that is Docker's build context; default: the repository's root."),
                "BuildArgs": Value((dict,), values=Value((str,)), about="Docker's build arguments, by their names; no secrets."),
                "Build": flag("false: no image is built, Image is used."),
                "Image": text("The URI of an image that is there already."),
            },
            "The Docker images. Image overrides any framework's own.",
            RebuildAfterDays=whole(
                "From how many days on an image is built again though nothing has changed, for what it begins with has; default: 30; 0: always.",
                0,
            ),
        ),
        "Source": pair(
            {
                "S3Uri": text("The S3 URI of a tar.gz with the scripts."),
                "EntryPoint": text("The script in it that is run."),
            },
            "Script mode: the sources. Every build keeps copies of its own.",
        ),
        "HyperParameters": Value((dict,), about="Any JSON values, encoded as the framework expects them."),
        "Channels": Value(
            (dict,),
            values=Value((str, dict)),
            about="The training data: name and S3 prefix, or name and an entry of InputDataConfig; default: train, under train/ in the data bucket.",
        ),
        "Train": flag("false: nothing is trained; ModelDataUrl, the model of ModelVersion, or the last trained artifact is deployed."),
        "ModelDataUrl": text("The S3 URI of the model.tar.gz that is deployed with Train: false."),
        "ModelVersion": whole("The version whose model is deployed with Train: false.", 1),
        "Promote": Value(
            (dict,),
            keys={"Stack": text("The stack that has built it (PromoteFrom)."), "Version": whole("Its version there.", 1)},
            about="In a launch message alone: the version of another stack that is deployed without training it again.",
        ),
        "Reuse": Value(
            (dict,),
            keys={
                "Training": text(
                    "Which training is taken over where nothing that it depends on has changed: FAILED (default): one whose build failed behind it; "
                    "ALWAYS: any; NEVER: none.",
                    "FAILED",
                    "ALWAYS",
                    "NEVER",
                )
            },
            about="What a build does not do again.",
        ),
        "Deploy": flag("false: the build ends when the model has been created."),
        "TrainingJob": part("CreateTrainingJob", "A part of the CreateTrainingJob request."),
        "TuningJob": part("CreateHyperParameterTuningJob", "A part of the CreateHyperParameterTuningJob request; it turns tuning on."),
        "Evaluation": part(
            "CreateProcessingJob",
            "A part of the CreateProcessingJob request; it turns the evaluation on: the new model and the one that serves take the same exam.",
        ),
        "Validation": Value(
            (dict,),
            keys={
                "Metric": text("A number in evaluation.json by its dotted path, or without an Evaluation a metric of the training."),
                "Objective": text("Whether more is better.", "Maximize", "Minimize"),
                "Threshold": number("What a new model has to reach."),
                "BeatChampion": flag(
                    "true: a new model is no worse than the one that serves; default: true without a Threshold, false with one."
                ),
                "Tolerance": number("How much worse than the one that serves a new model may be; default: 0.", 0),
            },
            about="The gate: a new model that is not good enough fails the build, and never reaches the endpoint.",
        ),
        "Model": part("CreateModel", "A part of the CreateModel request."),
        "EndpointConfig": part("CreateEndpointConfig", "A part of the CreateEndpointConfig request."),
        "Endpoint": part(
            "UpdateEndpoint",
            "A part of the UpdateEndpoint request.",
            Replace=flag("true: an update that SageMaker refuses in place is done by delete and create; nobody is served meanwhile."),
        ),
        "Autoscaling": Value(
            (dict,),
            keys={
                **SCALING,
                "Variants": Value(
                    (dict,),
                    values=Value((dict,), keys=SCALING),
                    about="By the name of a production variant: what differs for it; null: it does not scale.",
                ),
            },
            keeps_nulls=True,
            about="How many instances serve: counted by Application Auto Scaling, by the load.",
        ),
        "Verification": VERIFICATION,
        "Retention": Value(
            (dict,),
            keys={"Versions": whole("How many versions of those that served last, and of those that were built last; default: 5.", 1)},
            about="Which versions keep model, endpoint configuration, images and sources, so that they can serve again.",
        ),
        "Tags": Value((dict,), values=Value((str,)), about="Tags of everything that a build creates."),
    },
)
assert DOCUMENT.keys
# In these a null stays: it removes a key of the request's own defaults, or of what all variants have.
FRAGMENTS = tuple(key for key, value in DOCUMENT.keys.items() if value.request or value.keeps_nulls)
