"""The probe service on Debian's grpcio. Prints its port, serves until its standard input ends."""
import queue
import sys
from concurrent import futures

import grpc

sys.path.insert(0, sys.argv[1])  # where the generated modules are
import probe_pb2 as pb  # noqa: E402
import probe_pb2_grpc as rpc  # noqa: E402

STATUS = {code.value[0]: code for code in grpc.StatusCode}
cancelled = queue.Queue()


def give_metadata_back(context):
    sent = [(key, value) for key, value in context.invocation_metadata() if key.startswith("probe-")]
    context.send_initial_metadata([m for m in sent if not m[0].endswith("-bin")])
    context.set_trailing_metadata([m for m in sent if m[0].endswith("-bin")])


def obey(note, context, method):
    if note.fail_with:
        context.abort(STATUS[note.fail_with], note.text)
    if note.crash:
        raise RuntimeError("nobody expects this: secret")
    if note.hang:
        ended = queue.Queue()
        if context.add_callback(lambda: ended.put(True)):  # else it has ended already
            ended.get()
        cancelled.put(method)


class Probe(rpc.ProbeServicer):
    def Echo(self, note, context):
        if note.text == "gzip":
            context.set_compression(grpc.Compression.Gzip)
        give_metadata_back(context)
        obey(note, context, "Echo")
        return note

    def Gather(self, notes, context):
        texts = []
        for note in notes:
            obey(note, context, "Gather")
            texts.append(note.text)
        return pb.Note(text=",".join(texts))

    def Scatter(self, note, context):
        for i in range(note.count):
            yield pb.Note(text=note.text, payload=note.payload, count=i + 1)
        obey(note, context, "Scatter")

    def Converse(self, notes, context):
        for note in notes:
            yield pb.Note(text=note.text.upper())
            obey(note, context, "Converse")

    def AwaitCancelled(self, note, context):
        return pb.Note(text=cancelled.get(timeout=10))


def main():
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=32), options=[("grpc.max_receive_message_length", 1 << 20)])
    rpc.add_ProbeServicer_to_server(Probe(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    sys.stdin.read()
    server.stop(0)


main()
