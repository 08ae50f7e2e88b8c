"""What an author says: measures, proposals, gaps, and the comparisons behind them."""

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from wit_world.imports import types as wit

from .days import Date
from .memorandum import Measures, Rules, Setting
from .records import Need, Record, need_of
from .values import day, small


def with_grounds() -> wit.End:
    """When the first of the grounds ends."""
    return wit.End_WithGrounds()


def after(start: Date, months: int) -> wit.End:
    """So many whole months after a day; the host adds them (民法典 202)."""
    return wit.End_After(wit.Period(day(start), small(months, "a number of months")))


def on(first_day: Date) -> wit.End:
    """On a day that the law or the record names: the first on which it no longer holds."""
    return wit.End_On(day(first_day))


def never() -> wit.End:
    """Never."""
    return wit.End_Never()


@dataclass(frozen=True)
class Missing:
    """What is missing, so that something cannot be decided."""

    what: str
    of: Any = None

    @staticmethod
    def field(name: str) -> "Missing":
        """A field of the record that the gap names."""
        return Missing("field", name)

    @staticmethod
    def no_fact(kind: type[Record]) -> "Missing":
        """A record of a kind."""
        return Missing("no-fact", kind)

    @staticmethod
    def acted_on() -> "Missing":
        """The day of the act."""
        return Missing("acted-on")

    @staticmethod
    def decided_on() -> "Missing":
        """The day of the decision."""
        return Missing("decided-on")

    @staticmethod
    def profile() -> "Missing":
        """A part of the subject itself."""
        return Missing("profile")

    @staticmethod
    def parameter(name: str) -> "Missing":
        """A setting of the locality."""
        return Missing("parameter", name)


class State(enum.Enum):
    """How comparisons came out."""

    MET = wit.Outcome.MET
    UNMET = wit.Outcome.UNMET
    OPEN = wit.Outcome.UNKNOWN


@dataclass(frozen=True)
class Compared:
    """The outcome of comparisons: decided, or open for want of a value.

    It is three-valued and refuses to be taken for true or false: ask `is_met`, `is_unmet`
    or `missing`, and join several by `&` and `|`.
    """

    state: State
    missing: Missing | None = None
    """What is missing, if it is open."""

    @property
    def is_met(self) -> bool:
        """It holds."""
        return self.state is State.MET

    @property
    def is_unmet(self) -> bool:
        """It does not hold."""
        return self.state is State.UNMET

    def __and__(self, other: "Compared") -> "Compared":
        """Both hold. One that does not settles it, whatever is missing in the other."""
        for state in (State.UNMET, State.OPEN):
            for side in (self, other):
                if side.state is state:
                    return side
        return self

    def __or__(self, other: "Compared") -> "Compared":
        """One of both holds. One that does settles it, whatever is missing in the other."""
        for state in (State.MET, State.OPEN):
            for side in (self, other):
                if side.state is state:
                    return side
        return self

    def __bool__(self) -> bool:
        raise TypeError(
            "a comparison has three outcomes: ask `is_met`, `is_unmet` or `missing`"
        )


MET = Compared(State.MET)
UNMET = Compared(State.UNMET)


def is_open(missing: Missing) -> Compared:
    """A comparison that is open because something is missing."""
    return Compared(State.OPEN, missing)


class Check:
    """Comparisons of one record's fields under one rule; see `Answer.check`."""

    def __init__(
        self, rule: int, record: Record, conditions: list[wit.Condition] | None
    ) -> None:
        self._rule = rule
        self._record = record
        self._need = need_of(type(record))
        self._conditions = conditions

    def equal(self, field: str, required: Any) -> Compared:
        """Whether the field equals `required`."""
        return self.compare(field, required, wit.Test.EQUAL, lambda seen: seen == required)

    def at_least(self, field: str, required: Any) -> Compared:
        """Whether the field is at least `required` ("以上" includes it, 民法典 1259)."""
        return self.compare(field, required, wit.Test.AT_LEAST, lambda seen: seen >= required)

    def more_than(self, field: str, required: Any) -> Compared:
        """Whether the field is more than `required` ("超过" does not include the number)."""
        return self.compare(field, required, wit.Test.MORE_THAN, lambda seen: seen > required)

    def at_most(self, field: str, required: Any) -> Compared:
        """Whether the field is at most `required` ("以下" includes the number)."""
        return self.compare(field, required, wit.Test.AT_MOST, lambda seen: seen <= required)

    def less_than(self, field: str, required: Any) -> Compared:
        """Whether the field is less than `required` ("不满" does not include the number)."""
        return self.compare(field, required, wit.Test.LESS_THAN, lambda seen: seen < required)

    def compare(
        self, field: str, required: Any, test: wit.Test, holds: Callable[[Any], bool]
    ) -> Compared:
        """Whether the field passes `holds`, reported as `test` against `required`."""
        position = self._need.position(field)
        seen = getattr(self._record, field)
        if seen is None:
            compared = is_open(Missing.field(field))
        else:
            compared = MET if holds(seen) else UNMET
        if self._conditions is not None:
            write = self._need.fields[field].write
            self._conditions.append(
                wit.Condition(
                    self._rule,
                    self._record.head.id,
                    position,
                    test,
                    None if seen is None else write(seen),
                    write(required),
                    compared.state.value,
                )
            )
        return compared


