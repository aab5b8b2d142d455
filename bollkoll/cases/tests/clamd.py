"""A small clamd: it speaks INSTREAM as the real one does, and knows one signature, EICAR's test string."""

import socketserver
import struct
import threading
from pathlib import Path

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LARGEST = 200_000


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > LARGEST:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.seen.append(content)  # type: ignore[attr-defined]
        self.wfile.write(b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0")


class Clamd:
    """Listens on a port, or on a socket in ``folder``. ``seen`` is what it was given."""

    def __init__(self, folder: Path | None = None) -> None:
        if folder is None:
            self.server: socketserver.BaseServer = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk)
            self.address = f"tcp://127.0.0.1:{self.server.server_address[1]}"
        else:
            self.server = socketserver.ThreadingUnixStreamServer(str(folder / "clamd.ctl"), _Talk)
            self.address = f"unix:{folder / 'clamd.ctl'}"
        self.server.seen = self.seen = []  # type: ignore[attr-defined]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
