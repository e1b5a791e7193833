package io.highwater.servlet.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.highwater.engine.AppendRequest;
import io.highwater.fuzz.Mutants;
import io.highwater.session.Composition;
import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadLimits;
import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What must hold of a codec for any request: of the command that it reads, and of the answers that it writes to it. */
final class CodecCheck {

    static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    static final ProtocolSettings SETTINGS = new ProtocolSettings(
            new UploadLimits(1000, 0, 100, 2, 50, Duration.ofHours(3)), true, true, "https://example.org/up");

    private static final List<UploadSession> UPLOADS = List.of(
            session(NewUpload.ofLength(10), UploadStatus.OPEN, 4),
            session(NewUpload.ofUnknownLength(), UploadStatus.OPEN, 4),
            session(NewUpload.ofLength(10), UploadStatus.COMPLETE, 10),
            session(joined(), UploadStatus.OPEN, 0));

    private final ProtocolCodec codec;
    private final RequestHead head;
    private final byte[] body;

    CodecCheck(ProtocolCodec codec, FuzzedRequest request) {
        this.codec = codec;
        this.head = request.head();
        this.body = request.body();
    }

    /** Requests of all kinds. */
    static Stream<String> requests() {
        return Mutants.ofTexts(
                "POST / HTTP/1.1\nContent-Type: application/json\n\n{\"length\":5,\"filename\":\"a\",\"metadata\":{\"k\":\"v\"}}",
                "PUT /ID?offset=4 HTTP/1.1\nContent-Digest: sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:\n\nbytes",
                "POST /ID/complete HTTP/1.1\nRepr-Digest: md5=:1B2M2Y8AsgTpgAmY7PhCfg==:\nWant-Repr-Digest: md5=1\n\n",
                "GET /ID/content HTTP/1.1\nRange: bytes=1-3\nIf-Range: \"x\"\nAccept: text/html\n\n",
                "HEAD /ID HTTP/1.1\nAccept: application/json\n\n",
                "DELETE /ID HTTP/2.0\n\n",
                "OPTIONS / HTTP/1.1\nOrigin: http://a\n\n",
                "POST / HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Length: 5\nUpload-Metadata: filename YQ==,k\n\n",
                "POST / HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Defer-Length: 1\nUpload-Concat: partial\n"
                        + "Content-Type: application/offset+octet-stream\n"
                        + "Upload-Checksum: sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=\n\nbytes",
                "POST / HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Concat: final;/ctx/uploads/ID https://example.org/up/ID\n\n",
                "PATCH /ID HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Offset: 4\nTrailer: Upload-Checksum\n"
                        + "Transfer-Encoding: chunked\nContent-Type: application/offset+octet-stream\n\nbytes",
                "POST /ID HTTP/1.1\nTus-Resumable: 1.0.0\nX-HTTP-Method-Override: PATCH\nUpload-Offset: 0\n\n",
                "POST / HTTP/1.1\nUpload-Draft-Interop-Version: 3\nUpload-Incomplete: ?1\n\nbytes",
                "POST / HTTP/1.1\nUpload-Draft-Interop-Version: 6\nUpload-Complete: ?0\nUpload-Length: 100\n"
                        + "Content-Disposition: attachment; filename*=UTF-8''%e2%82%ac; filename=\"a\"\n\nbytes",
                "PATCH /ID HTTP/1.1\nUpload-Draft-Interop-Version: 8\nUpload-Complete: ?1\nUpload-Offset: 4\n"
                        + "Content-Type: application/partial-upload\n\nbytes",
                "PATCH /ID HTTP/1.1\nUpload-Complete: ?1\nUpload-Offset: 4\nUpload-Length: 9\n\nbytes",
                "HEAD /ID HTTP/1.1\nUpload-Draft-Interop-Version: 5\n\n");
    }

    void all() {
        codec.decode(head).ifPresent(command -> {
            command(command);
            for (Reason reason : Reason.values()) {
                failed(command, reason);
            }
        });
    }

