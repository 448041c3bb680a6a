"""The raw limit: bare nats-py and SQL doing the same durable work, and nothing else.

Two processes, as in the product. Stage `intake`: pull from REPORTS, decode the JSON,
commit the row and the outgoing event, publish, ack. Stage `grading`: pull from EVENTS,
commit a case row per report, publish, ack. Same server, same fsync settings, same
batches; no validation, audit, receipts, joining, policy or framework.
Run as `python -m lianqing.bench.raw STAGE URL CREDENTIALS DATABASE`.
"""

import asyncio
import json
import secrets
import sqlite3
import sys

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import TimeoutError as NatsTimeoutError
from nats.js import JetStreamContext

from lianqing_shared.contracts import topology

_BATCH = 500


def open_database(path: str) -> sqlite3.Connection:
    """Open SQLite as durable as the product does."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in ("page_size=16384", "journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS item (id TEXT PRIMARY KEY, body BLOB, said BLOB)"
    )
    return connection


def keep(
    connection: sqlite3.Connection, messages: list[Msg], stage: str
) -> list[bytes]:
    """Commit one batch; return what is to be said."""
    rows: list[tuple[str, bytes | None, bytes]] = []
    for message in messages:
        found = json.loads(message.data)
        if stage == "intake":
            said = message.data
            rows.append((found["submission_id"], message.data, said))
        else:
            said = json.dumps(
                {"id": found["submission_id"], "accepted_at": found["reported_at"]}
            ).encode()
            rows.append((found["submission_id"], None, said))
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT INTO item VALUES (?, ?, ?)", rows)
    connection.execute("COMMIT")
    return [row[2] for row in rows]


async def say(client: Client, subject: str, bodies: list[bytes]) -> None:
    """Publish one atomic batch and wait for the stream."""
    batch = secrets.token_hex(8)
    for number, body in enumerate(bodies[:-1], start=1):
        head = {"Nats-Batch-Id": batch, "Nats-Batch-Sequence": str(number)}
        await client.publish(subject, body, headers=head)
    head = {"Nats-Batch-Id": batch, "Nats-Batch-Sequence": str(len(bodies))}
    reply = await client.request(
        subject, bodies[-1], timeout=10, headers=head | {"Nats-Batch-Commit": "1"}
    )
    if "error" in json.loads(reply.data):
        raise RuntimeError(reply.data.decode())


async def run(stage: str, url: str, credentials: str, database: str) -> None:
    """Work until killed."""
    connection = open_database(database)
    inbox = f"_INBOX_{stage}".encode()
    client = await nats.connect(url, user_credentials=credentials, inbox_prefix=inbox)
    stream: JetStreamContext = client.jetstream(prefix="STORE.API")
    source = "REPORTS" if stage == "intake" else "EVENTS"
    said = topology.REPORT_ACCEPTED if stage == "intake" else topology.CASE_PROPOSED
    pull = await stream.pull_subscribe_bind(
        consumer=stage, stream=source, inbox_prefix=inbox + b"."
    )
    while True:
        try:
            messages = await pull.fetch(_BATCH, timeout=1)
        except (NatsTimeoutError, TimeoutError):
            continue
        wanted = [one for one in messages if b"submission_id" in one.data]
        if wanted:
            bodies = await asyncio.to_thread(keep, connection, wanted, stage)
            await say(client, said.base, bodies)
        for message in messages:
            await message.ack()


if __name__ == "__main__":
    asyncio.run(run(*sys.argv[1:5]))
