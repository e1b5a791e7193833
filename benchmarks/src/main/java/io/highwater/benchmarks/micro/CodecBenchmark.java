package io.highwater.benchmarks.micro;

import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Command;
import io.highwater.servlet.protocol.ProtocolCodec;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.session.UploadSession;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reading request heads and writing answers. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {

    /** The name of a sample. */
    @Param({"CHUNK", "TUS", "IETF"})
    public String protocol = "";

    private ProtocolCodec codec = SampleRequests.CHUNK.codec();
    private RequestHead append = SampleRequests.CHUNK.append();
    private RequestHead inspect = SampleRequests.CHUNK.inspect();
    private final UploadSession upload = SampleRequests.upload();

    @Setup
    public void choose() {
        SampleRequests sample = SampleRequests.valueOf(protocol);
        codec = sample.codec();
        append = sample.append();
        inspect = sample.inspect();
    }

    @Benchmark
    public Optional<Command> decodeAppend() {
        return codec.decode(append);
    }

    @Benchmark
    public Optional<Command> decodeInspect() {
        return codec.decode(inspect);
    }

    @Benchmark
    public Answer encodeAppended() {
        return codec.marked(append, codec.appended(append, upload));
    }

    @Benchmark
    public Answer encodeInspected() {
        return codec.marked(inspect, codec.inspected(inspect, upload));
    }
}
