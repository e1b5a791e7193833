package io.highwater.benchmarks;

import java.io.IOException;

/** What the system keeps in memory of files. */
public final class PageCache {

    private PageCache() {}

    /** Has all of it written out, so that nobody pays for what was left there before. */
    public static void writeOut() throws IOException {
        try {
            if (new ProcessBuilder("sync").inheritIO().start().waitFor() != 0) {
                throw new IOException("the page cache was not written out");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
