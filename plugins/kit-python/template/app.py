"""{{name}}: a memorandum (合作备忘录) as a plugin.

| fact | value |
| --- | --- |
| who | taxpayers announced as A level |
| term | until the level ends |

`evaluate` is a pure function of a subject's records and a day. It has no clock, no
randomness, no file and no network.
"""

from accord_plugin import (
    About,
    Answer,
    CodeList,
    Measures,
    Missing,
    Profile,
    Question,
    Record,
    Records,
    Rules,
    codes,
    fact,
    measure,
    memorandum,
    rule,
    with_grounds,
)


@codes("tax/credit-level")
class Level(CodeList):
    """纳税信用级别."""

    A = "a"
    B = "b"
    M = "m"
    C = "c"
    D = "d"


@fact("tax/credit-level", triggers=True)
class CreditLevel(Record):
    """纳税信用年度评价结果: a kind of record of the data dictionary and the fields wanted."""

    level: Level | None


class Measure(Measures):
    """Measures of the catalogue."""

    GREEN_LANE = measure("approval/green-lane")


class Rule(Rules):
    """The clauses."""

    A_LEVEL = rule("a-level", label="纳税信用级别为A级", source="发改财金〔2016〕1467号")


def evaluate(_: Profile, records: Records, __: Question[None], answer: Answer) -> None:
    """What holds for a subject on a day."""
    for record in records[CreditLevel]:
        is_a = answer.check(Rule.A_LEVEL, record).equal("level", Level.A)
        decided = record.head.decided_on
        if is_a.is_unmet:
            continue
        if is_a.missing is not None:
            # Something is missing: that is a gap, never a guess.
            answer.gap(Rule.A_LEVEL, record, is_a.missing, [Measure.GREEN_LANE])
        elif decided is None:
            answer.gap(Rule.A_LEVEL, record, Missing.decided_on(), [Measure.GREEN_LANE])
        else:
            answer.determine(
                Rule.A_LEVEL, [record], decided, with_grounds(), [Measure.GREEN_LANE]
            )


WitWorld = memorandum(
    evaluate,
    about=About(
        code="{{name}}",
        version="0.1.0",
        title="备忘录名称（待填写）",
        document_number="文号（待填写）",
        initiator="发起部门（待填写）",
    ),
    reads=[CreditLevel],
    measures=Measure,
    rules=Rule,
)
