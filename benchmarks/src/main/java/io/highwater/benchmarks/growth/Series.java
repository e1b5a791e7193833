package io.highwater.benchmarks.growth;

import io.highwater.benchmarks.report.GrowthPoint;
import java.io.IOException;

/** Something that grows. */
interface Series {

    /** Its name in results. */
    String name();

    /** Measures it at {@code size}. */
    GrowthPoint measure(long size) throws IOException;
}
