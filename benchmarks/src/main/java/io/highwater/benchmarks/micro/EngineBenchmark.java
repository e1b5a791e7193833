package io.highwater.benchmarks.micro;

import io.highwater.benchmarks.TemporaryFolder;
import io.highwater.engine.AppendRequest;
import io.highwater.engine.OpenAppend;
import io.highwater.engine.Requester;
import io.highwater.engine.UploadEngine;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.UploadStore;
import io.highwater.store.file.FileUploadStore;
import io.highwater.store.memory.MemoryUploadStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The engine over its stores; what is appended over {@code file} is on the disk when a call returns. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EngineBenchmark {

    private static final Requester WHO = new Requester(null, "/uploads");
    private static final int CHUNK_BYTES = 64 << 10;
    private static final long UPLOAD_BYTES = 16L << 20; // small: the store in memory keeps it on the heap

    /** Where the bytes go. */
    @Param({"memory", "file"})
    public String store = "";

    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    private TemporaryFolder folder = TemporaryFolder.NONE;
    private UploadStore opened = new MemoryUploadStore();
    private UploadEngine engine = UploadEngine.builder(opened).build();
    private UploadId upload = UploadId.random();
    private long offset = UPLOAD_BYTES;

    @Setup(Level.Trial)
    public void open() throws IOException {
        if (store.equals("file")) {
            close();
            folder = TemporaryFolder.create();
            opened = FileUploadStore.open(folder.path());
            engine = UploadEngine.builder(opened).build();
        }
        upload = engine.create(WHO, NewUpload.ofLength(UPLOAD_BYTES)).id();
        offset = 0;
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        engine.close();
        opened.close();
        folder.delete();
    }

    /** 64 KiB and a commit, as one small request does; a new upload every 16 MiB. */
    @Benchmark
    public UploadSession append() {
        if (offset == UPLOAD_BYTES) {
            engine.cancel(WHO, upload);
            upload = engine.create(WHO, NewUpload.ofLength(UPLOAD_BYTES)).id();
            offset = 0;
        }
        AppendRequest request = AppendRequest.chunk(offset, OptionalLong.of(CHUNK_BYTES));
        OpenAppend append = engine.openAppend(WHO, upload, request, () -> {});
        append.write(chunk.clear());
        UploadSession session = append.finish();
        offset = session.committed();
        return session;
    }

    @Benchmark
    public UploadSession inspect() {
        return engine.inspect(WHO, upload);
    }

    /** One creation, and its deletion, so that the store does not grow. */
    @Benchmark
    public UploadSession createAndCancel() {
        UploadSession session = engine.create(WHO, NewUpload.ofLength(UPLOAD_BYTES));
        engine.cancel(WHO, session.id());
        return session;
    }
}
