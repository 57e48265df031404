"""`make bench`: one table, each line a ratio measured in one run, side by side."""

import torch

from benchmarks import answers, engines, milestones, recording, watching, windows


def main() -> None:
    print(f"torch {torch.__version__}, one thread; medians\n")
    print(f"{'':38}{'measured':>10}{'goal':>11}")
    engines.table()
    recording.table()
    watching.table()
    milestones.table()
    answers.table()
    windows.table()


if __name__ == "__main__":
    main()
