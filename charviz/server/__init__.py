"""The web server's side: the runs it holds, who requested them, and the worker processes. Never imports torch."""
