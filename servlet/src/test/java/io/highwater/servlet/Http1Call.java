package io.highwater.servlet;

import io.highwater.servlet.RawClient.Response;
import java.io.IOException;
import java.util.Optional;

/** A request over HTTP/1.1, in the chunked coding if its length is not told. */
final class Http1Call implements HttpCall {

    private final RawClient client;
    private final String method;
    private final boolean chunked;

    Http1Call(int port, HttpLine.Head head) throws IOException {
        client = new RawClient(port);
        method = head.method();
        chunked = head.length().isEmpty();
        client.head(method, head.target(), head.fieldsWith(chunked ? "Transfer-Encoding: chunked" : ""));
    }

    @Override
    public void send(byte[] bytes) {
        if (!chunked) {
            client.sendAsFarAsWanted(bytes);
        } else if (bytes.length > 0) {
            client.chunkIfWanted(bytes, 0, bytes.length);
        }
    }

    @Override
    public Optional<Response> finish() {
        if (chunked) {
            client.lastChunkIfWanted();
        }
        return answer();
    }

    @Override
    public Optional<Response> answer() {
        return client.readIfAny(method);
    }

    @Override
    public void reset() throws IOException {
        client.reset();
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
