package io.highwater.benchmarks.filter;

import io.highwater.servlet.ResumableUploadFilter;
import jakarta.servlet.Filter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Ways to one servlet. */
public enum Way {
    /** Nothing stands before it. */
    PLAIN("no filter"),
    /** Like the first: what differs is chance. */
    PLAIN_AGAIN("no filter, again"),
    /** Behind a filter that does nothing: what differs is the container's. */
    PASSED("a filter that does nothing"),
    /** Behind ours. */
    FILTERED("our filter");

    private final String title;

    Way(String title) {
        this.title = title;
    }

    /** What stands before the servlet, for people. */
    public String title() {
        return title;
    }

    String path() {
        return "/" + name().toLowerCase(Locale.ROOT);
    }

    /** The filter on this way, which may keep uploads in {@code directory}. */
    Optional<Filter> filter(Path directory) {
        return switch (this) {
            case PLAIN, PLAIN_AGAIN -> Optional.empty();
            case PASSED -> Optional.of((request, response, chain) -> chain.doFilter(request, response));
            case FILTERED ->
                Optional.of(ResumableUploadFilter.builder().dataDir(directory).build());
        };
    }
}
