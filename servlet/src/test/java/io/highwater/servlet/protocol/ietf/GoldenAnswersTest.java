package io.highwater.servlet.protocol.ietf;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Command;
import io.highwater.servlet.protocol.ProtocolSettings;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.servlet.protocol.tus.TusCodec;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every message in every version, as it goes out: {@code golden-answers.txt} has them all, to be read next to the draft. */
class GoldenAnswersTest extends IetfFixture {

    private static final List<Reason> OF_CREATIONS = List.of(
            Reason.FORBIDDEN,
            Reason.TOO_LARGE,
            Reason.TOO_SMALL,
            Reason.DIGEST_INVALID,
            Reason.DIGEST_MISMATCH,
            Reason.LENGTH_EXCEEDED,
            Reason.LENGTH_CONFLICT,
            Reason.QUOTA_EXCEEDED,
            Reason.BUSY,
            Reason.OUT_OF_SPACE,
            Reason.UNAVAILABLE);
    private static final Answer SILENCE = new Answer(-1, Map.of(), "");

    @Test
    void everyMessageIsSaidInTheWordsOfItsVersion() throws Exception {
        Map<String, String> said = new LinkedHashMap<>();
        versions()
                .forEach(version -> messages(version)
                        .forEach((name, answer) ->
                                said.merge(name, line(version, answer), GoldenAnswersTest::appended)));
        assertThat(said).containsExactlyEntriesOf(golden());
    }

    private Map<String, Answer> messages(String version) {
        Map<String, Answer> messages = new LinkedHashMap<>();
        RequestHead first = request(version, "POST", "", 4, mark(version, false));
        RequestHead whole = request(version, "POST", "", 10, mark(version, true));
        RequestHead more = append(version, false);
        RequestHead last = append(version, true);
        RequestHead head = request(version, "HEAD", "/ID", 0, PARTIAL);
        RequestHead get = request(version, "GET", "/ID", 0, PARTIAL);
        messages.put("creation, first 104", codec.announced(first, created()).orElse(SILENCE));
        messages.put(
                "creation or append, later 104",
                codec.progressed(more, unfinished()).orElse(SILENCE));
        say(messages, "creation, more to come", first, h -> codec.created(h, unfinished()));
        say(messages, "creation, complete", whole, h -> codec.created(h, complete()));
        say(messages, "append, more to come", more, h -> codec.appended(h, unfinished()));
        say(messages, "append, complete", last, h -> codec.appended(h, complete()));
        say(messages, "append to complete, more to come", more, h -> codec.appended(h, complete()));
        say(messages, "HEAD", head, h -> codec.inspected(h, unfinished()));
        say(messages, "HEAD of complete", head, h -> codec.inspected(h, complete()));
        say(messages, "GET", get, h -> codec.inspected(h, unfinished()));
        say(messages, "GET that only looks", get, h -> codec.peeked(h, unfinished()));
        say(messages, "DELETE", request(version, "DELETE", "/ID", 0, PARTIAL), h -> Answer.of(204));
        say(messages, "GET of complete", get, h -> codec.inspected(h, complete()));
        refusals(messages, version);
        failures(messages, version);
        return messages;
    }

    private void refusals(Map<String, Answer> messages, String version) {
        String last = mark(version, true);
        String offset = "Upload-Offset: 4";
        decide(messages, "HEAD with a state", request(version, "HEAD", "/ID", 0, last));
        decide(messages, "DELETE with a state", request(version, "DELETE", "/ID", 0, last));
        decide(messages, "POST on an upload", request(version, "POST", "/ID", 6, last));
        decide(messages, "append without offset", request(version, "PATCH", "/ID", 6, PARTIAL, last));
        decide(messages, "append without completeness", request(version, "PATCH", "/ID", 6, PARTIAL, offset));
        decide(
                messages,
                "append of text",
                request(version, "PATCH", "/ID", 6, "Content-Type: text/plain", last, offset));
        decide(
                messages,
                "append of two lengths",
                request(version, "PATCH", "/ID", 6, PARTIAL, last, offset, "Upload-Length: 11"));
        decide(messages, "creation of two lengths", request(version, "POST", "", 4, last, "Upload-Length: 10"));
        decide(messages, "creation beyond all limits", request(version, "POST", "", 1_000_000_000_000_000L, last));
        messages.put("OPTIONS, which belongs to no version", discovery(version));
    }

