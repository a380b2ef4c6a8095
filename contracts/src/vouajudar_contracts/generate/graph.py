"""Orders of things that need each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

Edges = Mapping[str, Sequence[str]]
"""Thing -> what it needs."""


def postorder(edges: Edges) -> Iterator[str]:
    """Everything, each after what it needs (of a circle, after all but one); otherwise in the given order."""
    done: set[str] = set()
    for root in edges:
        if root in done:
            continue
        done.add(root)
        stack = [(root, iter(edges[root]))]
        while stack:
            name, needs = stack[-1]
            following = next((need for need in needs if need not in done), None)
            if following is None:
                stack.pop()
                yield name
            else:
                done.add(following)
                stack.append((following, iter(edges[following])))


def circles(edges: Edges) -> list[list[str]]:
    """Everything in groups of what needs each other, most of them of one; each group after those it needs."""
    finished = list(postorder(edges))
    users: dict[str, list[str]] = {name: [] for name in edges}
    for name in finished:
        for need in edges[name]:
            users[need].append(name)
    placed: set[str] = set()
    groups: list[list[str]] = []
    for name in reversed(finished):
        if name not in placed:
            group: list[str] = []
            stack = [name]
            placed.add(name)
            while stack:
                member = stack.pop()
                group.append(member)
                for user in users[member]:
                    if user not in placed:
                        placed.add(user)
                        stack.append(user)
            groups.append(group)
    return groups[::-1]
