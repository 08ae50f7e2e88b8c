"""Days of the Gregorian calendar, and months added to them.

A day is a number, days since 1970-01-01, so that days are compared without a calendar.
Terms are added by the host: a plugin answers `after(start, months)`. `add_months` is for
criteria that look back, such as three full years on a list, and counts as the host does.
"""

from typing import NewType

Date = NewType("Date", int)
"""A day, as days since 1970-01-01."""

EARLIEST, LATEST = -(2**31), 2**31 - 1
MOST_MONTHS = 2**16 - 1

_DAYS_OF_400_YEARS = 146_097
_FROM_MARCH_OF_YEAR_0 = 719_468


def date(year: int, month: int, day: int) -> Date:
    """The day of the calendar.

    Raises `ValueError` if there is none; years run from 0 to 9999.
    """
    if not (0 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= _days_in(year, month)):
        raise ValueError(f"the calendar has no day {year:04}-{month:02}-{day:02}")
    return _from_civil(year, month, day)


def civil(day: Date) -> tuple[int, int, int]:
    """Year, month (1 to 12) and day of the month (1 to 31)."""
    era, day_of_era = divmod(day + _FROM_MARCH_OF_YEAR_0, _DAYS_OF_400_YEARS)
    year_of_era = (
        day_of_era - day_of_era // 1_460 + day_of_era // 36_524 - day_of_era // 146_096
    ) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    year = year_of_era + era * 400 + (1 if month <= 2 else 0)
    return year, month, day_of_year - (153 * shifted + 2) // 5 + 1


def add_months(start: Date, months: int) -> Date:
    """The corresponding day so many months later, or the last of that month if it has no
    such day (民法典 202).

    Raises `ValueError` if `months` is not one of 0 to 65535.
    """
    if not 0 <= months <= MOST_MONTHS:
        raise ValueError(f"{months} is no number of months")
    year, month, day = civil(start)
    year, month = divmod(year * 12 + month - 1 + months, 12)
    return _from_civil(year, month + 1, min(day, _days_in(year, month + 1)))


def _from_civil(year: int, month: int, day: int) -> Date:
    # Eras of 400 years that begin in March.
    era, year_of_era = divmod(year - 1 if month <= 2 else year, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    days = era * _DAYS_OF_400_YEARS + day_of_era - _FROM_MARCH_OF_YEAR_0
    return Date(max(EARLIEST, min(LATEST, days)))


def _days_in(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31
