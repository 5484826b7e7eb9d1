"""The checks, a function for every belief, by what they are about; what leaves no trace of itself they try on the spot."""

from prove.checks import endpoints, images, jobs, launching, removal, stack, states

SECTIONS = (
    (launching, "Launching and news"),
    (states, "Step Functions"),
    (images, "Images"),
    (jobs, "Training"),
    (endpoints, "Endpoints"),
    (stack, "The stack"),
    (removal, "Removal"),
)
"""The modules in the order of docs/beliefs.md, and their headings there."""
