"""What can be said to ``bollkoll notice``. Nothing is loaded for it, so that the command is there at once."""

import argparse

DEGREES = ("degraded", "down", "maintenance", "operational", "partial", "read_only")


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of ``bollkoll notice``."""
    parser.add_argument("--title", help="in Swedish; asked for when left out")
    parser.add_argument("--title-en", help="in English")
    parser.add_argument("--text", help="in Swedish; asked for when left out")
    parser.add_argument("--text-en", help="in English")
    parser.add_argument("--kind", choices=("disturbance", "planned", "information"), help="disturbance when left out")
    parser.add_argument(
        "--severity", choices=("none", "minor", "major", "critical"), help="of a disturbance: major when left out"
    )
    parser.add_argument("--service", action="append", metavar="KEY", help="affected service; may be given again")
    parser.add_argument(
        "--degree",
        choices=DEGREES,
        help=(
            "how much the services of --service are affected: when left out, down in a disturbance and "
            "maintenance in planned work; with --update how much they are now, all of "
            "the notice's when --service is left out"
        ),
    )
    parser.add_argument("--environment", action="append", metavar="KEY", help="the first when left out")
    parser.add_argument("--institutions", action="append", metavar="CODES", help="UU,LU; all when left out")
    parser.add_argument("--until", metavar="TIME", help="expected to be over")
    parser.add_argument("--next-update", metavar="TIME", help="14:30, 45m, 2h; in an hour when left out")
    parser.add_argument(
        "--not-personal", action="append", metavar="WORDS",
        help="what looks like personal data and is nobody's, as the refusal wrote it; may be given again",
    )  # fmt: skip
    parser.add_argument("--update", metavar="ID", help="say more of a notice: its number or id")
    parser.add_argument("--resolve", metavar="ID", help="say that it is over")
