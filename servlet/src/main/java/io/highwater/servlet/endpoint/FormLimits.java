package io.highwater.servlet.endpoint;

/**
 * How much of a body becomes parameters. A form that is larger is refused like containers refuse it, with an
 * {@link IllegalStateException} from {@code getParameter} and its like; the body can still be read as a stream.
 *
 * @param bytes the largest form, 0 or more; of a multipart body, all its fields without a file name together
 * @param parameters the most values of all names together, those of the query included; 0 or more
 * @since 0.1.0
 */
public record FormLimits(int bytes, int parameters) {

    /** 2 MiB and 1,000 values, as containers have it. */
    public static final FormLimits DEFAULT = new FormLimits(2 << 20, 1_000);

    /** @throws IllegalArgumentException if a limit is negative */
    public FormLimits {
        if (bytes < 0 || parameters < 0) {
            throw new IllegalArgumentException("a limit is 0 or more");
        }
    }
}
