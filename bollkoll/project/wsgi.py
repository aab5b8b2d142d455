"""The pages."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bollkoll.project.settings")
application = get_wsgi_application()

# All views are read now, not by the first who asks; and what stays as long as the process is not searched for garbage over
# and over, which held up a page now and then for longer than it took to make.
_all_views_are_read = get_resolver().url_patterns
gc.collect()
gc.freeze()
