package io.highwater.campaign;

import io.highwater.example.Payload;
import java.io.IOException;
import java.io.InputStream;

/** What an upload is to hold: a part of a payload, so that parts can be joined. */
record Bytes(Payload payload, long from, long to) {

    private static final int STEP = 256 << 10;

    static Bytes all(Payload payload) {
        return new Bytes(payload, 0, payload.size());
    }

    long size() {
        return to - from;
    }

    byte[] at(long offset, int length) {
        return payload.slice(from + offset, from + offset + length);
    }

    /** How many bytes of a stream are not these, missing and surplus ones included. */
    long differing(InputStream in) throws IOException {
        long wrong = 0;
        long at = 0;
        for (byte[] read = in.readNBytes(STEP); read.length > 0; read = in.readNBytes(STEP)) {
            byte[] expected = at(at, (int) Math.max(0, Math.min(read.length, size() - at)));
            wrong += differing(read, expected);
            at += read.length;
        }
        return wrong + Math.max(0, size() - at);
    }

    private static long differing(byte[] read, byte[] expected) {
        long wrong = read.length - expected.length;
        for (int i = 0; i < expected.length; i++) {
            wrong += read[i] == expected[i] ? 0 : 1;
        }
        return wrong;
    }
}
