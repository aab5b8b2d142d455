// Starts every behaviour. Each module listens by itself for the data attributes it serves (see bollkoll/ui/README.md).

document.documentElement.classList.add("scripted");

import "./beside.js";
import "./composer.js";
import "./conditions.js";
import "./copy.js";
import "./dialog.js";
import "./drafts.js";
import "./files.js";
import "./keys.js";
import "./live.js";
import "./menu.js";
import "./mention.js";
import "./messages.js";
import "./missing.js";
import "./once.js";
import "./palette.js";
import "./reveal.js";
import "./rows.js";
import "./select-all.js";
import "./shown.js";
import "./theme.js";
import "./timeout.js";
import "./times.js";
import "./typing.js";
import "./undo.js";
import "./watch-identity.js";
