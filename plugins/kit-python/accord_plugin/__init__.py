"""The kit with which a department writes a memorandum (合作备忘录) as a plugin in Python.

A plugin is a pure function over the credit records of one subject. The author writes a
class for each kind of record, enumerations of measures and of rules, and one function; the
manifest is made of them, so that what a plugin reads and what it declares cannot differ.

There is no clock, no randomness, no file and no network: `import accord_plugin` first, and
what asks for the clock or for randomness raises an error that says so.

    from accord_plugin import *

    @codes("tax/credit-level")
    class Level(CodeList):
        A = "a"

    @fact("tax/credit-level", triggers=True)
    class CreditLevel(Record):
        level: Level | None

    class Measure(Measures):
        GREEN_LANE = measure("approval/green-lane")

    class Rule(Rules):
        A_LEVEL = rule("a-level", label="纳税信用A级", source="发改财金〔2016〕1467号")

    def evaluate(subject, records, question, answer):
        for level in records[CreditLevel]:
            if level.level is Level.A and level.head.decided_on is not None:
                answer.determine(
                    Rule.A_LEVEL, [level], level.head.decided_on, with_grounds(),
                    [Measure.GREEN_LANE],
                )

    WitWorld = memorandum(
        evaluate,
        about=About(code="tax-a-level", version="1.0.0", title="A级纳税人",
                    document_number="发改财金〔2016〕1467号", initiator="税务总局"),
        reads=[CreditLevel], measures=Measure, rules=Rule,
    )

A comparison whose value may be missing goes through `answer.check(rule, record)`; what is
missing becomes a gap by `answer.gap`, never a guess. Any exception that leaves `evaluate`
is a message to the administrator, and decides nothing.
"""

from collections.abc import Callable
from typing import Any

import wit_world
from componentize_py_types import Err
from wit_world.imports import types as wit
from wit_world.imports.types import ProfileNeed, Role, RoleTest, Standing, SubjectKind, Test

from . import purity
from .answer import (
    MET,
    UNMET,
    Answer,
    Check,
    Compared,
    Missing,
    after,
    is_open,
    never,
    on,
    positions,
    with_grounds,
)
from .days import Date, add_months, civil, date
from .memorandum import (
    About,
    Measures,
    Parameters,
    Profile,
    Question,
    Rules,
    holders,
    led_entities,
    measure,
    parameter,
    rule,
    settings_of,
)
from .purity import ImpureError
from .records import Head, Record, Records, fact, need_of
from .values import CodeList, Codes, Fen, codes, known_day, wan, yuan

purity.enforce()

__all__ = [
    "MET",
    "UNMET",
    "About",
    "Answer",
    "Check",
    "CodeList",
    "Codes",
    "Compared",
    "Date",
    "Fen",
    "Head",
    "ImpureError",
    "Measures",
    "Missing",
    "Parameters",
    "Profile",
    "ProfileNeed",
    "Question",
    "Record",
    "Records",
    "Role",
    "RoleTest",
    "Rules",
    "Standing",
    "SubjectKind",
    "Test",
    "add_months",
    "after",
    "civil",
    "codes",
    "date",
    "fact",
    "holders",
    "is_open",
    "led_entities",
    "measure",
    "memorandum",
    "never",
    "on",
    "parameter",
    "rule",
    "wan",
    "with_grounds",
    "yuan",
]


def told(error: Exception) -> str:
    """An error, and where in the author's files it was raised."""
    kit, _, _ = __file__.rpartition("/")
    authors, _, _ = kit.rpartition("/")
    where = ""
    at = error.__traceback__
    while at is not None:
        path = at.tb_frame.f_code.co_filename
        if path.startswith(f"{authors}/") and not path.startswith(f"{kit}/"):
            where = f" ({path.removeprefix(f'{authors}/')}:{at.tb_lineno})"
        at = at.tb_next
    return f"{type(error).__name__}: {error}{where}"


def memorandum(
    evaluate: Callable[[Profile, Records, Question[Any], Answer], None],
    *,
    about: About,
    reads: list[type[Record]],
    measures: type[Measures],
    rules: type[Rules],
    parameters: type[Parameters] | None = None,
) -> type[wit_world.WitWorld]:
    """The plugin of a memorandum: to be named `WitWorld` in `app.py`.

    `evaluate` says what holds for a subject on a day: it gets the subject itself, its
    records, the question, and the answer to add to.

    Raises `TypeError` if a declaration is not as it should be.
    """
    needs = [need_of(record) for record in reads]
    settings = settings_of(parameters)
    manifest = wit.Manifest(
        about.code,
        about.version,
        about.title,
        about.document_number,
        about.initiator,
        about.signatories,
        about.signed_on,
        about.in_force_from,
        about.expires_on,
        about.subjects,
        about.profile,
        [need.declared() for need in needs],
        about.listings,
        [wit.Measure(it.value.code, it.value.reach, []) for it in positions(measures)],
        [wit.Rule(it.value.id, it.value.label, it.value.source) for it in positions(rules)],
        [setting.declared() for setting in settings],
    )

    def settled(values: list[wit.Value]) -> Parameters | None:
        if parameters is None:
            return None
        made = parameters()
        for setting, value in zip(settings, values, strict=True):
            known = setting.kind.of(value)
            setattr(
                made, setting.field, setting.declaration.default if known is None else known
            )
        return made

    class WitWorld(wit_world.WitWorld):
        """The component's two functions."""

        def describe(self) -> wit.Manifest:
            """The manifest."""
            return manifest

        def evaluate(self, subject: wit.Subject, question: wit.Question) -> wit.Verdict:
            """The verdict over one subject."""
            profile = Profile(
                subject.kind,
                known_day(subject.since),
                subject.industry,
                subject.region,
                subject.status,
            )
            answer = Answer(needs, about.listings, settings, question.explain)
            try:
                asked = Question(Date(question.as_of), settled(question.parameters))
                evaluate(profile, Records(needs, subject.facts), asked, answer)
            except Exception as error:
                # What else leaves a component is a trap that says nothing.
                raise Err(told(error)) from None
            return answer.verdict

    return WitWorld
