"""What a line can do at best: the same bytes without anybody's protocol."""

import socket
import threading
import time

from tests.faults.proxy import Proxy
from tests.faults.storms import KBIT


def bare_seconds(size: int, *, kbits: int = 0) -> float:
    """How long so many bytes take without anybody's protocol.

    :param kbits: through a proxy as narrow as this; 0 is straight ahead, on the line that the machine has.
    """
    sink = socket.create_server(("127.0.0.1", 0))
    port = sink.getsockname()[1]
    taken = threading.Thread(target=take, args=(sink, size))
    taken.start()
    begun = time.monotonic()
    with Proxy(port, rate=kbits * KBIT) as proxy:
        reached = int(proxy.url.rsplit(":")[-1]) if kbits else port
        with socket.create_connection(("127.0.0.1", reached)) as phone:
            phone.sendall(bytes(size))
            taken.join()
    sink.close()
    return time.monotonic() - begun


def take(sink: socket.socket, size: int) -> None:
    """Read so many bytes from whoever comes."""
    connection, _ = sink.accept()
    with connection:
        while size > 0 and (piece := connection.recv(65_536)):
            size -= len(piece)
