package io.highwater.servlet;

import io.highwater.engine.AppendRequest;
import io.highwater.engine.AppendRequest.Completion;
import io.highwater.offset.OffsetPolicy;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The three protocols as a client writes them, and the status that each has for what comes of a request. */
enum WireProtocol {
    CHUNK("PUT", 200) {
        @Override
        List<String> creation(OptionalLong length) {
            return List.of("Content-Type: application/json");
        }

        @Override
        String creationBody(OptionalLong length) {
            return length.isPresent() ? "{\"length\":" + length.getAsLong() + "}" : "{}";
        }

        @Override
        List<String> append(Sent sent) {
            return sent.with();
        }

        @Override
        int refusal(Reason reason) {
            return switch (reason) {
                case LENGTH_EXCEEDED, TOO_LARGE -> 413;
                case DIGEST_INVALID, DIGEST_MISMATCH -> 400;
                default -> 409;
            };
        }
    },
    TUS("PATCH", 204) {
        @Override
        List<String> creation(OptionalLong length) {
            return List.of(
                    "Tus-Resumable: 1.0.0",
                    length.isPresent() ? "Upload-Length: " + length.getAsLong() : "Upload-Defer-Length: 1");
        }

        @Override
        List<String> append(Sent sent) {
            return sent.with(
                    "Tus-Resumable: 1.0.0",
                    "Upload-Offset: " + sent.offset,
                    "Content-Type: application/offset+octet-stream");
        }

        @Override
        int refusal(Reason reason) {
            return switch (reason) {
                case LENGTH_EXCEEDED, TOO_LARGE, ALREADY_COMPLETE -> 413;
                case LENGTH_CONFLICT, DIGEST_INVALID, DIGEST_MISMATCH -> 400;
                default -> 409;
            };
        }
    },
    IETF("PATCH", 204) {
        @Override
        List<String> creation(OptionalLong length) {
            return length.isPresent()
                    ? List.of("Upload-Complete: ?0", "Upload-Length: " + length.getAsLong())
                    : List.of("Upload-Complete: ?0");
        }

        @Override
        List<String> append(Sent sent) {
            return sent.with(
                    "Upload-Complete: " + (sent.last ? "?1" : "?0"),
                    "Upload-Offset: " + sent.offset,
                    "Content-Type: application/partial-upload");
        }

        @Override
        int refusal(Reason reason) {
            return switch (reason) {
                case TOO_LARGE -> 413;
                case LENGTH_CONFLICT, LENGTH_EXCEEDED, ALREADY_COMPLETE, DIGEST_INVALID, DIGEST_MISMATCH -> 400;
                default -> 409;
            };
        }
    };

    /**
     * An append.
     *
     * @param digest the value of {@code Content-Digest}, empty for none
     * @param last whether it says that the upload ends with it, where a protocol can say so
     */
    record Sent(long offset, int length, String digest, boolean last) {

        private List<String> with(String... fields) {
            List<String> all = new ArrayList<>(List.of(fields));
            all.add("Content-Length: " + length);
            if (!digest.isEmpty()) {
                all.add("Content-Digest: " + digest);
            }
            return all;
        }
    }

    final String method;
    final int done;

    WireProtocol(String method, int done) {
        this.method = method;
        this.done = done;
    }

    /** The fields of a request that creates an upload. */
    abstract List<String> creation(OptionalLong length);

    String creationBody(OptionalLong length) {
        return "";
    }

    /** The fields of an append. */
    abstract List<String> append(Sent sent);

    /** The status of a refusal. */
    abstract int refusal(Reason reason);

    String target(String upload, Sent sent) {
        return this == CHUNK ? upload + "?offset=" + sent.offset : upload;
    }

    /** The mark of a request that asks or cancels. */
    String[] mark() {
        return switch (this) {
            case CHUNK -> new String[0];
            case TUS -> new String[] {"Tus-Resumable: 1.0.0"};
            case IETF -> new String[] {"Upload-Draft-Interop-Version: 8"};
        };
    }

    /** What the engine is to make of an append. */
    AppendRequest meaning(Sent sent, ExpectedDigests digests) {
        boolean completes = this == IETF && sent.last;
        Completion completion = this == CHUNK ? Completion.EXPLICIT : Completion.AT_LENGTH;
        return new AppendRequest(
                sent.offset,
                this == CHUNK ? OffsetPolicy.IDEMPOTENT : OffsetPolicy.EXACT,
                OptionalLong.of(sent.length),
                completes ? OptionalLong.of(sent.offset + sent.length) : OptionalLong.empty(),
                digests,
                this == IETF ? (completes ? Completion.AT_END : Completion.MORE_TO_COME) : completion);
    }

    /** The status of an append that was taken to its end. */
    int finished(Sent sent, boolean wasComplete, boolean isComplete) {
        if (this != IETF || !isComplete) {
            return done;
        }
        return sent.last ? 200 : wasComplete ? 400 : done;
    }
}