class Answer:
    """The answer of a memorandum about one subject, as it grows."""

    def __init__(
        self, needs: list[Need], listings: list[str], settings: list[Setting], explain: bool
    ) -> None:
        self._needs = needs
        self._listings = listings
        self._settings = settings
        self._explain = explain
        self.verdict = wit.Verdict([], [], [], None, [])

    def determine(
        self,
        rule: Rules,
        grounds: Iterable[Record],
        starts_on: Date,
        until: wit.End,
        measures: Iterable[Measures],
    ) -> None:
        """One reason and the measures that it carries, from `starts_on` until `until`.

        The grounds carry it together, and their acts date the role test of measures that
        reach other people. Two independent reasons are two calls.
        """
        ids = [record.head.id for record in grounds]
        self.verdict.determinations.append(
            wit.Determination(
                _index(rule, Rules),
                ids,
                list(ids),
                day(starts_on),
                until,
                _indices(measures),
                [],
            )
        )

    def propose(
        self, rule: Rules, grounds: Iterable[Record], listing: str, term: int | None = None
    ) -> None:
        """Criteria met: a proposal that a person list the subject.

        `listing` is one of `About.listings`, `term` in months from the day of listing; none
        if it ends by an event.
        """
        if listing not in self._listings:
            raise ValueError(f"`{listing}` is not among the listings of the memorandum")
        self.verdict.proposals.append(
            wit.ListingProposal(
                self._listings.index(listing),
                _index(rule, Rules),
                [record.head.id for record in grounds],
                None if term is None else small(term, "a number of months"),
            )
        )

    def gap(
        self, rule: Rules, record: Record | None, missing: Missing, measures: Iterable[Measures]
    ) -> None:
        """Something that cannot be decided because a value is missing; `measures` are those
        left open by it."""
        self.verdict.gaps.append(
            wit.Gap(
                _index(rule, Rules),
                None if record is None else record.head.id,
                self._missing(record, missing),
                _indices(measures),
            )
        )

    def review_on(self, first_day: Date) -> None:
        """The verdict may differ from this day on though no record changes. The earliest
        counts."""
        days = [
            known for known in (self.verdict.review_on, day(first_day)) if known is not None
        ]
        self.verdict.review_on = min(days)

    def check(self, rule: Rules, record: Record) -> Check:
        """Comparisons of one record's fields under one rule: reported when an explanation
        is asked for, and three-valued, so that a missing value is never taken for false."""
        conditions = self.verdict.conditions if self._explain else None
        return Check(_index(rule, Rules), record, conditions)

    def _missing(self, record: Record | None, missing: Missing) -> wit.Missing:
        match missing.what:
            case "acted-on":
                return wit.Missing_ActedOn()
            case "decided-on":
                return wit.Missing_DecidedOn()
            case "profile":
                return wit.Missing_Profile()
            case "no-fact":
                return wit.Missing_NoFact(self._needs.index(need_of(missing.of)))
            case "parameter":
                names = [setting.field for setting in self._settings]
                return wit.Missing_Parameter(names.index(missing.of))
        if record is None:
            raise TypeError(f"field `{missing.of}` of which record? the gap names none")
        return wit.Missing_Field(need_of(type(record)).position(missing.of))


def positions(members: type[enum.Enum]) -> list[Any]:
    """The members of an enumeration in their order, each from now on with its `position`.

    Raises `TypeError` if two are the same.
    """
    found = list(members)
    if len(found) != len(members.__members__):
        raise TypeError(f"`{members.__name__}` declares the same thing twice")
    for position, member in enumerate(found):
        # Kept on the member: `enum` hashes slowly, and an answer names many.
        setattr(member, _POSITION, position)
    return found


_POSITION = "position_in_manifest"


def _index(member: Any, kind: type[enum.Enum]) -> int:
    position = getattr(member, _POSITION, None)
    if position is None or not isinstance(member, kind):
        raise TypeError(f"`{member!r}` is not one of the {kind.__name__} of the memorandum")
    return int(position)


def _indices(measures: Iterable[Measures]) -> list[int]:
    return [_index(measure, Measures) for measure in measures]
