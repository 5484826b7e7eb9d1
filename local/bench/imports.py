"""How long the functions that call no AWS take to import, as a share of what boto3 alone takes: python -m local.bench.imports."""

import statistics
import subprocess
import sys
from pathlib import Path

FUNCTIONS = Path(__file__).parents[2] / "functions"
MODULES = ("check_request.app", "configure_training.app", "configure_model.app", "configure_endpoint.app")
REPEATS, ROUNDS = 9, 2
MOST = 0.3
# The processor's time: on a busy machine the clock's would be the others'.
PROGRAM = "import time; start = time.process_time(); import {}; print(time.process_time() - start)"


def seconds(module: str) -> float:
    """Return how long a fresh Python takes to import a module."""
    done = subprocess.run([sys.executable, "-c", PROGRAM.format(module)], cwd=FUNCTIONS, capture_output=True, text=True, check=True)
    return float(done.stdout)


def measured(repeats: int = REPEATS, modules: tuple[str, ...] = MODULES) -> dict[str, list[float]]:
    """Return every module's times beside boto3's; all are measured in turn, so that a busy machine slows them alike."""
    modules = ("boto3", *modules)
    rounds = [[seconds(module) for module in modules] for _ in range(repeats)]
    return dict(zip(modules, map(list, zip(*rounds, strict=True)), strict=True))


def table() -> list[list[str]]:
    """Return a row for each function of the pipeline: its shortest import, as a share of boto3's alone, and how many kilobytes of modules it needs."""
    verbs = sorted(path.parent.name for path in FUNCTIONS.glob("*/app.py"))
    least = {module: min(taken) for module, taken in measured(ROUNDS, tuple(f"{verb}.app" for verb in verbs)).items()}
    boto3 = least["boto3"]
    rows = [
        [verb, f"{least[f'{verb}.app'] * 1000:.0f} ms", f"{least[f'{verb}.app'] / boto3:.2f} × boto3", f"{kilobytes(verb)} KB"]
        for verb in verbs
    ]
    whole = sum(file.stat().st_size for file in FUNCTIONS.rglob("*") if file.suffix in (".py", ".json")) // 1024
    return [["function", "import", f"boto3 alone: {boto3 * 1000:.0f} ms", f"own modules, of {whole} KB in the package"], *rows]


def kilobytes(verb: str) -> int:
    """Return the size of all our modules that a function imports."""
    loaded = f"import sys, {verb}.app; files = [getattr(module, '__file__', None) or '' for module in list(sys.modules.values())]"
    program = f"{loaded}; print(*(file for file in files if file.startswith('{FUNCTIONS}/')), sep=chr(10))"
    done = subprocess.run([sys.executable, "-c", program], cwd=FUNCTIONS, capture_output=True, text=True, check=True)
    return sum(Path(file).stat().st_size for file in done.stdout.split()) // 1024


def main() -> int:
    """Print the times and their shares of boto3's; return 1 if one is over the limit, by its shortest time."""
    times = measured()
    boto3 = times.pop("boto3")
    print(f"{'boto3':23} min {min(boto3) * 1000:6.1f} ms  median {statistics.median(boto3) * 1000:6.1f} ms")
    most = 0.0
    for module, taken in times.items():
        share, median_share = min(taken) / min(boto3), statistics.median(taken) / statistics.median(boto3)
        shares = f"{share:.2f} and {median_share:.2f} × boto3"
        print(f"{module:23} min {min(taken) * 1000:6.1f} ms  median {statistics.median(taken) * 1000:6.1f} ms  {shares}")
        most = max(most, share)
    return int(most > MOST)


if __name__ == "__main__":
    sys.exit(main())
