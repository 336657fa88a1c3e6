"""The carriers of one page: which of them to ask about an element, and the readers of its runs of text."""

from collections.abc import Iterable

from deepmath_assets.stages.extract.carriers.kinds import Carrier, Claim, Piece, Surroundings, TextReader
from deepmath_assets.stages.extract.reading.dom import Attributes, Tree


class Watch:
    """The carriers, in their order, as one page needs them."""

    def __init__(self, carriers: tuple[Carrier, ...], page: Surroundings) -> None:
        self.elements = tuple(carrier for carrier in carriers if carrier.claim)
        self.attributes = frozenset(name for carrier in self.elements for name in carrier.attributes)
        made = (carrier.reader(page) for carrier in carriers if carrier.reader and carrier.may_occur(page.joined))
        self.readers: list[TextReader] = [reader for reader in made if reader is not None]

    def candidates(self, tag: str, names: str | None) -> tuple[Carrier, ...]:
        """The carriers that look at elements of this tag and class."""
        tokens = (names or "").split()
        return tuple(c for c in self.elements if tag in c.tags or (tokens and not c.classes.isdisjoint(tokens)))

    def with_attributes(self, candidates: tuple[Carrier, ...], attrs: Attributes) -> tuple[Carrier, ...]:
        """These carriers and those that look at one of these attributes, in their order."""
        if self.attributes.isdisjoint(attrs):
            return candidates
        return tuple(c for c in self.elements if c in candidates or not c.attributes.isdisjoint(attrs))

    def read(self, run: str) -> list[Piece]:
        """A run of text, with its formulas taken out of it."""
        pieces: list[Piece] = [run]
        for reader in self.readers:
            after: list[Piece] = []
            for piece in pieces:
                after += reader(piece) if isinstance(piece, str) else [piece]
            pieces = after
        return pieces


def ask(carriers: Iterable[Carrier], tree: Tree, node: int) -> Claim | None:
    """The first claim on an element, None where no carrier wants it."""
    for carrier in carriers:
        claim = carrier.claim(tree, node) if carrier.claim else None
        if claim is not None:
            return claim
    return None
