"""What a field of a record can hold: an annotation, the type of the data dictionary that
it stands for, and the value in the contract's words.

A code that a plugin does not know is read as missing: it decides nothing (R-NULL).
"""

import enum
import types
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, NewType, Union, get_args, get_origin

from wit_world.imports import types as wit

from .days import EARLIEST, LATEST, Date

Fen = NewType("Fen", int)
"""Money in fen (分), 1/100 yuan."""


def yuan(amount: int) -> Fen:
    """So many yuan (元)."""
    return Fen(amount * 100)


def wan(amount: int) -> Fen:
    """So many ten thousand yuan (万元)."""
    return Fen(amount * 1_000_000)


class CodeList(enum.Enum):
    """A code list (代码集) of the data dictionary; a member's value is its code.

    `@codes("tax/credit-level")` on the class names the list.
    """


@dataclass(frozen=True)
class Codes:
    """Of which list a code is that is read as text: `Annotated[str, Codes("…")]`."""

    code_list: str


_CODE_LISTS: dict[type, str] = {}


def codes(code_list: str) -> Callable[[type[CodeList]], type[CodeList]]:
    """Names the list of the data dictionary of which a `CodeList` has the codes."""

    def named(members: type[CodeList]) -> type[CodeList]:
        _CODE_LISTS[members] = code_list
        return members

    return named


@dataclass(frozen=True)
class ValueType:
    """A type of the data dictionary and its values here and in the contract's words."""

    value_type: wit.ValueType
    code_list: str | None
    case: type
    read: Callable[[Any], Any]
    write: Callable[[Any], wit.Value]

    def need(self, name: str) -> wit.FieldNeed:
        """What a manifest says of a field of this type."""
        return wit.FieldNeed(name, self.value_type, self.code_list)

    def of(self, value: wit.Value | None) -> Any:
        """The value from the contract's words; none if it is missing or of another type."""
        if value is None or not isinstance(value, self.case):
            return None
        return self.read(value.value)


def value_type(annotation: Any, where: str) -> ValueType:
    """The type that an annotation stands for; `where` is named if there is none.

    Raises `TypeError`.
    """
    for simple, made in _SIMPLE.items():
        if annotation is simple:
            return made
    if get_origin(annotation) is Annotated:
        base, *extras = get_args(annotation)
        lists = [extra.code_list for extra in extras if isinstance(extra, Codes)]
        if base is str and lists:
            return ValueType(wit.ValueType.CODE, lists[0], wit.Value_Code, str, wit.Value_Code)
    if (members := _members(annotation)) is not None:
        return _code(members, where)
    if get_origin(annotation) is list and (members := _members(*get_args(annotation))):
        return _several(members, where)
    raise TypeError(f"{where}: the data dictionary has no type for `{annotation}`")


def optional(annotation: Any, where: str) -> Any:
    """The `T` of `T | None`. Raises `TypeError` for another annotation."""
    if get_origin(annotation) in (types.UnionType, Union):
        rest = [of for of in get_args(annotation) if of is not type(None)]
        if len(rest) == 1 and len(get_args(annotation)) == 2:
            return rest[0]
    raise TypeError(f"{where}: write `… | None`, the provider may have left it out")


def known_day(value: int | None) -> Date | None:
    """A day of the contract's words."""
    return None if value is None else Date(value)


def day(value: Any) -> Date:
    """A day that the contract can hold. Raises `TypeError` or `ValueError`."""
    return Date(_integer(value, EARLIEST, LATEST, "a day"))


def small(value: Any, what: str) -> int:
    """A number of 0 to 65535. Raises `TypeError` or `ValueError`."""
    return _integer(value, 0, 2**16 - 1, what)


def _integer(value: Any, least: int, most: int, what: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"`{value!r}` is not {what}")
    if not least <= value <= most:
        raise ValueError(f"`{value}` is out of range for {what}")
    return value


def _members(annotation: Any) -> type[CodeList] | None:
    is_list = isinstance(annotation, type) and issubclass(annotation, CodeList)
    return annotation if is_list else None


def _list_of(members: type[CodeList], where: str) -> str:
    if members not in _CODE_LISTS:
        raise TypeError(f"{where}: `@codes(…)` on `{members.__name__}` is missing")
    return _CODE_LISTS[members]


def _code(members: type[CodeList], where: str) -> ValueType:
    known = {member.value: member for member in members}
    return ValueType(
        wit.ValueType.CODE,
        _list_of(members, where),
        wit.Value_Code,
        known.get,
        lambda member: wit.Value_Code(member.value),
    )


def _several(members: type[CodeList], where: str) -> ValueType:
    known = {member.value: member for member in members}

    def read(given: list[str]) -> list[CodeList] | None:
        found = [known[code] for code in given if code in known]
        return found if len(found) == len(given) else None

    return ValueType(
        wit.ValueType.CODES,
        _list_of(members, where),
        wit.Value_Codes,
        read,
        lambda found: wit.Value_Codes([member.value for member in found]),
    )


def _simple(kind: wit.ValueType, case: type) -> ValueType:
    return ValueType(kind, None, case, lambda value: value, case)


_SIMPLE: dict[Any, ValueType] = {
    str: _simple(wit.ValueType.TEXT, wit.Value_Text),
    int: _simple(wit.ValueType.INTEGER, wit.Value_Integer),
    Fen: _simple(wit.ValueType.AMOUNT, wit.Value_Amount),
    bool: _simple(wit.ValueType.FLAG, wit.Value_Flag),
    Date: _simple(wit.ValueType.DATE, wit.Value_Date),
}
