"""What a memorandum says of itself: measures, rules, settings, and the rest."""

import enum
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, get_type_hints

from wit_world.imports import types as wit
from wit_world.imports.types import ProfileNeed, Role, RoleTest, SubjectKind

from .days import Date
from .records import of_dictionary
from .values import ValueType, value_type

Settings = TypeVar("Settings")


@dataclass(frozen=True, kw_only=True)
class About:
    """What the manifest says of the memorandum itself."""

    code: str
    """Its code, kebab-case."""
    version: str
    """Version of the plugin, three numbers."""
    title: str
    """Its Chinese title."""
    document_number: str
    """文号."""
    initiator: str
    """发起部门."""
    signatories: list[str] = field(default_factory=list)
    """联合签署部门."""
    signed_on: Date | None = None
    """Day of signature; none where it could not be established."""
    in_force_from: Date | None = None
    """First day for which it answers."""
    expires_on: Date | None = None
    """First day for which it no longer answers."""
    subjects: list[SubjectKind] = field(default_factory=lambda: [SubjectKind.ENTERPRISE])
    """Kinds of subject that it concerns."""
    profile: ProfileNeed = ProfileNeed(0)
    """What of the subject itself it reads."""
    listings: list[str] = field(default_factory=list)
    """Lists that it may propose a subject for."""


@dataclass(frozen=True)
class _Measure:
    code: str
    reach: wit.Reach


@dataclass(frozen=True)
class _Rule:
    id: str
    label: str
    source: str


class Measures(enum.Enum):
    """The measures that a memorandum points at: `NAME = measure("catalogue/code")`."""


class Rules(enum.Enum):
    """The rules of a memorandum: `NAME = rule("id", label="…", source="…")`."""


def measure(code: str, reach: wit.Reach | None = None) -> Any:
    """A measure of the catalogue and whom it reaches: the subject itself, `holders(…)` or
    `led_entities(…)`."""
    return _Measure(code, reach or wit.Reach_SelfOnly())


def rule(id: str, *, label: str, source: str) -> Any:
    """A rule and the clause that it is from."""
    return _Rule(id, label, source)


def holders(*roles: Role, test: RoleTest, responsible_only: bool = False) -> wit.Reach:
    """Persons who hold one of the roles in the subject; with `responsible_only` only those
    whom a finding names."""
    return wit.Reach_Holders(wit.Edge(list(roles), responsible_only, test))


def led_entities(*roles: Role, test: RoleTest) -> wit.Reach:
    """Organisations in which the subject holds one of the roles."""
    return wit.Reach_LedEntities(wit.Edge(list(roles), False, test))


@dataclass(frozen=True)
class _Parameter:
    title: str
    default: Any
    min: Any
    max: Any


def parameter(*, title: str, default: Any, min: Any = None, max: Any = None) -> Any:
    """A locality's setting (参数), which an administrator changes with no new plugin."""
    return _Parameter(title, default, min, max)


class Parameters:
    """The settings of a memorandum: a class of `name: int = parameter(…)`. A setting's
    name is the field's with `-` for `_`; on an instance the fields are the values in force
    on the as-of date."""


@dataclass(frozen=True)
class Setting:
    """One setting of a memorandum."""

    field: str
    kind: ValueType
    declaration: _Parameter

    def declared(self) -> wit.Parameter:
        """It in the contract's words."""
        said = self.declaration
        write = self.kind.write
        return wit.Parameter(
            of_dictionary(self.field),
            said.title,
            write(said.default),
            None if said.min is None else write(said.min),
            None if said.max is None else write(said.max),
        )


def settings_of(parameters: type[Parameters] | None) -> list[Setting]:
    """The settings of a class. Raises `TypeError` for a field that is none."""
    found: list[Setting] = []
    if parameters is None:
        return found
    for name, annotation in get_type_hints(parameters, include_extras=True).items():
        where = f"{parameters.__name__}.{name}"
        declaration = getattr(parameters, name, None)
        if not isinstance(declaration, _Parameter):
            raise TypeError(f"{where}: write `= parameter(…)`")
        found.append(Setting(name, value_type(annotation, where), declaration))
    return found


@dataclass(frozen=True)
class Profile:
    """The subject itself, as far as `About.profile` asks for it."""

    kind: SubjectKind
    """What kind of subject it is."""
    since: Date | None
    """Day of birth or foundation."""
    industry: str | None
    """Industry, GB/T 4754."""
    region: str | None
    """Region, six digits."""
    status: str | None
    """Registration status."""

    @property
    def is_person(self) -> bool:
        """Whether the subject is a natural person (自然人)."""
        return self.kind == SubjectKind.NATURAL_PERSON


@dataclass(frozen=True)
class Question(Generic[Settings]):
    """What is asked."""

    as_of: Date
    """The day for which the answer holds."""
    parameters: Settings
    """The locality's settings, as in force on that day."""
