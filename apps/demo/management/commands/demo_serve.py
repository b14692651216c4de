"""The try-out in one process tree: database, demo school, a real worker, the server; all end together."""

import os
import shutil
import socket
import sys
import time
import urllib.request
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import Tags
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _

from apps.core.models import DemoMark
from apps.demo.processes import Held, Together, alone

PASSWORD = "klassny-demo"
HOST = "127.0.0.1"  # people here are invented, but their passwords are known to everybody


class Command(BaseCommand):
    help = "Демонстрация: база, учебная школа, фоновый обработчик и сервер; Ctrl-C завершает всё."
    requires_system_checks = []

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError(_("Демонстрация запускается командой ./run demo (KLASSNY_DEMO=1)."))
        port = self._port()
        try:
            with alone(settings.DATA_DIR / "demo.lock", f"http://{HOST}:{port}/"):
                self._check_port(port)
                self._prepare()
                self._serve(port)
        except Held as held:
            message = _("Эта школа уже запущена в другом окне: %(address)s Ctrl-C там её завершит.")
            raise CommandError(message % {"address": held}) from None

    def _prepare(self):
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # stays empty, but its absence is warned of
        try:
            self._prepare_database()
            self._prepare_school()
        except KeyboardInterrupt:
            raise CommandError(_("Прервано. Продолжить: ./run demo"), returncode=130) from None

    def _serve(self, port: int):
        with Together() as together:
            together.start("worker", _worker(), log=settings.DATA_DIR / "logs" / "worker.log", restart=True)
            together.start("server", _server(port))
            if self._wait_for_answer(port, together):
                self._say_welcome(port)
            died = together.keep() if together.alive("server") else "server"
            self.stdout.write(_("▶ Завершаю…"))
        if died:
            raise CommandError(_("Сервер остановился, подробности выше."))

    def _port(self) -> int:
        text = os.environ.get("PORT", "").strip() or "8000"
        if not text.isdigit() or not 0 < int(text) < 65536:
            raise CommandError(_("PORT=%(text)s: ожидается номер порта, например 8000.") % {"text": text})
        return int(text)

    def _check_port(self, port: int):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError as error:
                message = _("Порт %(port)s занят. Запустите с другим: PORT=%(other)s ./run demo")
                raise CommandError(message % {"port": port, "other": port + 1}) from error

    def _prepare_database(self):
        if not connection.introspection.table_names():
            self.stdout.write(_("▶ Готовлю базу данных…"))
            self.stdout.flush()
        call_command("migrate", interactive=False, verbosity=0)
        mark = DemoMark.objects.first()
        if mark and not mark.is_complete and _forget_half_made():
            self.stdout.write(_("▶ Прошлая подготовка была прервана, начинаю заново."))
            call_command("migrate", interactive=False, verbosity=0)
        self.check(tags=[Tags.database], databases=["default"])

    def _prepare_school(self):
        if get_user_model().objects.exists():
            return
        self.stdout.write(_("▶ Создаю демонстрационную школу (один раз, несколько минут)…"))
        self.stdout.flush()
        started = time.monotonic()
        call_command("demo_school", size="small", stdout=self.stdout)
        self.stdout.write(_("▶ Школа готова за %(seconds)d с.") % {"seconds": time.monotonic() - started})

    def _wait_for_answer(self, port: int, together: Together, seconds: float = 60) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and together.alive("server") and not together.asked_to_stop():
            try:
                urllib.request.urlopen(f"http://{HOST}:{port}/login/", timeout=5).close()
                return True
            except OSError:
                time.sleep(0.2)
        return False

    def _say_welcome(self, port: int):
        names = dict(get_user_model().objects.values_list("username", "display_name"))
        address = f"http://{HOST}:{port}/"
        rows = [(login, role, names[login]) for login, role in _people() if login in names]
        width = max((len(role) for _login, role, _name in rows), default=0)
        lines = [f"    {login:<14}{role:<{width + 2}}{name}" for login, role, name in rows]
        head = _("▶ Школа открыта: %(address)s") % {"address": address}
        tail = _("  Пароль у всех: %(password)s    Завершить: Ctrl-C") % {"password": PASSWORD}
        self.stdout.write("\n".join(["", head, "", *lines, "", tail, ""]))
        self.stdout.flush()


def _people() -> list[tuple[str, str]]:
    return [
        ("admin", _("администратор")),
        ("director", _("директор")),
        ("deputy", _("заместитель директора")),
        ("teacher", _("учитель математики")),
        ("classteacher", _("классный руководитель 7А")),
        ("parent", _("родитель двух детей")),
        ("pupil", _("ученик 7А")),
    ]


def _worker() -> list[str]:
    quiet = ["--without-gossip", "--without-mingle", "--loglevel", "warning"]
    return [sys.executable, "-m", "celery", "-A", "journal_site", "worker", "-B", "-c", "1", *quiet]


def _server(port: int) -> list[str]:
    options = ["--bind", f"{HOST}:{port}", "--workers", "1", "--threads", "4", "--log-level", "warning"]
    options.append("--no-control-socket")  # it would lie in the home folder
    return [sys.executable, "-m", "gunicorn", "journal_site.wsgi", *options]


def _forget_half_made() -> bool:
    """Remove a demo database whose making was interrupted; only our own SQLite file, nothing else."""
    own = settings.DATA_DIR / "klassny.sqlite3"
    if connection.vendor != "sqlite" or Path(connection.settings_dict["NAME"]) != own:
        return False
    connection.close()
    for suffix in ("", "-wal", "-shm"):
        own.with_name(own.name + suffix).unlink(missing_ok=True)
    for folder in (settings.MEDIA_ROOT, settings.ARCHIVE_PRIMARY, settings.ARCHIVE_SECONDARY):
        if Path(folder).is_relative_to(settings.DATA_DIR):
            shutil.rmtree(folder, ignore_errors=True)
    return True
