"""Calls a probe service with Debian's grpcio. Prints one JSON object a line: {"case": …, what was seen …}."""
import json
import sys
import time

import grpc

sys.path.insert(0, sys.argv[1])  # where the generated modules are
import probe_pb2 as pb  # noqa: E402
import probe_pb2_grpc as rpc  # noqa: E402

TIMEOUT = 10


def ended(error):
    return {"status": error.code().name, "message": error.details()}


def attempt(call):
    try:
        return {"status": "OK", **(call() or {})}
    except grpc.RpcError as error:
        return ended(error)


def unary(stub):
    return {"text": stub.Echo(pb.Note(text="Grüße, 世界"), timeout=TIMEOUT).text}


def empty(stub):
    return {"text": stub.Echo(pb.Note(), timeout=TIMEOUT).text}


def large(stub):
    payload = bytes(range(256)) * 8000
    return {"same": stub.Echo(pb.Note(payload=payload), timeout=TIMEOUT).payload == payload}


def gather(stub):
    return {"text": stub.Gather((pb.Note(text=str(i)) for i in range(100)), timeout=TIMEOUT).text}


def gather_nothing(stub):
    return {"text": stub.Gather(iter(()), timeout=TIMEOUT).text}


def scatter(stub):
    return {"counts": [note.count for note in stub.Scatter(pb.Note(count=100), timeout=TIMEOUT)]}


def scatter_nothing(stub):
    return {"counts": [note.count for note in stub.Scatter(pb.Note(count=0), timeout=TIMEOUT)]}


def converse(stub):
    """Each request leaves only after the answer to the one before: the two directions must not wait for an end."""
    heard = []

    def talk():
        for word in ("one", "two", "three"):
            yield pb.Note(text=word)
            deadline = time.monotonic() + TIMEOUT
            while word.upper() not in heard and time.monotonic() < deadline:
                time.sleep(0.005)

    for note in stub.Converse(talk(), timeout=TIMEOUT):
        heard.append(note.text)
    return {"texts": heard}


def failure(stub):
    stub.Echo(pb.Note(fail_with=9, text="nö: 50 % \n 世界"), timeout=TIMEOUT)


def failure_after_messages(stub):
    seen = 0
    try:
        for _ in stub.Scatter(pb.Note(count=3, fail_with=8, text="full"), timeout=TIMEOUT):
            seen += 1
    except grpc.RpcError as error:
        return {**ended(error), "seen": seen}


def failure_while_sending(stub):
    stub.Gather((pb.Note(text="no", fail_with=3 if i == 2 else 0) for i in range(1000)), timeout=TIMEOUT)


def crash(stub):
    stub.Echo(pb.Note(crash=True), timeout=TIMEOUT)


def missing(stub):
    stub.Missing(pb.Note(), timeout=TIMEOUT)


def missing_service(stub, channel):
    channel.unary_unary("/no.such.Service/Call")(b"", timeout=TIMEOUT)


def metadata(stub):
    sent = (("probe-text", "plain text"), ("probe-many", "1"), ("probe-many", "2"),
            ("probe-raw-bin", bytes(range(256))), ("probe-pair-bin", b"a"), ("probe-pair-bin", b"bc"))
    _, call = stub.Echo.with_call(pb.Note(), metadata=sent, timeout=TIMEOUT)
    return {"headers": [list(m) for m in call.initial_metadata() if m[0].startswith("probe-")],
            "trailers": [[m[0], m[1].hex()] for m in call.trailing_metadata() if m[0].startswith("probe-")]}


def deadline(stub):
    stub.Echo(pb.Note(hang=True), timeout=0.3)


def deadline_of_stream(stub):
    list(stub.Scatter(pb.Note(count=2, hang=True), timeout=0.3))


def cancel(stub):
    call = stub.Converse(iter([pb.Note(hang=True)]), timeout=TIMEOUT)
    next(call)
    call.cancel()
    try:
        next(call)
    except grpc.RpcError as error:
        return {**ended(error), "server": stub.AwaitCancelled(pb.Note(), timeout=TIMEOUT).text}


def too_large(stub):
    stub.Echo(pb.Note(payload=bytes(5 << 20)), timeout=TIMEOUT)


def gzip(stub):
    text = "again and " * 1000
    return {"same": stub.Echo(pb.Note(text=text), timeout=TIMEOUT, compression=grpc.Compression.Gzip).text == text}


def deflate(stub):
    stub.Echo(pb.Note(text="x" * 1000), timeout=TIMEOUT, compression=grpc.Compression.Deflate)


def many_at_once(stub):
    calls = [stub.Echo.future(pb.Note(count=i), timeout=TIMEOUT) for i in range(200)]
    return {"same": [call.result().count for call in calls] == list(range(200))}


def broken(stub):
    """Says when its calls are under way, for the connection to be broken then."""
    calls = [stub.Converse(iter([pb.Note(hang=True)]), timeout=TIMEOUT) for _ in range(3)]
    for call in calls:
        next(call)
    print(json.dumps({"case": "under way"}), flush=True)
    for call in calls:
        yield {"case": "broken", **attempt(lambda: next(call) and None)}


PLAIN = [unary, empty, large, gather, gather_nothing, scatter, scatter_nothing, converse, failure, failure_after_messages,
         failure_while_sending, crash, missing, metadata, deadline, deadline_of_stream, cancel, too_large, gzip, deflate, many_at_once]


def main():
    channel = grpc.insecure_channel(sys.argv[2], options=[("grpc.max_send_message_length", -1), ("grpc.enable_retries", 0)])
    stub = rpc.ProbeStub(channel)
    if sys.argv[3] == "broken":
        for seen in broken(stub):
            print(json.dumps(seen), flush=True)
        return
    for case in PLAIN:
        print(json.dumps({"case": case.__name__, **attempt(lambda: case(stub))}), flush=True)
    print(json.dumps({"case": "missing_service", **attempt(lambda: missing_service(stub, channel))}), flush=True)


main()
