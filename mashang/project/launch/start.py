"""What `script/run` does: claims the data folder, starts the database, prepares it, starts web and worker, watches."""

from __future__ import annotations

import contextlib
import errno
import http.client
import json
import os
import signal
import socket
import sys
import time
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from mashang.project import env
from mashang.project.launch.children import end, spawn
from mashang.project.launch.folder import ACCOUNTS, DataFolder
from mashang.project.launch.postgres import Postgres
from mashang.project.launch.progress import step, tell
from mashang.project.launch.supervisor import Program, Signals, Stop, Supervisor
from mashang.project.launch.trouble import Trouble

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
BLOCKING_THREADS = 8
FIRST_ANSWER_SECONDS = 90


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asked for."""

    host: str = "127.0.0.1"
    port: int = 8000
    fresh: bool = False
    yes: bool = False

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the platform."""
        host = "localhost" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 - compared, not bound
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def start(wishes: Wishes) -> int:
    """Runs the platform until a signal stops it; the answer is the exit code. Trouble is one printed sentence."""
    try:
        values = env.read()
        folder = DataFolder(env.folder(values, "MASHANG_DATA"))
        make_ready(folder, wishes, embedded=not values["DATABASE_URL"])
    except (Trouble, env.BadEnvironment) as trouble:
        sys.stdout.write(f"{trouble}\n")
        return 1
    signals = Signals()
    supervisor = Supervisor(signals.pause)
    try:
        run(wishes, values, folder, supervisor, signals)
    except Stop:
        code = 0
    except Trouble as trouble:
        sys.stdout.write(f"{trouble}\n")
        code = 1
    finally:
        # A terminal that went away must not keep anything from being stopped.
        with contextlib.suppress(OSError):
            if supervisor.busy:
                tell("正在停止……", "Stopping …")
        supervisor.stop()
        folder.release()
    with contextlib.suppress(OSError):
        if supervisor.busy:
            tell("已停止。", "Stopped.")
    return code


def make_ready(folder: DataFolder, wishes: Wishes, *, embedded: bool) -> None:
    """Claims the folder and looks at the port; a refusal leaves no folder that was not there."""
    try:
        # The folder first: a second start is told who holds it, not only that the port is taken.
        folder.claim(wishes.address)
        require_free_port(wishes.host, wishes.port)
        if wishes.fresh:
            drop_data(folder, wishes, embedded=embedded)
    except Trouble:
        folder.abandon()
        raise


def run(wishes: Wishes, values: dict[str, str], folder: DataFolder, supervisor: Supervisor, signals: Signals) -> None:
    """Starts everything in order and watches it; ends only by Stop or Trouble."""
    environment = child_environment(wishes, values, folder)
    if not values["DATABASE_URL"]:
        postgres = Postgres(folder.path, pause=signals.pause, folder=folder)
        with step("启动内置数据库", "Starting the embedded database"):
            postgres.start()
        supervisor.add(postgres, running=True)
        environment["DATABASE_URL"] = postgres.url()
        # A power cut while the tables are made costs the last seconds at most, and the next start does them again.
        preparing = {**environment, "PGOPTIONS": "-c synchronous_commit=off"}
    else:
        preparing = environment
    prepare_all(preparing, signals)
    web, worker = programs(wishes, environment, folder)
    with step("启动网页与后台任务", "Starting web and worker"):
        supervisor.add(web)
        supervisor.add(worker)
        wait_until_it_answers(wishes, supervisor, signals)
    supervisor.opened()
    announce(wishes, folder, demo=environment["MASHANG_DEMO"] == "1")
    supervisor.watch()


def child_environment(wishes: Wishes, values: dict[str, str], folder: DataFolder) -> dict[str, str]:
    """The settings of web, worker and preparing steps: demo mode unless told otherwise, and where they are reached."""
    environment = dict(os.environ)
    environment["MASHANG_DATA"] = str(folder.path)
    environment["DATABASE_URL"] = values["DATABASE_URL"]
    environment["DJANGO_SETTINGS_MODULE"] = "mashang.project.settings"
    environment["PYTHONUNBUFFERED"] = "1"
    environment.setdefault("MASHANG_DEMO", "1")
    environment.setdefault("MASHANG_BASE_URL", wishes.address)
    if wishes.host not in LOOPBACK:
        # Asked to listen to the network, the demo answers to whatever name the network has for this machine.
        environment.setdefault("MASHANG_HOSTS", "*" if environment["MASHANG_DEMO"] == "1" else wishes.host)
    return environment


def prepare_all(environment: dict[str, str], signals: Signals) -> None:
    """Runs the preparing steps in a process of their own, which prints its own lines."""
    command = [sys.executable, "-P", "-m", "mashang.project.launch.prepare"]
    process = spawn(command, env=environment, log=None, cwd=str(env.ROOT))
    try:
        while process.poll() is None:
            signals.pause(1.0)
    finally:
        end(process, signal.SIGTERM, 5)
    if process.returncode != 0:
        raise Trouble("没有启动。", "Not started.")


