"""Run the parts: ``python -m tools.fuzz [--seed N] [--seconds N] [--part NAME]... [--input N]``."""

from __future__ import annotations

import argparse
import sys

from tools.fuzz.running import PARTS, explore


def main() -> int:
    """Run what is asked for, say a line for each part and everything that broke, and return the exit status."""
    asked = argparse.ArgumentParser(prog="python -m tools.fuzz", description=__doc__)
    asked.add_argument("--seed", type=int, default=1, help="the same seed, the same inputs")
    asked.add_argument("--seconds", type=float, default=60, help="for all parts together")
    asked.add_argument("--part", action="append", choices=[*PARTS], help="only this part; can be given again")
    asked.add_argument("--input", type=int, help="only the input of this number")
    asked.add_argument(
        "--most",
        type=int,
        default=10,
        help="of the ways in which inputs of a part failed, so many are told, each by its first input",
    )
    given = asked.parse_args()
    failed = 0
    names = given.part or [*PARTS]
    shares = {name: 4 if name == "work" else 1 for name in names}  # each of its inputs is counted at three sizes
    for name in names:
        numbers = None if given.input is None else [given.input]
        explored = explore(
            name, given.seed, seconds=given.seconds * shares[name] / sum(shares.values()), numbers=numbers
        )
        kinds = {failure.kind: failure for failure in reversed(explored.failures)}
        failures = f"{len(explored.failures)} failed" + (f", in {len(kinds)} ways" if kinds else "")
        print(f"{name}: {explored.inputs} inputs in {explored.seconds:.0f} s, {failures}", flush=True)
        for failure in list(kinds.values())[: given.most]:
            print(failure.render(), flush=True)
        failed += len(explored.failures)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
