"""An order type as a form. The form refuses nothing: it says what was typed as the file would, and the rules judge that."""

from bollkoll.orders.forms.editing.doing import Deed, done
from bollkoll.orders.forms.editing.drawing import TypeEditor
from bollkoll.orders.forms.editing.saying import said
from bollkoll.orders.forms.editing.starting import BeginForm, Known

__all__ = ["BeginForm", "Deed", "Known", "TypeEditor", "done", "said"]
