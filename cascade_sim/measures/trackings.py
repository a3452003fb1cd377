"""The table of a forecast that is held against counts."""

from .columns import SCOPE, Column, Is, Table, estimates

TRACKING = Table(
    "tracking",
    "A forecast held against what was counted: a row for each count, in order of date",
    (
        Column("row", "int", "", "line of the history file", Is.KEY),
        Column("date", "date", "", "the end of this date", Is.KEY),
        Column("since", "date", "", "of what was counted over a period, its first day", Is.KEY),
        *SCOPE,
        Column("value", "float", "that of the measure", "what was counted", Is.FACT),
        Column("sd", "float", "that of the measure", "standard deviation of its error (empty: not known)", Is.FACT),
        Column("date_precision_days", "float", "days", "how far off its date may be, either way", Is.FACT),
        Column("known", "int", "", "1: counted by `today`, when the forecast was made, and so not scored", Is.FACT),
        Column("p10", "float", "that of the measure", "in one future of ten less would have been counted", Is.ESTIMATE),
        Column("p50", "float", "that of the measure", "in half of the futures", Is.ESTIMATE),
        Column("p90", "float", "that of the measure", "in one future of ten more would have been", Is.ESTIMATE),
        Column("below", "float", "share", "share of futures below what was counted, equal ones half", Is.ESTIMATE),
        Column("inside", "int", "", "1: between p10 and p90, where 8 in 10 should lie", Is.ESTIMATE),
        Column(
            "crps",
            "float",
            "that of the measure",
            "continuous ranked probability score: how far off the forecast was, its own spread allowed for",
            Is.ESTIMATE,
        ),
        *estimates("replications"),
        Column("counts", "int", "", "counts scored so far", Is.FACT),
        Column("inside_share", "float", "share", "share of them between p10 and p90", Is.ESTIMATE),
        Column("crps_mean", "float", "that of the measure", "mean crps so far of its measure and scope", Is.ESTIMATE),
    ),
)
TRACKINGS = {table.name: table for table in (TRACKING,)}
