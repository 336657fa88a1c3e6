"""What a pack holds once it is read: frozen values, no behaviour.

The stages get these; where they come from (files, lines, TOML) is the business of `load.py`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Keyword:
    """A word that makes a page worth parsing, and how much one sight of it counts."""

    word: str
    language: str
    weight: float


@dataclass(frozen=True)
class Mark:
    """A sign of a formula in raw bytes: literals, or one regular expression in RE2's syntax."""

    name: str
    texts: tuple[str, ...]
    pattern: str | None
    weight: float


@dataclass(frozen=True)
class Term:
    """A word of the glossary; a negative weight says that it belongs to a field next door."""

    term: str
    language: str
    subdomain: str
    weight: float


@dataclass(frozen=True)
class PageKind:
    """A kind of page, its value from -1 to 1, and the cues by which it is known."""

    name: str
    value: float
    url: tuple[str, ...]
    title: tuple[str, ...]
    text: tuple[str, ...]


@dataclass(frozen=True)
class Cueing:
    """How the cues of page kinds count: points by place, the fewest that make a kind, how much text is looked at."""

    url_points: float
    title_points: float
    text_points: float
    least_points: float
    text_edge_chars: int


@dataclass(frozen=True)
class Prompt:
    """How a question is put to a model in one language: chain of thought, and with a tool."""

    cot: str
    tool: str


@dataclass(frozen=True)
class Pack:
    """One domain: its words, marks, cues and prompts."""

    name: str
    title: str
    languages: tuple[str, ...]
    subdomains: tuple[str, ...]
    reasoning: str
    neighbour: str
    keywords: tuple[Keyword, ...]
    marks: tuple[Mark, ...]
    glossary: tuple[Term, ...]
    url_hints: tuple[tuple[str, float], ...]
    page_kinds: tuple[PageKind, ...]
    default_kind: str
    cueing: Cueing
    prompt_template: str
    prompts: tuple[tuple[str, Prompt], ...]
    answer_cues: tuple[str, ...]
    subjects: tuple[tuple[str, str], ...]

    def kind_values(self) -> dict[str, float]:
        """Value of each kind of page; the default one is worth nothing either way."""
        return {self.default_kind: 0.0} | {kind.name: kind.value for kind in self.page_kinds}

    def prompt(self, language: str) -> Prompt:
        """The prompts in this language, or in the pack's first one where it has none."""
        return dict(self.prompts).get(language, self.prompts[0][1])

    def prompts_mapping(self) -> dict[str, object]:
        """The prompts as plain values, for a child process."""
        by_language = {language: {"cot": prompt.cot, "tool": prompt.tool} for language, prompt in self.prompts}
        return {"template": self.prompt_template, **by_language}

    def subject_subdomains(self) -> dict[str, str]:
        """The sub-domain of each subject that a benchmark may name, in lower case."""
        return dict(self.subjects)
