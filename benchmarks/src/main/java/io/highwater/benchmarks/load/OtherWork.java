package io.highwater.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.DoubleSupplier;

/**
 * What else the machine did meanwhile: all its processor time, as Linux tells it, less that of this process and of a
 * server. Some of it is the kernel's, for these two.
 */
public final class OtherWork {

    private static final Path STAT = Path.of("/proc/stat");
    private static final double TICKS_PER_SECOND = 100; // USER_HZ
    private static final int STEAL = 8; // what follows is counted in what stands before

    private final DoubleSupplier server;
    private final double beforehand;
    private final long begin = System.nanoTime();

    private OtherWork(DoubleSupplier server) {
        this.server = server;
        this.beforehand = seconds();
    }

    /** Begins to watch; {@code server} tells the CPU seconds of what is measured. */
    public static OtherWork begin(DoubleSupplier server) {
        return new OtherWork(server);
    }

    /** How many processors were busy with something else, on average; not a number where that cannot be told. */
    public double processors() {
        double elapsed = (System.nanoTime() - begin) / 1e9;
        return Math.max(0, seconds() - beforehand) / elapsed;
    }

    private double seconds() {
        return busySeconds() - server.getAsDouble() - ownSeconds();
    }

    private static double busySeconds() {
        try {
            String all = Files.readString(STAT).lines().findFirst().orElse("");
            return busySeconds(all);
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    /** Of the line {@code cpu user nice system idle iowait irq softirq steal …}. */
    static double busySeconds(String line) {
        long[] ticks = Arrays.stream(line.strip().split(" +"))
                .skip(1)
                .limit(STEAL)
                .mapToLong(Long::parseLong)
                .toArray();
        if (ticks.length < STEAL) {
            return Double.NaN;
        }
        long idle = ticks[3] + ticks[4];
        return (Arrays.stream(ticks).sum() - idle) / TICKS_PER_SECOND;
    }

    /** CPU seconds of this process, without those of the servers that it has started. */
    static double ownSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(duration -> duration.toNanos() / 1e9)
                .orElse(Double.NaN);
    }
}
