"""The notebooks' client: each module against stubs of AWS, and the command as a process."""