def programs(wishes: Wishes, environment: dict[str, str], folder: DataFolder) -> tuple[Program, Program]:
    """The web server and the worker of the job queue."""
    web = [sys.executable, "-P", "-m", "granian", "--interface", "wsgi", "--no-ws", "--http", "1"]
    web += ["--workers", "1", "--blocking-threads", str(BLOCKING_THREADS), "--respawn-failed-workers"]
    web += ["--workers-kill-timeout", "5", "--host", wishes.host, "--port", str(wishes.port)]
    web += ["--log-level", "warning", "mashang.project.launch.web:application"]
    worker = [sys.executable, "-P", "-m", "django", "procrastinate", "worker"]
    worker += ["--concurrency", "2", "--shutdown-graceful-timeout", "8"]
    root = str(env.ROOT)
    return (
        Program("web", web, folder.log / "web.log", environment, root),
        Program("worker", worker, folder.log / "worker.log", environment, root),
    )


def wait_until_it_answers(wishes: Wishes, supervisor: Supervisor, signals: Signals) -> None:
    """Waits for the first good answer of /readyz."""
    host = wishes.address.split("//")[1].rsplit(":", 1)[0].strip("[]")
    give_up = time.monotonic() + FIRST_ANSWER_SECONDS
    said = ""
    while time.monotonic() < give_up:
        supervisor.look()
        connection = http.client.HTTPConnection(host, wishes.port, timeout=10)
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/readyz", headers={"Host": f"localhost:{wishes.port}"})
            answer = connection.getresponse()
            said = answer.read(500).decode("utf-8", "replace").strip()
            if answer.status == http.client.OK:
                return
        connection.close()
        signals.pause(0.1)
    raise Trouble(
        f"网页服务在 {FIRST_ANSWER_SECONDS} 秒内没有就绪（{said}）：请看数据目录 log/web.log。",
        f"The web server was not ready within {FIRST_ANSWER_SECONDS} s ({said}): see log/web.log in the data folder.",
    )


def require_free_port(host: str, port: int) -> None:
    """Refuses a port that is taken or not allowed, and names one that is free."""
    try:
        family, _kind, _protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            free = free_port(host)
            raise Trouble(
                f"端口 {port} 已被别的程序占用：请改用别的端口，例如 script/run --port {free}。",
                f"Port {port} is taken by another program: use another one, such as script/run --port {free}.",
            ) from error
        if error.errno == errno.EACCES:
            raise Trouble(
                f"本账户不能使用端口 {port}：请用 1024 以上的端口，例如 script/run --port 8000。",
                f"This account may not use port {port}: take one above 1024, such as script/run --port 8000.",
            ) from error
        raise Trouble(
            f"本机没有地址 {host}（{error.strerror}）：请用 --host 127.0.0.1（仅本机）或 --host 0.0.0.0（整个网络）。",
            f"This machine has no address {host} ({error.strerror}): use --host 127.0.0.1 (this machine only) "
            f"or --host 0.0.0.0 (the whole network).",
        ) from error


def free_port(host: str) -> int:
    """A port that is free at this moment."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.bind((host, 0))
        return int(listener.getsockname()[1])


def drop_data(folder: DataFolder, wishes: Wishes, *, embedded: bool) -> None:
    """Deletes the embedded database and all documents after a yes; never touches a server of DATABASE_URL."""
    if not embedded:
        raise Trouble(
            "--fresh 只删除内置数据库，而现在用的是 DATABASE_URL：请自行重建那个数据库。",
            "--fresh deletes only the embedded database, but DATABASE_URL is set: create that database anew yourself.",
        )
    if not wishes.yes:
        if not sys.stdin.isatty():
            raise Trouble(
                "--fresh 会删除全部数据，需要确认：请加上 --yes。",
                "--fresh deletes all data and needs a confirmation: add --yes.",
            )
        tell(f"将删除 {folder.path} 里的全部数据。", f"All data in {folder.path} will be deleted.")
        if input("继续？ Go on? [y/N] ").strip().lower() not in {"y", "yes", "是"}:
            raise Trouble("没有删除任何数据。", "Nothing was deleted.")
    folder.drop()


def announce(wishes: Wishes, folder: DataFolder, *, demo: bool) -> None:
    """Prints the address, a demo account for each role, and how to stop."""
    lines = ["", f"马上办已就绪  mashang is ready:  {wishes.address}/", ""]
    if demo:
        lines += [*demo_accounts(folder.path / ACCOUNTS), ""]
        if wishes.host not in LOOPBACK:
            lines.append(
                "注意：网络上的任何人都能用上述密码登录。  Anyone on the network can sign in with these passwords."
            )
    lines.append(f"按 Ctrl-C 停止，日志在 {folder.log}  Ctrl-C stops; logs are in {folder.log}")
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def demo_accounts(file: Path) -> list[str]:
    """The lines that name the demo accounts, which the preparing steps wrote; a password that all share is said once."""
    rows: list[list[str]] = json.loads(file.read_text(encoding="utf-8"))
    shared = {row[2] for row in rows}
    lines = ["演示账户  Demo accounts（角色 role · 账号 login · 密码 password）"]
    if len(shared) == 1:
        lines = [f"演示账户，密码都是 {shared.pop()}  Demo accounts, all with this password（角色 role · 账号 login）"]
        rows = [row[:2] for row in rows]
    widths = [max(width(text) for text in column) for column in zip(*rows, strict=True)]
    lines += ["  " + "  ".join(pad(text, w) for text, w in zip(row, widths, strict=True)).rstrip() for row in rows]
    return lines


def width(text: str) -> int:
    """Columns at the terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def pad(text: str, columns: int) -> str:
    """Text filled with blanks to a number of columns."""
    return text + " " * (columns - width(text))
