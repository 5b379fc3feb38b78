"""What can go wrong in this room, each said in a sentence fit for staff."""


class KnowledgeError(Exception):
    """Something staff can mend; the message is one clear Chinese sentence."""


class BadInput(KnowledgeError):
    """A file or text that cannot be taken in."""


class NotAllowed(KnowledgeError):
    """A step that the rules of review or validity forbid."""


class NotFound(KnowledgeError):
    """Something was named that is not there."""


class EmbedderFailed(KnowledgeError):
    """The embedder is missing, out of reach, or gives what cannot be used."""
