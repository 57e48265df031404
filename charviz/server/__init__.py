"""The web server's side: which runs it holds, who asked for what, the process that trains. Never imports torch."""
