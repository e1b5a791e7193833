package io.highwater.servlet;

import io.highwater.session.UploadLimits;
import java.time.Duration;

/** The servers of one container that requirements are checked on: without special limits, with all, and with none. */
record IetfSites(Site plain, Site limited, Site unlimited) implements AutoCloseable {

    static final UploadLimits LIMITS = new UploadLimits(20, 3, 12, 4, 5, Duration.ofHours(1));
    static final String TOLD = "max-size=20, min-size=3, max-append-size=12, min-append-size=4";

    static IetfSites on(Container container) throws Exception {
        long max = UploadLimits.MAX_SIZE;
        return new IetfSites(
                Site.on(container).start(),
                Site.on(container).limits(LIMITS).start(),
                Site.on(container)
                        .limits(new UploadLimits(max, 0, max, 0, 5, null))
                        .start());
    }

    @Override
    public void close() throws Exception {
        plain.close();
        limited.close();
        unlimited.close();
    }
}
