package io.highwater.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Many uploads at once: each is as if it were alone. */
abstract class CrowdRules extends StoreRules {

    private static final int THREADS = 8;
    private static final int UPLOADS_PER_THREAD = 12;

    CrowdRules(UploadStoreContract contract) {
        super(contract);
    }

    private static <T> List<T> onThreads(List<Callable<T>> tasks) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(tasks, 5, TimeUnit.MINUTES)) {
                results.add(future.get());
            }
            return results;
        } catch (CancellationException e) {
            throw new AssertionError("a thread did not end within five minutes", e);
        } catch (ExecutionException e) {
            throw new AssertionError("a thread failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            threads.shutdown();
        }
    }

    /** Uploads from all threads at once; what each must hold in the end. */
    private Map<UploadId, byte[]> crowd() throws IOException {
        List<Callable<Map<UploadId, byte[]>>> tasks = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            Random random = new Random(90 + thread);
            tasks.add(() -> uploadSome(random));
        }
        Map<UploadId, byte[]> all = new HashMap<>();
        onThreads(tasks).forEach(all::putAll);
        return all;
    }

    private Map<UploadId, byte[]> uploadSome(Random random) throws IOException {
        Map<UploadId, byte[]> uploaded = new HashMap<>();
        for (int i = 0; i < UPLOADS_PER_THREAD; i++) {
            UploadId id = create();
            byte[] bytes = bytes(random.nextInt(20_000), random.nextLong());
            int half = bytes.length / 2;
            write(id, ByteBuffer.wrap(bytes, 0, half), Commit.progress());
            appendAndDiscard(id, bytes);
            write(id, ByteBuffer.wrap(bytes, half, bytes.length - half), Commit.complete());
            assertBytes(id, bytes);
            uploaded.put(id, bytes);
        }
        return uploaded;
    }

    private void write(UploadId id, ByteBuffer bytes, Commit commit) throws IOException {
        try (UploadWriter writer = store().openWriter(id)) {
            while (bytes.hasRemaining()) {
                int size = Math.min(1500, bytes.remaining());
                writer.write(bytes.slice(bytes.position(), size));
                bytes.position(bytes.position() + size);
            }
            writer.commit(commit);
        }
    }

    @Test
    void crowd_of_uploads_from_many_threads_is_kept_apart() throws IOException {
        Map<UploadId, byte[]> uploads = crowd();

        assertThat(uploads).hasSize(THREADS * UPLOADS_PER_THREAD);
        for (Map.Entry<UploadId, byte[]> upload : uploads.entrySet()) {
            assertBytes(upload.getKey(), upload.getValue());
        }
    }

    @Test
    void crowd_of_uploads_is_found_after_reopening() throws IOException {
        Map<UploadId, byte[]> uploads = crowd();

        reopen();

        for (Map.Entry<UploadId, byte[]> upload : uploads.entrySet()) {
            assertBytes(upload.getKey(), upload.getValue());
        }
    }

    @Test
    void crowd_of_writers_open_at_once_is_kept_apart() throws IOException {
        Map<UploadId, UploadWriter> writers = new HashMap<>();
        for (int i = 0; i < 50; i++) {
            UploadId id = create();
            writers.put(id, store().openWriter(id));
        }
        for (int round = 0; round < 3; round++) {
            for (Map.Entry<UploadId, UploadWriter> each : writers.entrySet()) {
                each.getValue().write(ByteBuffer.wrap(bytes(100, each.getKey().hashCode() + round)));
            }
        }
        for (Map.Entry<UploadId, UploadWriter> each : writers.entrySet()) {
            each.getValue().commit(Commit.progress());
            each.getValue().close();
        }
        for (UploadId id : writers.keySet()) {
            int seed = id.hashCode();
            assertBytes(id, join(bytes(100, seed), bytes(100, seed + 1), bytes(100, seed + 2)));
        }
    }

    @Test
    void crowd_can_be_listed_while_it_grows_and_shrinks() throws IOException {
        UploadId constant = openUpload(bytes(10, 91));
        UploadId announcing = create();
        append(announcing, bytes(10, 92), Commit.completeAndAnnounce());
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            tasks.add(thread % 2 == 0 ? this::comeAndGo : () -> listsBoth(constant, announcing));
        }

        assertThat(onThreads(tasks)).containsOnly(true);
    }

    private boolean comeAndGo() throws IOException {
        for (int i = 0; i < 20; i++) {
            UploadId id = create();
            append(id, bytes(50, i), Commit.completeAndAnnounce());
            store().markAnnounced(id);
            store().delete(id);
        }
        return true;
    }

    private boolean listsBoth(UploadId open, UploadId announcing) throws IOException {
        boolean both = true;
        for (int i = 0; i < 20; i++) {
            try (var inactive = store().inactiveSince(now().plusSeconds(1));
                    var unannounced = store().unannounced()) {
                both &= inactive.map(UploadSession::id).anyMatch(open::equals);
                both &= unannounced.anyMatch(announcing::equals);
            }
        }
        return both;
    }
}
