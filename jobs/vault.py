"""Webhooks locked away and links signed, with keys that all come from the township's one secret."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from knowledge.errors import BadInput, NotAllowed

KEY_BYTES = 32
FINGERPRINT = 16  # characters that tell one webhook from another and give nothing away


class Vault:
    """What only this township can read, recognise and vouch for."""

    def __init__(self, key: str) -> None:
        self._cipher = Fernet(urlsafe_b64encode(_derived(key, "webhooks")))
        self._marking = _derived(key, "fingerprints")
        self._signing = _derived(key, "links")
        self._coding = _derived(key, "codes")

    def encrypt(self, text: str) -> str:
        """Lock a text away; the same text looks different every time."""
        return self._cipher.encrypt(text.encode()).decode()

    def decrypt(self, text: str) -> str:
        """Give a locked text back, or raise `BadInput` if another key locked it."""
        try:
            return self._cipher.decrypt(text.encode()).decode()
        except InvalidToken:
            raise BadInput(
                "群机器人的网址解不开：密钥和保存时的不一样。请换回原来的 MINGBAI_SECRET_KEY"
                "（或数据文件夹里原来的 secret.key），或者重新导入机器人网址。"
            ) from None

    def fingerprint(self, text: str) -> str:
        """Name a text by 16 characters, the same every time, that nobody can turn back."""
        return _mac(self._marking, text.encode()).hex()[:FINGERPRINT]

    def mark(self, text: str) -> str:
        """Name a code by all 64 characters of its digest, fit to be kept instead of it."""
        return _mac(self._coding, text.encode()).hex()

    def sign(self, text: str) -> str:
        """Give a text in letters fit for a web address, with our signature."""
        return f"{_letters(text.encode())}.{_letters(_mac(self._signing, text.encode()))}"

    def verify(self, signed: str) -> str:
        """Give back what we signed, or raise `NotAllowed` if we did not."""
        said, _, signature = signed.partition(".")
        try:
            text, mac = _bytes(said), _bytes(signature)
            # One signature has one spelling, else a link could be passed on as another.
            genuine = hmac.compare_digest(mac, _mac(self._signing, text))
            if genuine and signed == self.sign(text.decode()):
                return text.decode()
        except (Error, ValueError):
            pass
        raise NotAllowed("这个链接不对或者不完整，请重新打开收到的链接。")


def _derived(key: str, purpose: str) -> bytes:
    info = f"mingbai {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(key.encode())


def _mac(key: bytes, text: bytes) -> bytes:
    return hmac.digest(key, text, "sha256")


def _letters(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(letters: str) -> bytes:
    return urlsafe_b64decode(letters.encode("ascii") + b"=" * (-len(letters) % 4))
