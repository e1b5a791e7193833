package io.highwater.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.session.Composition;
import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.Crc32c;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Two parts, one of them empty, one used twice, and the upload that is joined from them, on a disk that is cut off. */
final class JoinTrial {

    static final Path ROOT = Path.of("store").toAbsolutePath();
    static final UploadId FIRST = new UploadId("first-abcdefghijklmnopqrstuvw");
    static final UploadId SECOND = new UploadId("second-abcdefghijklmnopqrstuv");
    static final UploadId EMPTY = new UploadId("empty-abcdefghijklmnopqrstuvw");
    static final UploadId WHOLE = new UploadId("whole-abcdefghijklmnopqrstuvw");
    static final String BYTES = "one and two and one and ";

    private static final Layout LAYOUT = new Layout(ROOT);

    private JoinTrial() {}

    static FileUploadStore open(CrashDisk disk) throws IOException {
        return FileUploadStore.open(ROOT, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), disk, () -> 0);
    }

    /** A disk with complete parts and an upload that waits for them. */
    static CrashDisk diskWithParts(boolean links) throws IOException {
        CrashDisk disk = new CrashDisk().linking(links);
        try (FileUploadStore store = open(disk)) {
            part(store, FIRST, "one and ");
            part(store, EMPTY, "");
            part(store, SECOND, "two and ");
            create(store, WHOLE, Composition.of(List.of(FIRST, EMPTY, SECOND, FIRST)));
        }
        return disk;
    }

    /** A disk with a joined upload. */
    static CrashDisk diskWithJoined(boolean links) throws IOException {
        CrashDisk disk = diskWithParts(links);
        try (FileUploadStore store = open(disk)) {
            join(store);
        }
        return disk;
    }

    private static void part(FileUploadStore store, UploadId id, String bytes) throws IOException {
        create(store, id, Composition.PART);
        try (UploadWriter writer = store.openWriter(id)) {
            writer.write(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.US_ASCII)));
            writer.commit(Commit.complete());
        }
    }

    private static void create(FileUploadStore store, UploadId id, Composition composition) throws IOException {
        NewUpload request = NewUpload.ofUnknownLength().withComposition(composition);
        store.create(new Creation(id, "/", null, Instant.EPOCH, request));
    }

    static void join(FileUploadStore store) throws IOException {
        store.concatenate(WHOLE, Commit.completeAndAnnounce());
    }

    /** The upload waits for its parts, without a byte and not forgotten, or is complete with all of them. */
    static boolean isJoined(FileUploadStore store) throws IOException {
        UploadSession session = store.find(WHOLE).orElseThrow();
        try (Stream<UploadSession> unjoined = store.unjoined();
                Stream<UploadId> unannounced = store.unannounced()) {
            assertThat(unjoined.toList()).isEqualTo(session.isOpen() ? List.of(session) : List.of());
            assertThat(unannounced.toList()).isEqualTo(session.isOpen() ? List.of() : List.of(WHOLE));
        }
        assertThat(read(store, WHOLE)).isEqualTo(session.isOpen() ? "" : BYTES);
        return session.isComplete();
    }

    static void assertJoined(FileUploadStore store) throws IOException {
        assertThat(isJoined(store)).isTrue();
        UploadSession session = store.find(WHOLE).orElseThrow();
        assertThat(session.crc32c()).isEqualTo(Crc32c.of(ByteBuffer.wrap(BYTES.getBytes(StandardCharsets.US_ASCII))));
        assertThat(session.length()).hasValue(BYTES.length());
    }

    static void assertParts(FileUploadStore store) throws IOException {
        assertThat(read(store, FIRST)).isEqualTo("one and ");
        assertThat(read(store, EMPTY)).isEmpty();
        assertThat(read(store, SECOND)).isEqualTo("two and ");
    }

    static String read(FileUploadStore store, UploadId id) throws IOException {
        try (InputStream in = store.content(id).openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    static String read(CrashDisk disk, Path file) throws IOException {
        try (DiskFile opened = disk.open(file, Disk.Access.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) opened.size());
            opened.readFully(bytes, 0);
            return new String(bytes.array(), StandardCharsets.US_ASCII);
        }
    }

    /** The names that the upload has of its parts' files, none if it has no directory for them. */
    static List<String> names(CrashDisk disk) throws IOException {
        Path directory = LAYOUT.joined(WHOLE);
        Optional<Disk.Entry> entry = disk.entry(directory);
        return entry.isEmpty() ? List.of() : disk.list(directory).toList();
    }
}
