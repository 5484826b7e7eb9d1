"""The main job, shown live on the local AWS: from a push to a served model, to the next version, to nothing left."""
