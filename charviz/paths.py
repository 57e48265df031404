"""Where the files of charviz are: in the repository, and where the package is installed."""

from pathlib import Path

PACKAGE = Path(__file__).parent
ROOT = PACKAGE.parent  # of the repository; of the installed package, the folder that Python imports it from
IS_INSTALLED = (PACKAGE / "assets").is_dir()  # pyproject.toml says what lies where in the installed package
ASSETS = (PACKAGE if IS_INSTALLED else ROOT) / "assets"
APP = (PACKAGE / "app" if IS_INSTALLED else ROOT) / "app.py"
