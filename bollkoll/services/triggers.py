"""What the database refuses of the support's own facts, beside the check constraints.

The commands hold the organisation's row while they change periods, so two who write at once come one after the other;
this stands behind them. After and not before the row is written, since SQLite gives it its key as it is.
"""

from bollkoll.log.triggers import refuse

refuse(
    "services_periods_apart",
    "services_staffingperiod",
    ("INSERT", "UPDATE"),
    "two periods of one kind have a day in common",
    refuse_if=(
        "EXISTS (SELECT 1 FROM services_staffingperiod p WHERE p.kind = NEW.kind AND p.id <> NEW.id "
        "AND p.first_day <= NEW.last_day AND p.last_day >= NEW.first_day)"
    ),
    timing="AFTER",
)
