"""Lambda: MiniStack's local workers, whose errors have their own names, on the Python that a function asks for, within its limits."""

PARTS = ("errors", "python", "unpacked", "limits")
