"""Processes that check blocks of records side by side; what they find comes back in the order of the blocks."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from multiprocessing.connection import Connection, wait
from queue import SimpleQueue
from typing import Any

from campaign_rules.base.errors import CampaignRulesError
from campaign_rules.base.texts import Text
from campaign_rules.bulk.checker import Checked, Checker, Job
from campaign_rules.files.streams import Block


class WorkersLost(CampaignRulesError):
    """All processes that checked were ended from outside; what they had checked is kept, and can be gone on from."""

    text = Text(
        "检查记录的进程都意外结束了（多半是内存不足，被系统结束）；再运行同一命令会从中断处继续，-j 1 最省内存",
        "all processes that check records ended unexpectedly (the system may have run out of memory and killed them); "
        "the same command goes on from here, and -j 1 needs the least memory",
    )

    def __init__(self) -> None:
        super().__init__(self.text.en)


_LOST = Text(
    "一个检查记录的进程意外结束（多半是内存不足，被系统结束）；其余进程接着做它的那一份",
    "a process that checks records ended unexpectedly (the system may have run out of memory and killed it); "
    "the others go on with its share",
)

_EACH = 2
"""Blocks that a process is given at a time: while what became of one waits to be taken, it checks the next."""


class _Worker:
    """A process that checks blocks, with a pipe of its own: when it is killed, only what it was given is lost."""

    def __init__(self, job: Job, context: Any, inherited: Sequence[int]) -> None:
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(job, theirs, inherited), daemon=True)
        self._process.start()
        theirs.close()  # so that the pipe ends when the process does
        self.given: list[tuple[int, Block]] = []
        """The blocks of which nothing has come back."""

    def give(self, n: int, block: Block) -> None:
        """Let it check a block."""
        self.given.append((n, block))
        with suppress(OSError):  # it has ended: that is seen when its answer is waited for
            self.pipe.send(block)

    def __enter__(self) -> _Worker:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with suppress(OSError):
            self.pipe.send(None)
        if kind:
            self._process.kill()
        self._process.join()
        self.pipe.close()


def _work(job: Job, pipe: Connection, inherited: Sequence[int]) -> None:
    """Check the blocks that come, until there are no more; what was inherited of the parent is not this one's concern."""
    import gc

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and ends all
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # A parent that was killed leaves nobody to tell: no words about that.
    sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  # for as long as the process lives
    for descriptor in inherited:  # or they stayed locked for as long as this process outlives a parent that was killed
        os.dup2(sys.stderr.fileno(), descriptor)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    checker = Checker(job)
    gc.collect()
    gc.freeze()
    gc.disable()  # records hold no cycles
    answers: SimpleQueue[Checked | Exception] = SimpleQueue()
    threading.Thread(target=_send, args=(pipe, answers), daemon=True).start()
    while block := pipe.recv():
        try:
            answers.put(checker.check(block))
        except Exception as wrong:  # it is raised where the block came from
            answers.put(wrong)


def _send(pipe: Connection, answers: SimpleQueue[Checked | Exception]) -> None:
    """Send answers as they come. Never does this keep the process from taking the next block: each waited for the other."""
    while True:
        answer = answers.get()
        try:
            pipe.send(answer)
        except OSError:
            os._exit(1)
        except Exception:  # an error that can't be sent as it is
            pipe.send(RuntimeError(repr(answer)))


def _end_with(parent: int) -> None:
    """End this process when its parent is gone: nobody would ever ask it for anything."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def checked_blocks(
    job: Job, blocks: Iterable[Block], jobs: int, inherited: Sequence[int], tell: Callable[[Text], None]
) -> Iterator[Checked]:
    """Check blocks by some processes; yield what became of each, in order, with few of them ahead.

    ``jobs`` is the number of processes, 0 for as many as there are cores; ``inherited`` are the parent's open files that
    a forked process must not hold. One that is lost is not replaced, for most likely memory ended: the others go on.

    Raises:
        WorkersLost: none is left.
    """
    jobs = jobs or cores()
    if jobs == 1:
        checker = Checker(job)
        yield from map(checker.check, blocks)
        return
    forked = "fork" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if forked else "spawn")
    with ExitStack() as stack:
        crew = [stack.enter_context(_Worker(job, context, inherited if forked else ())) for _ in range(jobs)]
        ready: dict[int, Checked] = {}
        again: list[tuple[int, Block]] = []
        ahead, turn, more = enumerate(blocks), 0, True
        while True:
            given = sum(len(worker.given) for worker in crew)
            while more and len(again) + given + len(ready) <= 3 * jobs and given + len(again) < _EACH * len(crew):
                taken = next(ahead, None)
                again += [taken] if taken else []
                more = taken is not None
            while again and len((worker := min(crew, key=lambda one: len(one.given))).given) < _EACH:
                worker.give(*again.pop(0))
            while turn in ready:
                yield ready.pop(turn)
                turn += 1
            busy: dict[Any, _Worker] = {worker.pipe: worker for worker in crew if worker.given}
            if not (busy or more):
                return
            for pipe in wait(list(busy)) if busy else ():
                worker = busy[pipe]
                try:
                    answer = worker.pipe.recv()
                except (EOFError, OSError):
                    crew.remove(worker)
                    again = [*worker.given, *again]
                    if not crew:
                        raise WorkersLost from None
                    tell(_LOST)
                    continue
                n, _ = worker.given.pop(0)
                if isinstance(answer, Exception):
                    raise answer
                ready[n] = answer


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
