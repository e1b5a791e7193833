package io.highwater.servlet.protocol.chunk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.engine.AppendRequest;
import io.highwater.engine.CreateRequest;
import io.highwater.offset.OffsetPolicy;
import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Command;
import io.highwater.servlet.protocol.Fields;
import io.highwater.servlet.protocol.ProtocolSettings;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.session.Creation;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadLimits;
import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The chunk protocol without a wire: request heads in, commands out; states in, answers out. */
class ChunkCodecTest {

    private static final UploadId ID = new UploadId("abcdefghijklmnopqrstuvwxyz");
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private final ChunkCodec codec = codec(false, null);

    @ParameterizedTest
    @CsvSource({
        "HEAD,   /ID, Inspect",
        "GET, /ID, Inspect",
        "DELETE, /ID, Cancel",
        "POST, /ID/complete, Complete",
        "POST, '', Create",
        "POST, /, Create",
        "GET, /, Reply",
        "PATCH, /ID, Look",
        "POST, /ID, Look",
        "put, /ID, Look"
    })
    void aRequestIsOneCommand(String method, String path, String command) {
        assertThat(decode(codec, head(method, path, null, 0)).getClass().getSimpleName())
                .isEqualTo(command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/x", "//", "/ID/", "/ID/content", "/ID/complete/", "ID", "/ID/Complete"})
    void aPathThatNamesNothingIsNotOurs(String path) {
        assertThat(codec.decode(head("GET", path, null, 0))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/ID", "/ID/complete"})
    void optionsBelongToNoProtocol(String path) {
        assertThat(codec.decode(head("OPTIONS", path, null, 0))).isEmpty();
    }

    @Test
    void aPutIsAnIdempotentAppend() {
        Command.Append append = (Command.Append) decode(codec, head("PUT", "/ID", "offset=7", 5));
        assertThat(append.id()).isEqualTo(ID);
        assertThat(append.request())
                .isEqualTo(new AppendRequest(
                        7,
                        OffsetPolicy.IDEMPOTENT,
                        OptionalLong.of(5),
                        OptionalLong.empty(),
                        ExpectedDigests.none(),
                        AppendRequest.Completion.EXPLICIT));
    }

    @Test
    void withDownloadsACompleteUploadIsItsBytes() {
        ChunkCodec open = codec(true, null);
        Command.Look look = (Command.Look) decode(open, head("GET", "/ID", null, 0));
        assertThat(look.next().apply(session(UploadStatus.OPEN))).isEqualTo(new Command.Inspect(ID));
        assertThat(look.next().apply(session(UploadStatus.COMPLETE))).isEqualTo(new Command.Download(ID));
        assertThat(decode(open, head("GET", "/ID/content", null, 0))).isEqualTo(new Command.Download(ID));
        RequestHead json = withField(head("GET", "/ID", null, 0), "accept", "application/json");
        assertThat(decode(open, json)).isEqualTo(new Command.Peek(ID));
    }

    @Test
    void theLocationIsAPathOrBelowThePublicUrl() {
        RequestHead post = head("POST", "", null, 0);
        assertThat(codec.created(post, session(UploadStatus.OPEN)).fields())
                .containsEntry("Location", "/ctx/uploads/" + ID);
        assertThat(codec(false, "https://example.org/u")
                        .created(post, session(UploadStatus.OPEN))
                        .fields())
                .containsEntry("Location", "https://example.org/u/" + ID);
    }

    @Test
    void theStateIsToldInFieldsAndJson() {
        Answer open = codec.inspected(head("GET", "/ID", null, 0), session(UploadStatus.OPEN));
        assertThat(open.fields())
                .containsEntry("Upload-Offset", "4")
                .containsEntry("Upload-Length", "10")
                .containsEntry("Upload-Complete", "?0")
                .containsEntry("Upload-Limit", "max-age=604800")
                .containsEntry("Upload-Expires", "Mon, 30 Nov 2026 10:00:00 GMT")
                .containsEntry("Cache-Control", "no-store")
                .doesNotContainKey("ETag");
        assertThat(open.body())
                .isEqualTo("{\"upload_id\":\"" + ID + "\",\"committed\":4,\"length\":10,\"chunk_size\":5242880,"
                        + "\"complete\":false,\"expires_at\":\"2026-11-30T10:00:00Z\"}");
        assertThat(codec.peeked(head("GET", "/ID", null, 0), session(UploadStatus.OPEN))
                        .fields())
                .doesNotContainKey("Upload-Offset");
    }

    @ParameterizedTest
    @CsvSource({"0, 604800", "60, 604740", "604800, 0", "999999, 0"})
    void theAgeIsWhatTheUploadHasLeftOfIt(long seconds, String left) {
        ChunkCodec later = new ChunkCodec(
                new ProtocolSettings(UploadLimits.defaults(), false, true, null), () -> NOW.plusSeconds(seconds));
        assertThat(later.inspected(head("HEAD", "/ID", null, 0), session(UploadStatus.OPEN))
                        .fields())
                .containsEntry("Upload-Limit", "max-age=" + left);
        assertThat(later.inspected(head("HEAD", "/ID", null, 0), session(UploadStatus.COMPLETE))
                        .fields())
                .containsEntry("Upload-Limit", "min-size=0");
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void everyReasonHasAnAnswerInTheFormOfAProblem(Reason reason) {
        UploadException why = new UploadException(reason, "detail", session(UploadStatus.OPEN));
        Command append = decode(codec, head("PUT", "/ID", "offset=7", 5));
        Answer answer = codec.failed(head("PUT", "/ID", "offset=7", 5), append, why);
        assertThat(answer.status())
                .isEqualTo(
                        switch (reason) {
                            case NOT_FOUND -> 404;
                            case GONE -> 410;
                            case FORBIDDEN -> 403;
                            case OFFSET_MISMATCH, ALREADY_COMPLETE, INCOMPLETE, LENGTH_CONFLICT, TAKEN_OVER, JOINED ->
                                409;
                            case LENGTH_EXCEEDED, TOO_LARGE, TOO_SMALL -> 413;
                            case DIGEST_INVALID, DIGEST_MISMATCH, INVALID_PART -> 400;
                            case OUT_OF_SPACE -> 507;
                            case TOO_SLOW -> 408;
                            case BUSY, UNAVAILABLE -> 503;
                            case QUOTA_EXCEEDED -> 429;
                        });
        assertThat(answer.fields())
                .containsEntry("Content-Type", "application/problem+json")
                .containsEntry("Cache-Control", "no-store");
        assertThat(answer.body())
                .contains("\"status\":" + answer.status())
                .contains("\"type\":")
                .contains("\"title\":");
        assertThat(answer.fields().containsKey("Retry-After"))
                .isEqualTo(answer.status() == 503 || answer.status() == 429);
    }

    @Test
    void limitsAreToldAsAStructuredField() {
        UploadLimits limits = new UploadLimits(100, 1, 50, 2, 10, null);
        ChunkCodec limited = new ChunkCodec(new ProtocolSettings(limits, false, true, null), () -> NOW);
        assertThat(limited.peeked(head("GET", "/ID", null, 0), session(UploadStatus.OPEN))
                        .fields())
                .containsEntry("Upload-Limit", "max-size=100, min-size=1, max-append-size=50, min-append-size=2");
        UploadLimits none = new UploadLimits(UploadLimits.MAX_SIZE, 0, UploadLimits.MAX_SIZE, 0, 10, null);
        ChunkCodec unlimited = new ChunkCodec(new ProtocolSettings(none, false, true, null), () -> NOW);
        assertThat(unlimited
                        .peeked(head("GET", "/ID", null, 0), session(UploadStatus.OPEN))
                        .fields())
                .containsEntry("Upload-Limit", "min-size=0");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aMutilatedCreationIsAnsweredNotThrown(long seed) {
        Random random = new Random(seed);
        String good = "{\"length\":10,\"filename\":\"a\\u00e4\\\"\",\"content_type\":\"a/b;c=\\\"d\\\"\","
                + "\"metadata\":{\"k\":\"v\",\"l\":\"w\"},\"x\":[1,2.5e3,null,true,{}]}";
        Command.ReadBody read = (Command.ReadBody)
                decode(codec, withField(head("POST", "", null, good.length()), "Content-Type", "application/json"));
        assertThat(read.next().apply(good.getBytes(UTF_8))).isInstanceOf(Command.Create.class);
        for (int i = 0; i < 3_000; i++) {
            byte[] body = good.getBytes(UTF_8);
            for (int k = 1 + random.nextInt(3); k > 0; k--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            Command command = read.next().apply(body);
            if (command instanceof Command.Reply refusal) {
                assertThat(refusal.answer().status()).isIn(400, 413);
            } else {
                assertThat(command).isInstanceOf(Command.Create.class);
            }
        }
    }

    @Test
    void aCreationKeepsWhatItWasTold() {
        String json = "{\"length\":10,\"filename\":\"a\",\"content_type\":\"b/c\",\"metadata\":{\"k\":\"v\"},\"z\":0}";
        Command.ReadBody read = (Command.ReadBody) decode(
                codec,
                withField(head("POST", "", null, json.length()), "Content-Type", "Application/JSON; charset=utf-8"));
        assertThat(read.next().apply(json.getBytes(UTF_8)))
                .isEqualTo(new Command.Create(CreateRequest.of(
                        NewUpload.ofLength(10).withMetadata(Map.of("filename", "a", "filetype", "b/c", "k", "v")))));
    }

    private static ChunkCodec codec(boolean downloads, String base) {
        return new ChunkCodec(new ProtocolSettings(UploadLimits.defaults(), downloads, true, base), () -> NOW);
    }

    private static Command decode(ChunkCodec codec, RequestHead head) {
        return codec.decode(head).orElseThrow();
    }

    private static RequestHead head(String method, String path, String query, long length) {
        RequestHead.Target target = new RequestHead.Target("/ctx/uploads", path.replace("ID", ID.value()), query);
        return new RequestHead(method, target, Fields.NONE, OptionalLong.of(length), "HTTP/1.1");
    }

    private static RequestHead withField(RequestHead head, String name, String value) {
        return new RequestHead(
                head.method(), head.target(), head.fields().with(name, value), head.contentLength(), head.protocol());
    }

    private static UploadSession session(UploadStatus status) {
        long committed = status == UploadStatus.COMPLETE ? 10 : 4;
        Creation creation = new Creation(ID, "/ctx/uploads", null, NOW, NewUpload.ofLength(10));
        return new UploadSession(creation, status, committed, OptionalLong.of(10), 0, NOW);
    }
}
