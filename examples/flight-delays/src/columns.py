"""Names that training and evaluation share."""

from datetime import date

YEAR_START = date(2001, 1, 1)

FEATURES = [
    "distance",
    "hour",
    "weekday",
    "origin_late_3h",
    "origin_late_24h",
    "origin_late_7d",
    "origin_arrivals_late_3h",
    "destination_late_3h",
    "destination_late_24h",
    "network_late_2h",
    "departures_1h",
]
