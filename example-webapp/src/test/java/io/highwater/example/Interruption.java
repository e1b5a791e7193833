package io.highwater.example;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;

/** An append that does not get to its end: how its body is framed and how its connection dies. */
record Interruption(Interruption.Framing framing, Interruption.Cut cut) {

    enum Framing {
        CONTENT_LENGTH,
        CHUNKED
    }

    enum Cut {
        FIN,
        RST
    }

    /**
     * Sends the first bytes of an append and dies.
     *
     * @param arrived returns when the server has read what was sent. Asked before a reset only, because that throws away
     *     what is still on its way
     */
    void append(URI server, String append, byte[] bytes, int sent, Runnable arrived) throws IOException {
        try (RawHttp connection = RawHttp.connect(server)) {
            byte[] first = Arrays.copyOf(bytes, sent);
            if (framing == Framing.CHUNKED) {
                connection.head("PUT " + append, "Transfer-Encoding: chunked").chunk(first);
            } else {
                connection
                        .head("PUT " + append, "Content-Length: " + bytes.length)
                        .body(first);
            }
            if (cut == Cut.FIN) {
                connection.fin();
            } else {
                arrived.run();
                connection.reset();
            }
        }
    }
}
