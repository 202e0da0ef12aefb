"""What every database under mashang must be: reachable, new enough, and able to index Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mashang.project.launch.binaries import OLDEST
from mashang.project.launch.trouble import Trouble

if TYPE_CHECKING:
    import psycopg
    from psycopg.rows import TupleRow


def connect(url: str, *, autocommit: bool = True) -> psycopg.Connection[TupleRow]:
    """A plain connection; an unreachable server is one sentence that names the server but no password."""
    import psycopg

    try:
        return psycopg.connect(url, autocommit=autocommit, connect_timeout=10)
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        raise Trouble(
            f"连不上 DATABASE_URL 所指的数据库（{reason}）：请检查服务器是否在运行、地址与密码是否正确。",
            f"The database of DATABASE_URL cannot be reached ({reason}): "
            f"check that the server runs and that address and password are right.",
        ) from error


def require_sound(url: str) -> int:
    """Refuses a server older than 15 and one whose locale loses Chinese in search; returns its major version."""
    import psycopg

    with connect(url) as connection:
        major = connection.info.server_version // 10000
        if major < OLDEST:
            raise Trouble(
                f"数据库是 PostgreSQL {major}，至少需要 {OLDEST}：请升级服务器，或去掉 DATABASE_URL 改用内置数据库。",
                f"The database is PostgreSQL {major} and at least {OLDEST} is needed: "
                f"upgrade the server, or unset DATABASE_URL to use the embedded one.",
            )
        try:
            connection.execute("create extension if not exists pg_trgm")
        except psycopg.Error as error:
            raise Trouble(
                "数据库里没有 pg_trgm 扩展，本账户也无权创建：请管理员执行 create extension pg_trgm。",
                "The database lacks the extension pg_trgm and this account may not create it: "
                "have an administrator run `create extension pg_trgm`.",
            ) from error
        if not indexes_chinese(connection):
            raise Trouble(
                "数据库的字符区域设置无法索引中文，搜索会漏掉中文：请用 --locale=C.UTF-8 重建数据库。",
                "The locale of this database cannot index Chinese, so search would lose it: "
                "create the database again with --locale=C.UTF-8.",
            )
        return major


def indexes_chinese(connection: psycopg.Connection[TupleRow]) -> bool:
    """Whether trigrams keep Chinese characters; under `C` or `PG_UNICODE_FAST` they silently do not."""
    row = connection.execute("select cardinality(show_trgm('福州市')) > 0").fetchone()
    return bool(row and row[0])


def create_database(admin_url: str, name: str) -> None:
    """Creates an empty database unless it is there."""
    from psycopg import sql

    with connect(admin_url) as connection:
        if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
