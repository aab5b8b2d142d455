"""Compile the catalogues into the wheel."""

import importlib.util
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):
    def initialize(self, version, build_data):
        path = Path(self.root) / "bollkoll" / "kit" / "languages.py"
        spec = importlib.util.spec_from_file_location("languages", path)
        languages = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(languages)
        languages.compile_all(Path(self.root) / "bollkoll" / "locale")
