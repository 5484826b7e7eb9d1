"""What a build is doing in each state of its state machine."""

STATES = {
    "planning": ("Plan Build", "Is There Preprocessing?"),
    "preprocessing": ("Run Preprocessing",),
    "preparing": (
        "Build And Train",
        "Is Anything Trained?",
        "Take Earlier Model",
        "Configure Training",
        "Check Training Request",
        "Is It Tuned?",
    ),
    "training image": ("Is A Training Image Built?", "Build Training Image"),
    "training": ("Train Model",),
    "tuning": ("Tune Model", "Summarize Tuning"),
    "inference image": ("Is An Inference Image Built?", "Build Inference Image", "Inference Image Is There"),
    "limit": (
        "Weigh Training Limit",
        "Wait For Training Limit",
        "Which Step Of The Training Waited?",
        "Weigh Inference Image Limit",
        "Wait For Inference Image Limit",
        "Weigh Limit",
        "Wait For Limit",
        "Which Step Waited?",
    ),
    "model": (
        "Is The Model Repacked?",
        "Repack Model",
        "Configure Model",
        "Check Model Request",
        "Create Model",
        "Is It Deployed?",
    ),
    "deployment": ("Configure Endpoint", "Check Endpoint Request", "Create Endpoint Config", "Plan Deployment", "Which Deployment?"),
    "endpoint": (
        "Create Endpoint",
        "Update Endpoint",
        "Delete Failed Endpoint",
        "Wait For Endpoint",
        "Check Endpoint",
        "Is The Endpoint Ready?",
    ),
    "postprocessing": ("Is There Postprocessing?", "Run Postprocessing"),
    "cleaning": ("Training Failed", "Inference Image Failed", "Clean Up", "Build Failed"),
    "ending": ("Build Succeeded",),
}
ACTIVITIES = {state: activity for activity, states in STATES.items() for state in states}
OTHER = "running"  # what can be said of any state
