package io.highwater.store.file;

import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.store.Commit;
import io.highwater.store.UploadWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A process that appends a mebibyte to an upload each time it is told to, by a line, and says on a line what came of it:
 * {@code committed}, or the reason and the text of the system's error.
 */
final class TroubledProcess {

    private static final int MEBIBYTE = 1 << 20;

    private TroubledProcess() {}

    public static void main(String[] args) throws IOException {
        try (FileUploadStore store = FileUploadStore.open(Path.of(args[0]));
                BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            UploadId id = UploadId.random();
            store.create(new Creation(id, "/", null, Instant.now(), NewUpload.ofUnknownLength()));
            System.out.println("ready");
            while (lines.readLine() != null) {
                System.out.println(append(store, id));
            }
        }
    }

    private static String append(FileUploadStore store, UploadId id) throws IOException {
        try (UploadWriter writer = store.openWriter(id)) {
            writer.write(ByteBuffer.allocate(MEBIBYTE));
            writer.commit(Commit.progress());
            return "committed";
        } catch (UploadException e) {
            return e.reason() + " " + e.getCause();
        }
    }
}
