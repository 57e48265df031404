"""`python -m charviz`: the same as the command `charviz`."""

from charviz.ui.shell.command import main

if __name__ == "__main__":
    main()
