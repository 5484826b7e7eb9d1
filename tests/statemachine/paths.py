"""Every kind of path through a build: a plan, the answers that differ from the usual ones, and the states that follow from them."""

from sfnx.testing import Failure

from tests.statemachine.builds import (
    ALONE,
    ANSWERS,
    BUILT_IMAGE,
    CRASH,
    DELETED,
    FULL,
    GIVEN_IMAGE,
    IS_ZERO,
    NO_BUILDS,
    NO_INSTANCES,
    PLAN,
    REHEARSED,
    RESTORED,
    SCALED,
    THROTTLED,
    TRAINED,
    TRIED,
    TUNED,
    UPDATED,
    VERIFIED,
    WRONG,
    Path,
    deployment,
    plan,
)  # fmt: skip

BEGIN = "Plan Build > What Comes First?"
IMAGE = "Build And Train > Is Anything Trained? > Is A Training Image Built? > Build Training Image"
REQUEST = "Configure Training > Check Training Request > Is It Tuned?"
BEGIN_TO_TRAIN = f"{IMAGE} > {REQUEST} > Train Model"
TRAIN = f"{BEGIN_TO_TRAIN} > Confirm Training"
NO_INFERENCE = "Is An Inference Image Built? > Inference Image Is There"
INFERENCE = "Is An Inference Image Built? > Build Inference Image"
MODEL = "Configure Model > Check Model Request > Create Model"
CONFIG = "Is It Deployed? > Configure Endpoint > Check Endpoint Request > Create Endpoint Config"
CREATE = "Plan Deployment > Which Deployment? > Create Endpoint"
UPDATE = "Plan Deployment > Which Deployment? > Update Endpoint"
LOOK = "Await Endpoint > What Follows The Deployment?"
END = "Build Succeeded"
FAILED = "Clean Up > Build Failed"
WAIT = "Weigh Limit > Wait For Limit > Which Step Waited?"
EXAM = "What Follows The Training? > Plan Evaluation > Evaluate Models"
ONE_EXAM = "Take A Model > Evaluate Model"
WAIT_EXAM = "Weigh Evaluation Limit > Wait For Evaluation Limit"
WAIT_TRAINING = "Weigh Training Limit > Wait For Training Limit > Which Step Of The Training Waited?"
WAIT_IMAGE = "Weigh Inference Image Limit > Wait For Inference Image Limit"
TRAIN_LATER = f" > {WAIT_TRAINING} > Train Model"
DELETE = "Plan Deployment > Which Deployment? > Delete Endpoint"
CALM = "Await Calm Endpoint"
TRY = "Plan Deployment > Which Deployment? > Create Rehearsal Endpoint > Await Rehearsal Endpoint > Verify Rehearsal Endpoint"
VERIFY = f"{LOOK} > Verify Endpoint"
RESTORE = f"{VERIFY} > Is There Anything To Restore? > Restore Endpoint > Await Restored Endpoint"
REST = f"What Follows The Training? > {MODEL} > {CONFIG} > {CREATE} > {LOOK} > {END}"
UP_TO_MODEL = f"{BEGIN} > {TRAIN} > {NO_INFERENCE} > What Follows The Training? > {MODEL}"
UP_TO_CONFIG = f"{UP_TO_MODEL} > {CONFIG}"

