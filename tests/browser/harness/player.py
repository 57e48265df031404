"""What the tests do with the player, and read of it."""


def text(page, name: str) -> str:
    return page.get_by_test_id(f"player-{name}").text_content()


def scrub(page, step: int) -> int:
    """Moves the slider and returns how many frames it takes until the step is painted."""
    return page.evaluate(
        """step => new Promise(resolve => {
            const input = shown('player-scrubber');
            input.value = step;
            input.dispatchEvent(new Event("input"));
            let frames = 0;
            const look = () => {
                frames += 1;
                shown('player').dataset.step === String(step) ? resolve(frames) : requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
        })""",
        step,
    )
