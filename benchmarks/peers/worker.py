"""A peer's side of a comparison: alone it prints its rates (of the works named, or of all), with --serve it does named work on demand.

Protocol: a line that says who it is; then for each line "NAME COUNT" on standard input the seconds that COUNT
repetitions took. The first call of a work sets it up, untimed.
"""
import sys
import time


def run(introduction, works):
    """works: name -> (function that sets the work up and gives it, units a repetition)."""
    if "--serve" in sys.argv:
        _serve(introduction, works)
    else:
        _alone(introduction, works)


def _serve(introduction, works):
    ready = {}
    print(introduction, flush=True)
    for line in sys.stdin:
        name, count = line.split()
        if name not in ready:
            ready[name] = works[name][0]()
        print(repr(_seconds(ready[name], int(count))), flush=True)


def _alone(introduction, works, rounds=5):
    print(introduction)
    wanted = [argument for argument in sys.argv[1:] if argument in works]
    for name, (prepare, units) in works.items():
        if wanted and name not in wanted:
            continue
        work = prepare()
        _seconds(work, 1)
        once = _seconds(work, 1)
        count = max(1, round(1 / once))
        median = sorted(_seconds(work, count) / count for _ in range(rounds))[rounds // 2]
        print(f"{name}: {units / median:.2f}/s")


def _seconds(work, count):
    start = time.perf_counter()
    for _ in range(count):
        work()
    return time.perf_counter() - start