PATHS = {
    "a build of which nothing has changed": Path(plan({"Unchanged": 6}), {}, f"{BEGIN} > Nothing Has Changed"),
    "a first build": Path(PLAN, {}, f"{UP_TO_CONFIG} > {CREATE} > {LOOK} > {END}"),
    "the next build": Path(PLAN, UPDATED, f"{UP_TO_CONFIG} > {UPDATE} > {LOOK} > {END}"),
    "a build in place of an endpoint that never served": Path(
        PLAN,
        DELETED,
        f"{UP_TO_CONFIG} > {DELETE} > {CALM} > {CREATE} > {LOOK} > {END}",
    ),
    "an endpoint that is being changed": Path(
        PLAN,
        {"Plan Deployment": [deployment("WAIT"), deployment("UPDATE")]},
        f"{UP_TO_CONFIG} > Plan Deployment > Which Deployment? > {CALM} > {UPDATE} > {LOOK} > {END}",
    ),
    "a rehearsal": Path(REHEARSED, TRIED, f"{UP_TO_CONFIG} > {TRY} > Delete Rehearsal Endpoint > {UPDATE} > {LOOK} > {END}"),
    "a rehearsal that fails": Path(REHEARSED, {**TRIED, "Verify Rehearsal Endpoint": WRONG}, f"{UP_TO_CONFIG} > {TRY} > {FAILED}"),
    "a rehearsal that waits for instances": Path(
        REHEARSED,
        {
            "Plan Deployment": [deployment("REHEARSE", "churn-rehearsal"), deployment("REHEARSE", "churn-rehearsal"), deployment("UPDATE")],
            "Create Rehearsal Endpoint": [NO_INSTANCES, {}],
        },
        f"{UP_TO_CONFIG} > Plan Deployment > Which Deployment? > Create Rehearsal Endpoint > {WAIT} > {TRY} > Delete Rehearsal Endpoint > "
        f"{UPDATE} > {LOOK} > {END}",
    ),
    "a rehearsal that is removed later": Path(
        REHEARSED,
        {
            "Plan Deployment": [deployment("REHEARSE", "churn-rehearsal"), deployment("DELETE", "churn-rehearsal"), deployment("UPDATE")],
            "Delete Rehearsal Endpoint": THROTTLED,
        },
        f"{UP_TO_CONFIG} > {TRY} > Delete Rehearsal Endpoint > {WAIT} > {DELETE} > {CALM} > {UPDATE} > {LOOK} > {END}",
    ),
    "an answer that is verified": Path(
        VERIFIED, UPDATED, f"{UP_TO_CONFIG} > {UPDATE} > {VERIFY} > Is It Scaled? > Is There Postprocessing? > {END}"
    ),
    "a wrong answer": Path(VERIFIED, RESTORED, f"{UP_TO_CONFIG} > {UPDATE} > {RESTORE} > {FAILED}"),
    "a wrong answer of the first version": Path(
        VERIFIED,
        {"Verify Endpoint": WRONG},
        f"{UP_TO_CONFIG} > {CREATE} > {VERIFY} > Is There Anything To Restore? > Delete Unverified Endpoint > {FAILED}",
    ),
    "an endpoint that scales": Path(
        PLAN, SCALED, f"{UP_TO_CONFIG} > {CREATE} > {LOOK} > Scale Endpoint > Is There Postprocessing? > {END}"
    ),
    "a verified endpoint that scales": Path(
        VERIFIED, SCALED, f"{UP_TO_CONFIG} > {CREATE} > {VERIFY} > Is It Scaled? > Scale Endpoint > Is There Postprocessing? > {END}"
    ),
    "a scaling endpoint and a state machine of the user's own": Path(
        plan(PostprocessStateMachine="arn:report"),
        SCALED,
        f"{UP_TO_CONFIG} > {CREATE} > {LOOK} > Scale Endpoint > Is There Postprocessing? > Run Postprocessing > {END}",
    ),
    "a framework's images, and a script that travels in the model": Path(
        plan({"Repack": True}, {"Training": GIVEN_IMAGE}),
        {},
        f"{BEGIN} > Build And Train > Is Anything Trained? > Is A Training Image Built? > {REQUEST} > Train Model > Confirm Training > {NO_INFERENCE} > "
        f"What Follows The Training? > Repack Model > {MODEL} > {CONFIG} > {CREATE} > {LOOK} > {END}",
    ),
    "an inference image of its own": Path(
        plan(images={"Inference": BUILT_IMAGE}),
        {},
        f"{BEGIN} > {TRAIN} > {INFERENCE} > {REST}",
    ),
    "a tuning": Path(
        TUNED,
        {},
        f"{BEGIN} > {IMAGE} > {REQUEST} > Tune Model > Summarize Tuning > Confirm Training > {NO_INFERENCE} > {REST}",
    ),
    "Train: false": Path(
        plan({"Train": None, "Model": {"ModelArtifacts": "s3://code/earlier.tar.gz"}}),
        {},
        f"{BEGIN} > Build And Train > Is Anything Trained? > Take Earlier Model > {NO_INFERENCE} > {REST}",
    ),
    "Deploy: false": Path(plan({"Deploy": False}), {}, f"{UP_TO_MODEL} > Is It Deployed? > Build Succeeded"),
    "state machines of the user's own": Path(
        plan(PreprocessStateMachine="arn:etl", PostprocessStateMachine="arn:report"),
        {},
        f"{BEGIN} > Run Preprocessing > {TRAIN} > {NO_INFERENCE} > What Follows The Training? > {MODEL} > {CONFIG} > {CREATE} > {LOOK} > "
        f"Run Postprocessing > {END}",
    ),
    "a model that takes the exam beside the one that serves": Path(
        plan({"Evaluation": True, "Validation": True}),
        {},
        f"{BEGIN} > {TRAIN} > {NO_INFERENCE} > {EXAM} > {ONE_EXAM} > {ONE_EXAM} > Validate Model > Is The Model Repacked? > {MODEL} > {CONFIG} > "
        f"{CREATE} > {LOOK} > {END}",
    ),
    "a first model that takes the exam alone, and a script that travels in it": Path(
        plan({"Evaluation": True, "Repack": True}),
        {"Plan Evaluation": {"Payload": ALONE}},
        f"{BEGIN} > {TRAIN} > {NO_INFERENCE} > {EXAM} > {ONE_EXAM} > Validate Model > Is The Model Repacked? > Repack Model > {MODEL} > {CONFIG} > "
        f"{CREATE} > {LOOK} > {END}",
    ),
    "a model that took the exam before": Path(
        plan({"Train": None, "Model": {"JobName": None, "ModelArtifacts": "s3://mine/model.tar.gz", "Metrics": {}}, "Evaluation": True}),
        {"Plan Evaluation": {"Payload": {**ALONE, "Jobs": []}}},
        f"{BEGIN} > Build And Train > Is Anything Trained? > Take Earlier Model > {NO_INFERENCE} > {EXAM} > Validate Model > "
        f"Is The Model Repacked? > {MODEL} > {CONFIG} > {CREATE} > {LOOK} > {END}",
    ),
    "a model that is judged by its training": Path(
        plan({"Validation": True}),
        {},
        f"{BEGIN} > {TRAIN} > {NO_INFERENCE} > What Follows The Training? > Validate Model > Is The Model Repacked? > {MODEL} > {CONFIG} > "
        f"{CREATE} > {LOOK} > {END}",
    ),
    "a model that is refused": Path(
        plan({"Validation": True}),
        {"Validate Model": Failure("ModelRefused", "worse")},
        f"{BEGIN} > {TRAIN} > {NO_INFERENCE} > What Follows The Training? > Validate Model > {FAILED}",
    ),
    "an exam that waits for instances": Path(
        plan({"Evaluation": True}),
        {"Plan Evaluation": {"Payload": ALONE}, "Evaluate Model": [NO_INSTANCES, {}]},
        f"{BEGIN} > {TRAIN} > {NO_INFERENCE} > {EXAM} > {ONE_EXAM} > {WAIT_EXAM} > Evaluate Model > Validate Model > Is The Model Repacked? > "
        f"{MODEL} > {CONFIG} > {CREATE} > {LOOK} > {END}",
    ),
    "an exam that fails": Path(
        plan({"Evaluation": True}),
        {"Plan Evaluation": {"Payload": ALONE}, "Evaluate Model": CRASH},
        f"{BEGIN} > {TRAIN} > {NO_INFERENCE} > {EXAM} > {ONE_EXAM} > Evaluation Failed > {FAILED}",
    ),
    "no quota for the exam": Path(
        plan({"Evaluation": True}),
        {"Plan Evaluation": {"Payload": ALONE}, "Evaluate Model": NO_INSTANCES, "Weigh Evaluation Limit": IS_ZERO},
        f"{BEGIN} > {TRAIN} > {NO_INFERENCE} > {EXAM} > {ONE_EXAM} > Weigh Evaluation Limit > Evaluation Failed > {FAILED}",
    ),
    "a plan that is refused": Path(PLAN, {"Plan Build": CRASH}, f"Plan Build > {FAILED}"),
    "a training that fails": Path(PLAN, {"Train Model": CRASH}, f"{BEGIN} > {BEGIN_TO_TRAIN} > Training Failed > {FAILED}"),
    "a training whose data nobody could look at again": Path(
        PLAN, {"Confirm Training": CRASH}, f"{BEGIN} > {TRAIN} > Leave Training Unconfirmed > {NO_INFERENCE} > {REST}"
    ),
    "an inference image that fails": Path(
        FULL, {"Build Inference Image": CRASH}, f"{BEGIN} > Run Preprocessing > {TRAIN} > {INFERENCE} > Inference Image Failed > {FAILED}"
    ),
    "an update that is rolled back": Path(
        PLAN, {**UPDATED, "Await Endpoint": CRASH}, f"{UP_TO_CONFIG} > {UPDATE} > Await Endpoint > {FAILED}"
    ),
    "a clean-up that fails": Path(PLAN, {"Plan Build": CRASH, "Clean Up": THROTTLED}, f"Plan Build > {FAILED}"),
    "a training image that waits for its turn": Path(
        PLAN,
        {"Build Training Image": [NO_BUILDS, {}]},
        f"{BEGIN} > {IMAGE} > {WAIT_TRAINING} > Build Training Image > {REQUEST} > Train Model > Confirm Training > {NO_INFERENCE} > {REST}",
    ),
    "a training that waits for instances": Path(
        PLAN,
        {"Train Model": [NO_INSTANCES, NO_INSTANCES, TRAINED]},
        f"{BEGIN} > {BEGIN_TO_TRAIN}{2 * TRAIN_LATER} > Confirm Training > {NO_INFERENCE} > {REST}",
    ),
    "a tuning that waits for instances": Path(
        TUNED,
        {"Tune Model": [NO_INSTANCES, ANSWERS["Tune Model"]]},
        f"{BEGIN} > {IMAGE} > {REQUEST} > Tune Model > {WAIT_TRAINING} > Tune Model > Summarize Tuning > Confirm Training > {NO_INFERENCE} > {REST}",
    ),
    "an inference image that waits for its turn": Path(
        plan(images={"Inference": BUILT_IMAGE}),
        {"Build Inference Image": [NO_BUILDS, {}]},
        f"{BEGIN} > {TRAIN} > {INFERENCE} > {WAIT_IMAGE} > Build Inference Image > {REST}",
    ),
    "a model that waits": Path(
        PLAN, {"Create Model": [THROTTLED, {}]}, f"{UP_TO_MODEL} > {WAIT} > Create Model > {CONFIG} > {CREATE} > {LOOK} > {END}"
    ),
    "a configuration that waits": Path(
        PLAN, {"Create Endpoint Config": [THROTTLED, {}]}, f"{UP_TO_CONFIG} > {WAIT} > Create Endpoint Config > {CREATE} > {LOOK} > {END}"
    ),
    "a first endpoint that waits for instances": Path(
        PLAN, {"Create Endpoint": [NO_INSTANCES, {}]}, f"{UP_TO_CONFIG} > {CREATE} > {WAIT} > {CREATE} > {LOOK} > {END}"
    ),
    "an update that waits for instances": Path(
        PLAN, {**UPDATED, "Update Endpoint": [NO_INSTANCES, {}]}, f"{UP_TO_CONFIG} > {UPDATE} > {WAIT} > {UPDATE} > {LOOK} > {END}"
    ),
    "an endpoint that is removed later": Path(
        PLAN,
        {"Plan Deployment": [deployment("DELETE"), deployment("DELETE"), deployment("CREATE")], "Delete Endpoint": [THROTTLED, {}]},
        f"{UP_TO_CONFIG} > {DELETE} > {WAIT} > {DELETE} > {CALM} > {CREATE} > {LOOK} > {END}",
    ),
    "no quota for training": Path(
        PLAN,
        {"Train Model": NO_INSTANCES, "Weigh Training Limit": IS_ZERO},
        f"{BEGIN} > {BEGIN_TO_TRAIN} > Weigh Training Limit > Training Failed > {FAILED}",
    ),
    "no quota for inference images": Path(
        plan(images={"Inference": BUILT_IMAGE}),
        {"Build Inference Image": NO_BUILDS, "Weigh Inference Image Limit": IS_ZERO},
        f"{BEGIN} > {TRAIN} > {INFERENCE} > Weigh Inference Image Limit > Inference Image Failed > {FAILED}",
    ),
    "no quota for the endpoint": Path(
        PLAN, {"Create Endpoint": NO_INSTANCES, "Weigh Limit": IS_ZERO}, f"{UP_TO_CONFIG} > {CREATE} > Weigh Limit > {FAILED}"
    ),
}
