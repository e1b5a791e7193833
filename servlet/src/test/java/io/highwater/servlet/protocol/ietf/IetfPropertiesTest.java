package io.highwater.servlet.protocol.ietf;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.engine.AppendRequest;
import io.highwater.engine.AppendRequest.Completion;
import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Command;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.session.UploadLimits;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for any request. The seed is the test's parameter, so that a failure can be repeated. */
class IetfPropertiesTest extends IetfFixture {

    private static final int ROUNDS = 3_000;
    private static final List<String> VERSIONS =
            Stream.concat(versions(), Stream.of("2", "9", "x")).toList();
    private static final List<String> METHODS =
            List.of("POST", "PUT", "PATCH", "HEAD", "GET", "DELETE", "OPTIONS", "QUERY", "TRACE");
    private static final List<String> PATHS = List.of("", "/", "/ID", "/ID/", "/ID/complete", "/no", "/ID?offset=1");
    private static final List<String> NAMES = List.of(
            "Upload-Complete",
            "Upload-Incomplete",
            "Upload-Offset",
            "Upload-Length",
            "Upload-Defer-Length",
            "Upload-Metadata",
            "Content-Type",
            "Content-Disposition",
            "Content-Digest",
            "Repr-Digest",
            "Want-Repr-Digest",
            "Trailer",
            "Tus-Resumable",
            "Accept");
    private static final List<String> VALUES = List.of(
            "?1",
            "?0",
            "?2",
            "",
            "0",
            "4",
            "999999999999999",
            "1000000000000000",
            "-1",
            "1.5",
            "\"4\"",
            "4;a",
            "4, 4",
            "application/partial-upload",
            "application/json",
            "inline; filename=\"x\r\ny\"",
            "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:",
            "sha-256=1",
            "Content-Digest",
            "filename YQ==",
            "filename ?",
            "1.0.0",
            "ä€\u0000");

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyRequestIsNotOursOrACommandThatMakesSense(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            RequestHead head = request(random);
            Optional<Command> command = codec.decode(head);
            if (head.fields().has("Tus-Resumable") || head.method().equals("OPTIONS")) {
                assertThat(command).isEmpty();
            }
            command.ifPresent(decided -> check(head, decided));
        }
    }

    private void check(RequestHead head, Command command) {
        if (command instanceof Command.CreateThenAppend creation) {
            assertThat(creation.first().offset()).isZero();
            assertThat(creation.request().upload().length().orElse(0)).isBetween(0L, UploadLimits.MAX_SIZE);
            check(creation.first());
        } else if (command instanceof Command.Append append) {
            assertThat(append.request().offset()).isBetween(0L, UploadLimits.MAX_SIZE);
            check(append.request());
        } else if (command instanceof Command.Look look) {
            check(head, look.next().apply(unfinished()));
        } else if (command instanceof Command.Reply reply) {
            Answer answer = codec.marked(head, reply.answer());
            assertThat(answer.status()).isBetween(400, 499);
            assertThat(answer.fields().values()).allMatch(value -> value.chars().allMatch(c -> c >= ' ' && c < 0x7f));
        }
    }

    private static void check(AppendRequest request) {
        assertThat(request.completion()).isIn(Completion.AT_END, Completion.MORE_TO_COME);
        if (request.completion() == Completion.MORE_TO_COME) {
            assertThat(request.whole().isNone()).isTrue();
        }
    }

    private static RequestHead request(Random random) {
        String[] fields = new String[random.nextInt(7)];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = any(random, NAMES) + ": " + any(random, VALUES);
        }
        long length = random.nextInt(4) == 0 ? Long.MAX_VALUE - random.nextInt(2) : random.nextInt(20) - 1;
        return request(any(random, VERSIONS), any(random, METHODS), any(random, PATHS), length, fields);
    }

    private static String any(Random random, List<String> values) {
        return values.get(random.nextInt(values.size()));
    }
}
