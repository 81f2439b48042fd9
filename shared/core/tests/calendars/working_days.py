"""Prints which days are worked in which nation, by the package `holidays`: one line a day, 1 for worked.

The columns: England, Wales, Scotland, Northern Ireland.
"""

import sys
from datetime import date, timedelta

import holidays

first, last = int(sys.argv[1]), int(sys.argv[2])
nations = [
    holidays.country_holidays("GB", subdiv=part, years=range(first, last + 1))
    for part in ("ENG", "WLS", "SCT", "NIR")
]
day = date(first, 1, 1)
while day.year <= last:
    weekend = day.weekday() > 4
    print(day, "".join("0" if weekend or day in nation else "1" for nation in nations))
    day += timedelta(days=1)
