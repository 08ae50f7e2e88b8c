"""Records as classes: what a plugin declares is what it reads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, dataclass_transform, get_type_hints

from wit_world.imports import types as wit
from wit_world.imports.types import Standing

from .days import Date
from .values import ValueType, known_day, optional, value_type


@dataclass(frozen=True)
class Head:
    """What every record has, whatever its kind."""

    id: int
    """Handle within this evaluation; cited as a ground."""
    acted_on: Date | None
    """Day of the act."""
    acted_until: Date | None
    """Last day of an act that lasted."""
    decided_on: Date | None
    """Day of the decision or listing."""
    ends_on: Date | None
    """First day on which the record no longer stands."""
    standing: Standing
    """Whether it stands on the as-of date, and if not, why."""

    @property
    def is_active(self) -> bool:
        """Whether the record stands on the as-of date."""
        return self.standing == Standing.ACTIVE


@dataclass(frozen=True, eq=False)
class Record:
    """A credit record (信用信息). Of its kinds one is declared like this:

        @fact("tax/credit-level", triggers=True)
        class CreditLevel(Record):
            year: int | None
            level: Level | None

    A field's name is the dictionary's with `_` for `-`. Its type is `str`, `int`, `Fen`,
    `bool`, `Date`, a `CodeList` or a `list` of one, or `Annotated[str, Codes("…")]`; and
    `| None`, for the provider may have left it out.
    """

    head: Head


Kind = TypeVar("Kind", bound=Record)


@dataclass(frozen=True)
class Need:
    """What a manifest says of a kind of record, and how one is read."""

    kind: str
    fields: dict[str, ValueType]
    """By their names in the class, in the declared order."""
    triggers: bool
    history: bool
    record: type[Record]

    def position(self, field: str) -> int:
        """The field's position. Raises `KeyError` if there is no such field."""
        for position, name in enumerate(self.fields):
            if name == field:
                return position
        raise KeyError(f"{self.record.__name__} has no field `{field}`")

    def declared(self) -> wit.FactNeed:
        """It in the contract's words."""
        fields = [kind.need(of_dictionary(name)) for name, kind in self.fields.items()]
        return wit.FactNeed(self.kind, fields, self.triggers, self.history)

    def read(self, fact: wit.Fact) -> Record:
        """A record from the contract's words."""
        head = Head(
            fact.id,
            known_day(fact.acted_on),
            known_day(fact.acted_until),
            known_day(fact.decided_on),
            known_day(fact.ends_on),
            fact.standing,
        )
        fields = zip(self.fields.values(), fact.values, strict=True)
        return self.record(head, *(kind.of(value) for kind, value in fields))


_NEEDS: dict[type[Record], Need] = {}


@dataclass_transform(frozen_default=True, eq_default=False)
def fact(
    kind: str, *, triggers: bool = False, history: bool = False
) -> Callable[[type[Kind]], type[Kind]]:
    """Makes a class the declaration of a kind of the data dictionary.

    `triggers`: such a record makes the host evaluate the subject. `history`: ended ones
    are wanted too.
    """

    def declared(record: type[Kind]) -> type[Kind]:
        record = dataclass(frozen=True, eq=False)(record)
        hints = get_type_hints(record, include_extras=True)
        fields: dict[str, ValueType] = {}
        for name, annotation in hints.items():
            if name != "head":
                where = f"{record.__name__}.{name}"
                fields[name] = value_type(optional(annotation, where), where)
        _NEEDS[record] = Need(kind, fields, triggers, history, record)
        return record

    return declared


def need_of(record: type[Record]) -> Need:
    """The declaration of a class of records. Raises `TypeError` if it has none."""
    if record not in _NEEDS:
        raise TypeError(f"`@fact(…)` on `{record.__name__}` is missing")
    return _NEEDS[record]


def of_dictionary(name: str) -> str:
    """A name of Python as the data dictionary has it."""
    return name.replace("_", "-")


class Records:
    """The records of one subject: `records[CreditLevel]` are those of one kind, sorted by
    day of decision."""

    def __init__(self, needs: list[Need], facts: list[wit.Fact]) -> None:
        self._of: dict[type[Record], list[Any]] = {need.record: [] for need in needs}
        for fact in facts:
            need = needs[fact.need]
            self._of[need.record].append(need.read(fact))

    def __getitem__(self, kind: type[Kind]) -> list[Kind]:
        if kind not in self._of:
            raise KeyError(f"{kind.__name__} is not among what the memorandum reads")
        return self._of[kind]
