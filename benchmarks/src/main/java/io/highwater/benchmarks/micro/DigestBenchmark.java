package io.highwater.benchmarks.micro;

import io.highwater.session.DigestAlgorithm;
import io.highwater.session.Digester;
import java.nio.ByteBuffer;
import java.util.Random;
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

/** Digests of one MiB. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DigestBenchmark {

    private static final int MIB = 1 << 20;

    /** Which digest. */
    @Param({"CRC32C", "SHA_256"})
    public DigestAlgorithm algorithm = DigestAlgorithm.CRC32C;

    /** Where the bytes lie. */
    @Param({"heap", "direct"})
    public String buffer = "";

    private ByteBuffer bytes = ByteBuffer.allocate(0);

    @Setup
    public void fill() {
        byte[] random = new byte[MIB];
        new Random(42).nextBytes(random);
        bytes = buffer.equals("direct") ? ByteBuffer.allocateDirect(MIB) : ByteBuffer.allocate(MIB);
        bytes.put(random).flip();
    }

    @Benchmark
    public byte[] digestMebibyte() {
        Digester digester = algorithm.newDigester();
        digester.update(bytes.duplicate());
        return digester.digest();
    }
}
