package io.highwater.servlet.protocol.ietf;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Command;
import io.highwater.servlet.protocol.Fields;
import io.highwater.servlet.protocol.ProtocolSettings;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadId;
import io.highwater.session.UploadLimits;
import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The IETF protocol without a wire: request heads in, commands out; states in, answers out. */
abstract class IetfFixture {

    static final UploadId ID = new UploadId("abcdefghijklmnopqrstuvwxyz");
    static final Instant CREATED = Instant.parse("2026-11-23T10:00:00Z");
    static final Instant NOW = CREATED.plus(Duration.ofHours(1));
    static final String PARTIAL = "Content-Type: application/partial-upload";
    static final UploadLimits LIMITS = new UploadLimits(1000, 0, 100, 2, 50, Duration.ofHours(3));

    final IetfCodec codec = new IetfCodec(new ProtocolSettings(LIMITS, false, true, null), () -> NOW);

    /** Every version that is spoken; "none" names none. */
    static Stream<String> versions() {
        return Stream.of("3", "4", "5", "6", "7", "8", "none");
    }

    /** The mark of {@code version} that says whether a request completes its upload. */
    static String mark(String version, boolean completes) {
        return version.equals("3")
                ? "Upload-Incomplete: " + (completes ? "?0" : "?1")
                : "Upload-Complete: " + (completes ? "?1" : "?0");
    }

    /** A request of {@code version}; a negative length is one that is not known. */
    static RequestHead request(String version, String method, String path, long length, String... fields) {
        List<String> all = new ArrayList<>(List.of(fields));
        if (!version.equals("none")) {
            all.add("Upload-Draft-Interop-Version: " + version);
        }
        Fields given = Fields.NONE;
        for (String field : all) {
            String[] parts = field.split(": ?", 2);
            given = given.with(
                    parts[0],
                    Stream.concat(given.lines(parts[0]).stream(), Stream.of(parts[1]))
                            .toArray(String[]::new));
        }
        String[] target = path.split("\\?", 2);
        return new RequestHead(
                method,
                new RequestHead.Target(
                        "/ctx/uploads", target[0].replace("ID", ID.value()), target.length > 1 ? target[1] : null),
                given,
                length < 0 ? OptionalLong.empty() : OptionalLong.of(length),
                "HTTP/1.1");
    }

    Command decode(String version, String method, String path, long length, String... fields) {
        return codec.decode(request(version, method, path, length, fields)).orElseThrow();
    }

    Command.CreateThenAppend creation(String version, long length, String... fields) {
        Command command = decode(version, "POST", "", length, fields);
        assertThat(command).isInstanceOf(Command.CreateThenAppend.class);
        return (Command.CreateThenAppend) command;
    }

    Command.Append append(String version, long length, String... fields) {
        Command command = decode(version, "PATCH", "/ID", length, fields);
        assertThat(command).isInstanceOf(Command.Append.class);
        return (Command.Append) command;
    }

    /** The answer that a command is, at once or after a look at the upload. */
    static Answer told(Command command) {
        Command decided = command instanceof Command.Look look ? look.next().apply(unfinished()) : command;
        assertThat(decided).isInstanceOf(Command.Reply.class);
        return ((Command.Reply) decided).answer();
    }

    /** Nothing of 10 bytes. */
    static UploadSession created() {
        return session(UploadStatus.OPEN, 0);
    }

    /** 4 of 10 bytes. */
    static UploadSession unfinished() {
        return session(UploadStatus.OPEN, 4);
    }

    /** 10 of 10 bytes, and complete. */
    static UploadSession complete() {
        return session(UploadStatus.COMPLETE, 10);
    }

    static UploadSession session(UploadStatus status, long committed) {
        Creation creation = new Creation(ID, "/ctx/uploads", null, CREATED, NewUpload.ofLength(10));
        return new UploadSession(creation, status, committed, OptionalLong.of(10), 0x1234, CREATED);
    }
}
