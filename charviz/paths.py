"""Where the files of charviz are: in the repository, and where the package is installed."""

from pathlib import Path

PACKAGE = Path(__file__).parent
ROOT = PACKAGE.parent  # of the repository; of the installed package, the folder that Python imports it from
ASSETS = next(folder / "assets" for folder in (PACKAGE, ROOT) if folder == ROOT or (folder / "assets").is_dir())
