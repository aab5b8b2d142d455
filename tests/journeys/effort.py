"""What it costs to do something: presses and characters, as a person would have to make them."""

from playwright.sync_api import Locator

from tests.journeys.hands import Hands

WRITTEN_PER_MINUTE = 200
"""Characters that an ordinary person writes in a minute."""
SECONDS_A_PRESS = 1.3
"""To see, point and press: 1.1 and 0.2 s in the keystroke-level model of Card, Moran and Newell (1980)."""


class Effort:
    """Counts what the hands do from now on."""

    def __init__(self, hands: Hands) -> None:
        self.clicks = self.characters = 0
        activate, write = hands.activate, hands.write

        def pressed(target: Locator) -> None:
            self.clicks += 1
            activate(target)

        def written(field: Locator, text: str) -> None:
            self.clicks, self.characters = self.clicks + 1, self.characters + len(text)
            write(field, text)

        hands.activate, hands.write = pressed, written  # type: ignore[method-assign]

    @property
    def seconds(self) -> float:
        return self.characters * 60 / WRITTEN_PER_MINUTE + self.clicks * SECONDS_A_PRESS

    def told(self, what: str) -> None:
        """Say it (``pytest -s`` shows it), and begin to count anew."""
        print(f"effort: {what}: {self.clicks} presses, {self.characters} characters, {self.seconds:.0f} s in all")
        self.clicks = self.characters = 0
