"""Serves the app with engines that never start: `python without_engine.py run app.py ...`, as `streamlit run app.py ...`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from streamlit.web.cli import main

from charviz.server.worker_process import WorkerProcess

WorkerProcess.start = lambda _worker: False

if __name__ == "__main__":
    main()
