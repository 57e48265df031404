"""Training record by record: a loop over the steps of a run, which can be watched in a notebook meanwhile."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from charviz.config import RunConfig
from charviz.runs.run import Run, StepRecord
from charviz.runs.training import Trainer

if TYPE_CHECKING:
    from charviz.notebook.live_view import LiveView


class Stream(Iterator[StepRecord]):
    """What `stream` returns: an iterator over the records of a run that is being trained.

    Attributes:
        run: the run so far; it grows with each record, and can be saved and resumed.

    Example:
        >>> import charviz as cv
        >>> stream = cv.stream(cv.RunConfig(text="hihello", steps=3))
        >>> [record.step for record in stream]
        [0, 1, 2, 3]
        >>> stream
        <Stream 'hihello' rnn: step 3 of 3>
    """

    def __init__(self, config: RunConfig) -> None:
        self._trainer = Trainer(config)
        self._views: list[LiveView] = []  # in a notebook
        # must not refer to the stream, for it ends where that is left
        self._records = _trained(self._trainer, self._views)

    def __repr__(self) -> str:
        config = self._trainer.run.config
        return f"<Stream {config.text!r} {config.cell_type}: step {self._trainer.step} of {config.steps}>"

    def __next__(self) -> StepRecord:
        return next(self._records)

    @property
    def run(self) -> Run:
        """The run so far.

        Example:
            >>> import charviz as cv
            >>> stream = cv.stream(cv.RunConfig(text="hihello", steps=3))
            >>> next(stream).step, stream.run
            (0, <Run 'hihello' rnn: 1 records, 1 keyframes>)
        """
        return self._trainer.finish()

    def show(self, height: int = 760, language: str = "en") -> None:
        """Shows the player in a notebook, below the cell; it gets each new record while the loop runs.

        Args:
            height: of the picture, in pixels, 200 to 4,000.
            language: "en" or "ko".

        Raises:
            ConfigError: IPython or anywidget is not installed, or an argument is not allowed.

        Example:
            >>> import charviz as cv
            >>> stream = cv.stream(cv.RunConfig(text="hihello", cell_type="lstm"))
            >>> stream.show()  # doctest: +SKIP
            >>> for record in stream:  # doctest: +SKIP
            ...     pass
        """
        from charviz.notebook.live_view import LiveView

        self._views[:] = [LiveView(self._trainer.finish, height, language)]


def _trained(trainer: Trainer, views: "list[LiveView]") -> Iterator[StepRecord]:
    run = trainer.run
    try:
        yield run.record()
        while trainer.step < run.config.steps and trainer.advance(1):
            for view in views:
                view.update()
            yield run.record()
    finally:
        trainer.finish()
        for view in views:
            view.end()


def stream(config: RunConfig) -> Stream:
    """Trains a run and yields the record of every step as it is trained, starting with the untrained network.

    Leaving the loop stops the training; the run of the last record can be saved and resumed.

    Args:
        config: what to train, and how.

    Returns:
        An iterator over at most `config.steps` + 1 records. All refer to the same run, which grows. In a notebook,
        `stream.show()` before the loop shows it live.

    Raises:
        ConfigError: as `train`.

    Example:
        >>> import charviz as cv
        >>> for record in cv.stream(cv.RunConfig(learning_rate=0.1, steps=20)):
        ...     if record.accuracy == 1:
        ...         break
        >>> record.prediction, record.step < 20
        ('ihello', True)
    """
    return Stream(config)