    private static Answer discovery(String version) {
        TusCodec first = new TusCodec(new ProtocolSettings(LIMITS, false, true, null), () -> NOW);
        RequestHead options = request(version, "OPTIONS", "", 0);
        return first.marked(options, ((Command.Reply) first.decode(options).orElseThrow()).answer());
    }

    private void failures(Map<String, Answer> messages, String version) {
        RequestHead last = append(version, true);
        RequestHead whole = request(version, "POST", "", 10, mark(version, true));
        RequestHead head = request(version, "HEAD", "/ID", 0, PARTIAL);
        for (Reason reason : Reason.values()) {
            say(messages, "append: " + reason, last, h -> failed(h, reason));
        }
        say(messages, "append: digest of the creation", last, h -> failed(h, Reason.DIGEST_MISMATCH, gone()));
        for (Reason reason : OF_CREATIONS) {
            say(messages, "creation: " + reason, whole, h -> failed(h, reason));
        }
        RequestHead delete = request(version, "DELETE", "/ID", 0, PARTIAL);
        for (Reason reason : List.of(Reason.NOT_FOUND, Reason.GONE, Reason.UNAVAILABLE)) {
            say(messages, "HEAD: " + reason, head, h -> failed(h, reason));
            say(messages, "DELETE: " + reason, delete, h -> failed(h, reason));
        }
    }

    /** An append at 4; what a version has to have, it has. */
    private static RequestHead append(String version, boolean completes) {
        return request(
                version, "PATCH", "/ID", completes ? 6 : 2, PARTIAL, mark(version, completes), "Upload-Offset: 4");
    }

    private Answer failed(RequestHead head, Reason reason) {
        return failed(
                head,
                reason,
                switch (reason) {
                    case NOT_FOUND, FORBIDDEN, QUOTA_EXCEEDED, BUSY -> null;
                    case GONE -> gone();
                    case ALREADY_COMPLETE -> complete();
                    default -> unfinished();
                });
    }

    private Answer failed(RequestHead head, Reason reason, @Nullable UploadSession upload) {
        Command command = codec.decode(head).orElseThrow();
        return codec.failed(head, command, new UploadException(reason, "As the engine says.", upload));
    }

    private static UploadSession gone() {
        return session(UploadStatus.GONE, 4);
    }

    private void decide(Map<String, Answer> messages, String name, RequestHead head) {
        say(messages, name, head, this::decided);
    }

    private Answer decided(RequestHead head) {
        Command command = codec.decode(head).orElseThrow();
        Command next = command instanceof Command.Look look ? look.next().apply(unfinished()) : command;
        return next instanceof Command.Reply reply ? reply.answer() : Answer.of(0);
    }

    private void say(
            Map<String, Answer> messages, String name, RequestHead head, Function<RequestHead, Answer> answer) {
        messages.put(name, codec.marked(head, answer.apply(head)));
    }

    private static String line(String version, Answer answer) {
        StringBuilder line = new StringBuilder(status(answer));
        new TreeMap<>(answer.fields()).forEach((name, value) -> line.append(" | " + name + ": " + value));
        String text = line + (answer.body().isEmpty() ? "" : " | " + answer.body());
        return version + " " + text.replace("Interop-Version: " + version, "Interop-Version: (its own)") + "\n";
    }

    private static String status(Answer answer) {
        return switch (answer.status()) {
            case 0 -> "accepted";
            case -1 -> "nothing is said";
            default -> "" + answer.status();
        };
    }

    /** {@code lines} and one more, of which nothing is told but its version if the one before says the same. */
    private static String appended(String lines, String line) {
        String[] rows = lines.split("\n");
        int last = rows.length - 1;
        while (rows[last].endsWith(" same")) {
            last--;
        }
        boolean same = afterVersion(rows[last]).equals(afterVersion(line.strip()));
        return lines + (same ? line.split(" ")[0] + " same\n" : line);
    }

    private static String afterVersion(String row) {
        return row.substring(row.indexOf(' '));
    }

    /** The rows of each message, one for every version. */
    private static Map<String, String> golden() throws Exception {
        Map<String, String> golden = new LinkedHashMap<>();
        try (InputStream in = GoldenAnswersTest.class.getResourceAsStream("golden-answers.txt")) {
            String[] messages = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("(?m)^## ");
            for (String message : Arrays.copyOfRange(messages, 1, messages.length)) {
                String[] parts = message.split("\n", 2);
                golden.put(parts[0], parts[1]);
            }
        }
        return golden;
    }
}
