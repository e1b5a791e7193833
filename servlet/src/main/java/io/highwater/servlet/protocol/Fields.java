package io.highwater.servlet.protocol;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The header fields of a request: names without regard to case, one value per field line, in order (RFC 9110 §5).
 * Immutable.
 *
 * @since 0.1.0
 */
public final class Fields {

    /** No fields at all. */
    public static final Fields NONE = new Fields(Map.of());

    private final Map<String, List<String>> lines;

    /** The fields of {@code lines}: the values of each name's field lines, as received. */
    public Fields(Map<String, List<String>> lines) {
        Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        lines.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        this.lines = Collections.unmodifiableMap(copy);
    }

    /** These fields and one more line. */
    public Fields with(String name, String... values) {
        Map<String, List<String>> more = new TreeMap<>(lines);
        more.put(name, List.of(values));
        return new Fields(more);
    }

    /** Whether there is at least one such field line. */
    public boolean has(String name) {
        return lines.containsKey(name);
    }

    /** Whether there is a field whose name begins so. */
    public boolean hasStarting(String prefix) {
        return lines.keySet().stream().anyMatch(name -> name.regionMatches(true, 0, prefix, 0, prefix.length()));
    }

    /** The values of all such field lines, none if there are none. */
    public List<String> lines(String name) {
        return lines.getOrDefault(name, List.of());
    }

    /** Whether {@code Trailer} announces such a field behind the body (RFC 9110 §6.6.2). */
    public boolean announces(String name) {
        return lines("Trailer").stream()
                .flatMap(line -> Stream.of(line.split(",", -1)))
                .anyMatch(announced -> announced.strip().equalsIgnoreCase(name));
    }

    /** The combined value (RFC 9110 §5.3), empty if there is no such field. */
    public Optional<String> combined(String name) {
        return has(name) ? Optional.of(String.join(", ", lines(name))) : Optional.empty();
    }

    @Override
    public String toString() {
        return lines.keySet().toString(); // values may be secret
    }
}
