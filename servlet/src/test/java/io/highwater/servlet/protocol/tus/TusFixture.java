package io.highwater.servlet.protocol.tus;

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
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** tus without a wire: request heads in, commands out; states in, answers out. */
abstract class TusFixture {

    static final UploadId ID = new UploadId("abcdefghijklmnopqrstuvwxyz");
    static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    static final String BYTES = "Content-Type: application/offset+octet-stream";
    static final String SHA1 = "Upload-Checksum: sha1 98O8HYCOBHMq32eZZczDTKeuNEE=";

    final TusCodec codec = codec(UploadLimits.defaults());

    static TusCodec codec(UploadLimits limits) {
        return new TusCodec(new ProtocolSettings(limits, false, true, null), () -> NOW);
    }

    /** A request that is marked as one of tus. */
    final Command decode(String method, String path, long length, String... fields) {
        String[] marked = new String[fields.length + 1];
        System.arraycopy(fields, 0, marked, 0, fields.length);
        marked[fields.length] = "Tus-Resumable: 1.0.0";
        return codec.decode(request(method, path, null, length, marked)).orElseThrow();
    }

    static RequestHead request(String method, String path, String query, long length, String... fields) {
        Fields all = Fields.NONE;
        for (String field : fields) {
            String[] parts = field.split(": ?", 2);
            String[] values = java.util.stream.Stream.concat(
                            all.lines(parts[0]).stream(), java.util.stream.Stream.of(parts[1]))
                    .toArray(String[]::new);
            all = all.with(parts[0], values);
        }
        return new RequestHead(
                method,
                new RequestHead.Target("/ctx/uploads", path.replace("ID", ID.value()), query),
                all,
                length < 0 ? OptionalLong.empty() : OptionalLong.of(length),
                "HTTP/1.1");
    }

    /** The answer that a command is, at once or after a look at the upload. */
    static Answer told(Optional<Command> command) {
        Command decided = command.orElseThrow();
        if (decided instanceof Command.Look look) {
            assertThat(look.id()).isEqualTo(ID);
            decided = look.next().apply(session(NewUpload.ofLength(10)));
        }
        assertThat(decided).isInstanceOf(Command.Reply.class);
        return ((Command.Reply) decided).answer();
    }

    static void assertRefused(int status, Command command) {
        assertThat(told(Optional.of(command)).status()).isEqualTo(status);
    }

    static UploadSession session(NewUpload request) {
        return session(request, UploadStatus.OPEN);
    }

    static UploadSession session(NewUpload request, UploadStatus status) {
        Creation creation = new Creation(ID, "/ctx/uploads", null, NOW, request);
        long committed = Math.min(4, request.length().orElse(4));
        return new UploadSession(creation, status, committed, request.length(), 0, NOW);
    }
}
