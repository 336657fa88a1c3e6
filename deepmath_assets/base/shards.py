"""One function over many shards: `map_shards`, on this machine or on a Ray cluster.

What grows with the web goes through here. The local engine is a pool of forkserver processes (never fork: deltalake
and polars hold threads) that puts back the shards of a worker that died, and whose workers end when the process that
started them is gone; Ray does the same by `max_retries`. Results come as they are ready, each with its shard; there is
no shuffle: group-bys are written by bucket.
"""

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from deepmath_assets.base.errors import ChildFailed, MissingExtra

Shard = TypeVar("Shard")
Result = TypeVar("Result")

_CONTEXT = multiprocessing.get_context("forkserver")
_ATTEMPTS = 3  # a shard that kills its worker this often is at fault itself


def map_shards(
    work: Callable[[Shard], Result], shards: Iterable[Shard], *, engine: str, workers: int
) -> Iterator[tuple[Shard, Result]]:
    """Each shard with the result of `work`, in the order of completion.

    `work` must be importable by name. An exception of `work` is raised here; a worker that dies (killed, out of
    memory) has its shards done again, and `ChildFailed` names a shard that dies three times.
    """
    todo = list(shards)
    if engine == "ray":
        yield from _on_ray(work, todo)
    elif workers == 1 or len(todo) == 1:
        yield from ((shard, work(shard)) for shard in todo)
    else:
        yield from _on_processes(work, todo, workers)


def _on_processes(
    work: Callable[[Shard], Result], shards: list[Shard], workers: int
) -> Iterator[tuple[Shard, Result]]:
    """A pool; when a worker dies, what was under way goes on alone, so that no shard is blamed for another's death."""
    waiting = list(range(len(shards)))
    while waiting:
        suspects: list[int] = []
        for number, result in _one_pool(work, shards, waiting, workers, suspects):
            yield shards[number], result
        for number in suspects:
            yield shards[number], _alone(work, shards[number])


def _one_pool(
    work: Callable[[Shard], Result], shards: list[Shard], waiting: list[int], workers: int, suspects: list[int]
) -> Iterator[tuple[int, Result]]:
    """Results until nothing waits or a worker dies; then `suspects` are the shards that were under way."""
    running: dict[Future[Result], int] = {}
    with _pool(workers) as pool:
        try:
            while waiting or running:
                while waiting and len(running) < workers:
                    future = pool.submit(work, shards[waiting[0]])
                    running[future] = waiting.pop(0)
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    result = future.result()
                    yield running.pop(future), result
        except BrokenProcessPool:
            suspects.extend(sorted(running.values()))


def _alone(work: Callable[[Shard], Result], shard: Shard) -> Result:
    for _ in range(_ATTEMPTS):
        with _pool(1) as pool:
            try:
                return pool.submit(work, shard).result()
            except BrokenProcessPool:
                continue
    raise _always_dies(shard)


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=_CONTEXT, initializer=_end_with_parent)


def _end_with_parent() -> None:
    """Watch the parent from a thread: workers of a killed run would wait for work for ever, and hold its memory."""
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _always_dies(shard: object) -> ChildFailed:
    return ChildFailed(
        f"shard {shard!r} ended its worker {_ATTEMPTS} times (killed, or out of memory): "
        "look at it alone, or lower `workers` in the profile"
    )


def _on_ray(work: Callable[[Shard], Result], shards: list[Shard]) -> Iterator[tuple[Shard, Result]]:
    try:
        import ray
    except ImportError:
        raise MissingExtra("engine = \"ray\" needs the package: pip install 'deepmath[ray]'") from None
    remote = ray.remote(max_retries=_ATTEMPTS - 1)(work)
    pending = {remote.remote(shard): shard for shard in shards}
    while pending:
        done, _ = ray.wait(list(pending), num_returns=1)
        for reference in done:
            shard = pending.pop(reference)
            yield shard, _of_ray(ray, reference, shard)


def _of_ray(ray: Any, reference: Any, shard: Shard) -> Any:
    """A task's result; its exception as `work` raised it, without Ray's wrapping."""
    try:
        return ray.get(reference)
    except ray.exceptions.RayTaskError as error:
        raise error.cause from None
    except (ray.exceptions.WorkerCrashedError, ray.exceptions.OutOfMemoryError):
        raise _always_dies(shard) from None
