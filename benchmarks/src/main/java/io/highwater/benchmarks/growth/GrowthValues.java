package io.highwater.benchmarks.growth;

/** The names of what is measured only while something grows. */
public final class GrowthValues {

    /** MiB on the heap beyond those of the idle server. */
    public static final String HEAP_ADDED = "heap_added_mib";
    /** Seconds to send a GiB. */
    public static final String SECONDS_PER_GIB = "secs_per_gib";
    /** Seconds to complete with a digest, for a GiB. */
    public static final String DIGEST_SECONDS_PER_GIB = "digest_secs_per_gib";
    /** Milliseconds of a creation, at the median. */
    public static final String CREATE = "create_p50_ms";
    /** Milliseconds to ask for the state of some upload, at the median. */
    public static final String INSPECT = "inspect_p50_ms";
    /** Milliseconds to open the store. */
    public static final String OPEN = "open_ms";
    /** Milliseconds from the start of the server's process to its first answer about some upload. */
    public static final String FIRST_ANSWER = "first_answer_ms";
    /** Seconds to look through all uploads for those that will expire before long, at a quarter of a processor. */
    public static final String WALK = "walk_secs";
    /** Milliseconds of a round of housekeeping that looks for expired uploads after that, at the median. */
    public static final String SWEEP = "sweep_p50_ms";
    /** MiB on the heap of the process that holds the store. */
    public static final String HEAP = "heap_mib";

    private GrowthValues() {}
}
