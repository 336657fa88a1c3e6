"""Clusters of pairs by union-find, and the one member of each that stays."""

from collections.abc import Iterable


def clusters(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Members of each connected set of pairs, ascending; sets in the order of their smallest member.

    >>> clusters([(1, 2), (5, 6), (2, 3)])
    [[1, 2, 3], [5, 6]]
    """
    parent: dict[int, int] = {}
    for left, right in pairs:
        low, high = sorted((_root(parent, left), _root(parent, right)))
        parent[high] = low
    members: dict[int, list[int]] = {}
    for member in sorted(parent):
        members.setdefault(_root(parent, member), []).append(member)
    return [members[root] for root in sorted(members)]


def _root(parent: dict[int, int], member: int) -> int:
    """The smallest known member of its set; the path to it is halved on the way."""
    parent.setdefault(member, member)
    while parent[member] != member:
        parent[member] = parent[parent[member]]
        member = parent[member]
    return member
