package io.highwater.benchmarks.load;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The names of what is measured, and how requests are measured. */
public final class Measures {

    /** MiB a second over the whole run, creation and completion included. */
    public static final String THROUGHPUT = "mib_s";
    /** Requests of the measured kind a second. */
    public static final String REQUESTS = "req_s";
    /** How long the run took. */
    public static final String SECONDS = "secs";
    /** CPU seconds of the server during the run. */
    public static final String CPU = "srv_cpu_s";
    /** CPU seconds of the server for a GiB. */
    public static final String CPU_PER_GIB = "srv_cpu_s_per_gib";
    /** CPU microseconds of the server for a request. */
    public static final String CPU_PER_REQUEST = "srv_cpu_us_per_req";
    /** CPU seconds of the load generator. */
    public static final String CLIENT_CPU = "cli_cpu_s";
    /** The server's largest resident set, in MiB. */
    public static final String PEAK_RESIDENT = "rss_peak_mib";
    /** The server's threads. */
    public static final String THREADS = "threads";
    /** The server's threads before the run. */
    public static final String THREADS_BEFORE = "threads_before";
    /** MiB of the server that were resident before the run. */
    public static final String RESIDENT_BEFORE = "rss_before_mib";
    /** How many processors were busy with something else, on average. */
    public static final String OTHER_WORK = "other_cpus";
    /** The median latency of a request in milliseconds. */
    public static final String MEDIAN = "p50_ms";
    /** The 99th percentile of it. */
    public static final String P99 = "p99_ms";
    /** How long a newcomer takes to create an upload and send 1 KiB, at the median, in milliseconds. */
    public static final String NEWCOMER_MEDIAN = "newcomer_p50_ms";
    /** The 99th percentile of it. */
    public static final String NEWCOMER_P99 = "newcomer_p99_ms";
    /** How many newcomers failed. */
    public static final String NEWCOMERS_FAILED = "newcomers_failed";
    /** How many slow clients were answered that all is well. */
    public static final String SLOW_OK = "slow_ok";
    /** How many slow clients were refused, cut off, or not answered in time. */
    public static final String SLOW_FAILED = "slow_failed";
    /** How late the last byte of a slow client is acknowledged, at the median, in milliseconds. */
    public static final String SLOW_ACK = "slow_ack_p50_ms";

    private Measures() {}

    /** What a crowd does. */
    @FunctionalInterface
    interface Act {
        Crowd.Outcome by(Crowd crowd) throws IOException;
    }

    static Map<String, Double> around(Target target, ServerUsage server, Act measured) throws IOException {
        return around(target, server, crowd -> Crowd.Outcome.none(), measured);
    }

    /** Measures the second act of a crowd, and deletes then what both made. */
    static Map<String, Double> around(Target target, ServerUsage server, Act before, Act measured) throws IOException {
        try (Crowd crowd = new Crowd(target)) {
            before.by(crowd);
            server.forgetPeak();
            double cpu = server.cpuSeconds();
            OtherWork others = OtherWork.begin(server::cpuSeconds);
            double clientCpu = OtherWork.ownSeconds();
            Crowd.Outcome outcome = measured.by(crowd);
            Map<String, Double> values = latencies(outcome);
            values.put(CPU, server.cpuSeconds() - cpu);
            values.put(
                    CPU_PER_REQUEST,
                    values.get(CPU) * 1e6 / Math.max(1, outcome.latencies().count()));
            values.put(CLIENT_CPU, OtherWork.ownSeconds() - clientCpu);
            values.put(OTHER_WORK, others.processors());
            values.put(PEAK_RESIDENT, server.peakMib());
            values.put(THREADS, server.threads());
            return values;
        }
    }

    private static Map<String, Double> latencies(Crowd.Outcome outcome) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(SECONDS, outcome.seconds());
        values.put(REQUESTS, outcome.latencies().count() / outcome.seconds());
        values.put(MEDIAN, outcome.latencies().percentileMillis(0.5));
        values.put(P99, outcome.latencies().percentileMillis(0.99));
        return values;
    }

    static long after(double seconds) {
        return System.nanoTime() + (long) (seconds * 1e9);
    }
}
