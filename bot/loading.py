"""Loading what stays for as long as the program runs."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Look for no garbage among what is being loaded, nor among it ever after.

    Hundreds of thousands of entries and numbers would be looked through again and again.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
