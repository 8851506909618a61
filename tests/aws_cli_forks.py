"""The AWS CLI in forks of one process, which has read what they need: a command takes a tenth of its usual time.

Run by the AWS CLI's own interpreter, with the path of the socket to listen at. Who connects sends the descriptors of
standard input, output and error with a line of JSON, the command's arguments, folder and environment, and is answered
with its exit status.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import signal
import socket
import sys

from awscli.clidriver import CLIDriver, create_clidriver

_SERVICES = {"iam": "get-role", "sts": "get-access-key-info"}


def warm_up(driver: CLIDriver) -> None:
    """Reads the services' descriptions. Credentials, which a session keeps, are left to each command."""
    for service, command in _SERVICES.items():
        keys = {"aws_access_key_id": "none", "aws_secret_access_key": "none"}
        driver.session.create_client(service, region_name="us-east-1", **keys)
        with contextlib.suppress(SystemExit), contextlib.redirect_stderr(io.StringIO()):
            driver.main([service, command])  # which lacks an argument


def carry_out(driver: CLIDriver, caller: socket.socket) -> None:
    """Becomes the command, and does not come back."""
    text, descriptors, _, _ = socket.recv_fds(caller, 1 << 16, 3)
    while not text.endswith(b"\n"):
        text += caller.recv(1 << 16)
    task = json.loads(text)
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
    os.chdir(task["folder"])
    os.environ.clear()
    os.environ.update(task["environment"])
    status = 255
    try:
        status = driver.main(task["arguments"])
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        caller.sendall(str(status).encode())
        os._exit(status)


def serve(path: str) -> None:
    driver = create_clidriver()
    warm_up(driver)
    gc.freeze()
    gc.disable()  # a fork ends before there is much
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the forks
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        sys.stdout.write("listening\n")
        sys.stdout.flush()
        while True:
            caller, _ = listener.accept()
            with caller:
                if os.fork() == 0:
                    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                    carry_out(driver, caller)


serve(sys.argv[1])
