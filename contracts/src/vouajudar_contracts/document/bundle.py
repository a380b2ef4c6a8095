"""Makes one document of many files.

The rule: a file in a folder named like a component section becomes `components/<section>/<stem>`; a ref into the root file
becomes `#/...`; anything else is written in where it was referred to. The bundle remembers of each part its file and line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from vouajudar_contracts.document.contract import Json, Source
from vouajudar_contracts.document.errors import Fault, SpecError
from vouajudar_contracts.document.files import Place, SpecFiles
from vouajudar_contracts.document.values import escape, follow, is_array, is_object, members, step, tokens

OPENAPI_SECTIONS = (
    "schemas",
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "securitySchemes",
    "links",
    "callbacks",
    "pathItems",
)
ASYNCAPI_SECTIONS = (
    "schemas",
    "servers",
    "channels",
    "operations",
    "messages",
    "securitySchemes",
    "serverVariables",
    "parameters",
    "correlationIds",
    "replies",
    "replyAddresses",
    "externalDocs",
    "tags",
    "operationTraits",
    "messageTraits",
    "serverBindings",
    "channelBindings",
    "operationBindings",
    "messageBindings",
)


@dataclass(slots=True)
class Bundle:
    """One document, and where each part of it was written."""

    document: dict[str, Json]
    sources: dict[str, Source] = field(repr=False)
    """JSON pointer in the document -> file and line."""

    def source(self, pointer: str) -> Source:
        """Where `pointer` was written, or the nearest part around it that is known."""
        while pointer and pointer not in self.sources:
            pointer = pointer.rpartition("/")[0]
        return self.sources[pointer]


def bundle(files: SpecFiles, root: Path, sections: tuple[str, ...]) -> Bundle:
    """Bundles the document whose root file is `root`.

    Raises SpecError with every fault found: files that cannot be read, references to nothing, references that run in a circle
    outside the components, two files for one component.
    """
    return _Bundler(files, root.resolve(), sections).run()


class _Bundler:
    def __init__(self, files: SpecFiles, root: Path, sections: tuple[str, ...]) -> None:
        self._files = files
        self._root = root
        self._sections = sections
        self._sources: dict[str, Source] = {}
        self._faults: list[Fault] = []
        self._components: dict[tuple[str, str], Path] = {}
        self._waiting: list[tuple[str, str]] = []
        self._inlining: list[tuple[Path, str]] = []
        self._local_refs: list[tuple[str, Source]] = []

    def run(self) -> Bundle:
        file = self._files.load(self._root)
        document = self._copy(Place(file, self._root, "", file.value), "")
        if not is_object(document):
            raise SpecError.at(file.name, 1, "the root of the document must be a mapping")
        written: dict[str, dict[str, Json]] = {name: dict(part) for name, part in members(document, "components").items()}
        document.pop("components", None)
        while self._waiting:
            section, name = self._waiting.pop()
            place = written.setdefault(section, {})
            pointer = f"/components/{section}/{escape(name)}"
            path = self._components[section, name]
            if name in place:
                if self._sources[pointer].file != self._files.name(path):
                    self._fault(self._sources[pointer], f"components/{section}/{name} is also the file {self._files.name(path)}")
                continue
            try:
                part = self._files.load(path)
            except SpecError as error:
                self._faults += error.faults
                continue
            place[name] = self._copy(Place(part, path, "", part.value), pointer)
        if written:
            order = [s for s in self._sections if s in written] + sorted(s for s in written if s not in self._sections)
            document["components"] = {section: dict(sorted(written[section].items())) for section in order}
        if not self._faults:
            self._check_local_refs(document)
        if self._faults:
            raise SpecError(self._faults)
        return Bundle(document, self._sources)

    def _fault(self, source: Source, reason: str) -> None:
        self._faults.append(Fault(source, reason))

    def _copy(self, here: Place, at: str) -> Json:
        """A copy of what stands `here`, for the place `at` of the bundle."""
        value = here.value
        if at not in self._sources:
            self._sources[at] = here.source
        if is_array(value):
            return [self._copy(here.member(str(i), item), f"{at}/{i}") for i, item in enumerate(value)]
        if not is_object(value):
            return value
        if isinstance(value.get("$ref"), str):
            return self._reference(here, at)
        copy = self._members(here, at)
        mapping = value.get("mapping")
        if is_object(mapping) and "propertyName" in value:
            at_mapping = here.member("mapping", mapping)
            copy["mapping"] = {
                variant: self._target(target, here.path, at_mapping.member(variant, target).source)
                for variant, target in mapping.items()
            }
        return copy

    def _members(self, here: Place, at: str) -> dict[str, Json]:
        return {
            key: self._copy(here.member(key, member), f"{at}/{escape(key)}")
            for key, member in here.value.items()
            if key != "$ref"
        }

    def _reference(self, here: Place, at: str) -> Json:
        ref = here.value["$ref"]
        source = here.member("$ref", ref).source
        siblings = self._members(here, at)
        path, pointer = self._files.target(ref, here.path)
        if path == self._root:
            # Not followed here: it may lead through another reference. What is missing shows when the document is whole.
            self._local_refs.append((pointer, source))
            return {"$ref": f"#{pointer}", **siblings}
        try:
            place = self._files.follow(ref, here.path, source)
        except SpecError as error:
            self._faults += error.faults
            return siblings
        local = self._local(place, source)
        if local is not None and local != f"#{at}":
            return {"$ref": local, **siblings}
        return self._inline(place, siblings, source, at)

    def _target(self, ref: Json, path: Path, source: Source) -> Json:
        """The value of a discriminator mapping: a reference without `$ref`."""
        if not isinstance(ref, str) or not ("/" in ref or "." in ref):
            return ref
        try:
            return self._local(self._files.follow(ref, path, source), source) or ref
        except SpecError as error:
            self._faults += error.faults
            return ref

    def _local(self, place: Place, source: Source) -> str | None:
        """The reference within the bundle that stands for `place`; None when it must be written in."""
        section, name = place.path.parent.name, place.path.stem
        if section not in self._sections:
            return None
        known = self._components.setdefault((section, name), place.path)
        if known != place.path:
            reason = f"components/{section}/{name} would be two files: {self._files.name(known)} and {place.file.name}"
            self._fault(source, reason)
        elif f"/components/{section}/{escape(name)}" not in self._sources and (section, name) not in self._waiting:
            self._waiting.append((section, name))
        return f"#/components/{section}/{escape(name)}{place.pointer}"

    def _inline(self, place: Place, siblings: dict[str, Json], source: Source, at: str) -> Json:
        target = (place.path, place.pointer)
        if target in self._inlining:
            self._fault(source, "this reference runs in a circle; only files in component folders may refer to each other")
            return siblings
        self._inlining.append(target)
        # What is seen at this place is the target's, so the source map names the target.
        self._sources[at] = place.source
        written = self._copy(place, at)
        self._inlining.pop()
        return {**written, **siblings} if siblings and is_object(written) else written

    def _check_local_refs(self, document: dict[str, Json]) -> None:
        for pointer, source in self._local_refs:
            if not _found(document, pointer):
                self._fault(source, f"nothing stands at #{pointer}")


def _found(document: Json, pointer: str) -> bool:
    """Whether something stands at `pointer`, also behind references on the way."""
    value = document
    try:
        for key in tokens(pointer):
            value = step(follow(document, value), key)
    except KeyError:
        return False
    return True
