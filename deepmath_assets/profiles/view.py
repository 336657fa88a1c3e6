"""A profile as an asset may see it: the values that it declared, and no other.

An asset's code version is the hash of the values it declares, so a body that read one more would not become stale with
it. The view stands in for the profile and for its sections wherever a stage reads attributes of a policy; what is
declared as a whole comes out as the plain section.
"""

from dataclasses import dataclass
from typing import Any

from deepmath_assets.base.errors import UndeclaredValue
from deepmath_assets.profiles.shapes.base import Shape

OF_THE_MACHINE = ("workers", "engine")  # decide how fast a result comes, not which: any asset may read them


@dataclass(frozen=True)
class ProfileView:
    """A section of a profile, restricted to the dotted names in `uses`; reading another raises `UndeclaredValue`.

    >>> from deepmath_assets.profiles.load import load_profile
    >>> view = ProfileView(load_profile("demo"), ("crawl.fetch_attempts",), "crawl.files")
    >>> view.crawl.fetch_attempts
    6
    >>> view.crawl.max_payload_bytes
    Traceback (most recent call last):
    deepmath_assets.base.errors.UndeclaredValue: crawl.files uses profile value 'crawl.max_payload_bytes': add it to ...
    """

    _section: Shape
    _uses: tuple[str, ...]
    _who: str
    _path: str = ""

    def __getattr__(self, name: str) -> Any:
        """The declared value, the declared section, or a view of a section that is declared in part."""
        if name.startswith("_"):  # what copying and pickling ask for
            raise AttributeError(name)
        path = f"{self._path}.{name}" if self._path else name
        if name not in type(self._section).model_fields:
            raise UndeclaredValue(f"{self._who} uses {path!r}, which is no value: add the section to uses=(...)")
        if any(path == used or path.startswith(f"{used}.") for used in (*self._uses, *OF_THE_MACHINE)):
            return getattr(self._section, name)
        if not any(used.startswith(f"{path}.") for used in self._uses):
            raise UndeclaredValue(f"{self._who} uses profile value {path!r}: add it to uses=(...)")
        return ProfileView(getattr(self._section, name), self._uses, self._who, path)