    private void command(Command command) {
        if (command instanceof Command.Create create) {
            created(create.request().upload());
        } else if (command instanceof Command.CreateThenAppend creation) {
            assertThat(creation.first().offset()).isZero();
            created(creation.request().upload());
            append(creation.first());
        } else if (command instanceof Command.Append append) {
            append(append.request());
        } else if (command instanceof Command.Look look) {
            UPLOADS.forEach(upload -> command(look.next().apply(upload)));
        } else if (command instanceof Command.ReadBody read) {
            assertThat(read.maxBytes()).isBetween(0, 1 << 20);
            answer(read.tooLarge(), 400, 499);
            if (body.length <= read.maxBytes()) {
                command(read.next().apply(body));
            }
        } else if (command instanceof Command.Reply reply) {
            answer(codec.marked(head, reply.answer()), 204, 499);
        } else {
            told(UPLOADS.get(0));
        }
    }

    private void append(AppendRequest request) {
        assertThat(request.offset()).isNotNegative();
        request.declaredLength().ifPresent(length -> assertThat(length).isBetween(0L, UploadLimits.MAX_SIZE));
        UPLOADS.forEach(this::told);
    }

    private void created(NewUpload request) {
        request.length().ifPresent(length -> assertThat(length).isBetween(0L, UploadLimits.MAX_SIZE));
        int given = head.fields().toString().length() + body.length;
        assertThat(request.metadata()).hasSizeLessThanOrEqualTo(100 + given + (64 << 10));
        UploadSession upload = session(request, UploadStatus.OPEN, 0);
        answer(codec.marked(head, codec.created(head, upload)), 200, 299);
        told(upload);
    }

    private void told(UploadSession upload) {
        answer(codec.marked(head, codec.inspected(head, upload)), 200, 299);
        answer(codec.marked(head, codec.peeked(head, upload)), 200, 299);
        answer(codec.marked(head, codec.appended(head, upload)), 200, 499);
        codec.announced(head, upload).ifPresent(interim -> answer(interim, 104, 104));
        codec.progressed(head, upload).ifPresent(interim -> answer(interim, 104, 104));
        codec.wantedDigest(head, upload);
        if (upload.isComplete()) {
            answer(ContentResponse.to(head, upload).head(), 200, 499);
        }
    }

    private void failed(Command command, Reason reason) {
        answer(codec.marked(head, codec.failed(head, command, new UploadException(reason, "Why."))), 400, 599);
        for (UploadSession upload : UPLOADS) {
            UploadException why = new UploadException(reason, "Why.", upload);
            Answer answer = codec.failed(head, command, why);
            answer(codec.marked(head, answer), 200, 599);
            assertThat(answer.status()).isNotEqualTo(423);
            codec.invalidates(head, why);
        }
    }

    private static void answer(Answer answer, int least, int most) {
        assertThat(answer.status()).isBetween(least, most);
        answer.fields().forEach((name, value) -> {
            assertThat(name).matches("[A-Za-z-]+");
            assertThat(value.chars()).as(name + ": " + value).allMatch(c -> c >= ' ' && c != 0x7f || c == '\t');
        });
        if (answer.fields().getOrDefault("Content-Type", "").contains("json")) {
            JsonObject json = JsonParser.parseString(answer.body()).getAsJsonObject();
            assertThat(json.has("status") ? json.get("status").getAsInt() : answer.status())
                    .isEqualTo(answer.status());
        }
    }

    private static NewUpload joined() {
        return NewUpload.ofUnknownLength().withComposition(Composition.of(List.of(FuzzedRequest.ID)));
    }

    private static UploadSession session(NewUpload request, UploadStatus status, long committed) {
        Creation creation = new Creation(FuzzedRequest.ID, "/ctx/uploads", null, NOW, request);
        OptionalLong length = request.length();
        return new UploadSession(creation, status, committed, length, 0x1234, NOW);
    }
}
