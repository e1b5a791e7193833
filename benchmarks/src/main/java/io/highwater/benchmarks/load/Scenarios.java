package io.highwater.benchmarks.load;

import java.util.List;

/**
 * How much the scenarios do.
 *
 * @param stream bytes of the single uploads
 * @param parallel bytes of each of 16 parallel uploads
 * @param small bytes of each of 8 uploads in small requests
 * @param seconds for how long is created and asked
 * @param slowClients how many slow clients
 * @param slowSeconds how long each of them takes
 */
public record Scenarios(long stream, long parallel, long small, double seconds, int slowClients, int slowSeconds) {

    private static final int MIB = 1 << 20;
    private static final int CHUNK = 5 * MIB;
    private static final int SMALL_CHUNK = 64 << 10;

    /** What results are made of. */
    public static Scenarios full() {
        return new Scenarios(1L << 30, 64L * MIB, 32L * MIB, 3, 2000, 20);
    }

    /** Enough to see that something got much slower. */
    public static Scenarios quick() {
        return new Scenarios(128L * MIB, 8L * MIB, 2L * MIB, 0.5, 200, 3);
    }

    /** Enough to see that everything works. */
    public static Scenarios tiny() {
        return new Scenarios(6L * MIB, MIB, 256L << 10, 0.1, 20, 1);
    }

    /** The seven scenarios, A to G. */
    public List<Scenario> all() {
        return List.of(
                new Scenario.Uploads("A", "one stream, requests of 5 MiB", 1, stream, CHUNK),
                new Scenario.Uploads("B", "one stream, one request", 1, stream, stream),
                new Scenario.Uploads("C", "16 parallel uploads, requests of 5 MiB", 16, parallel, CHUNK),
                new Scenario.Uploads("D", "8 parallel uploads, requests of 64 KiB", 8, small, SMALL_CHUNK),
                new Scenario.Creations("E", "creations, 8 connections", 8, seconds),
                new Scenario.Inspections("F", "HEAD, 8 connections", 8, seconds),
                new Scenario.Trickle(
                        "G", "a newcomer beside " + slowClients + " uploads of 1 KiB/s", slowClients, slowSeconds));
    }
}
