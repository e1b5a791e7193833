package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every row of the tables in {@code SECURITY.md} is tried by tests that are tagged with its number, in whatever module:
 * {@code mvn verify -Dgroups=T7} runs those of one row.
 */
class ThreatsTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([TA][0-9]+) \\|.*\\| ([^|]*) \\|$");
    private static final Pattern TAG = Pattern.compile("@Tag\\(\"([TA][0-9]+)\"\\)");
    private static final String EVERY_WAY = "all four";

    /** The rows, with the ways that they are tried in. */
    private static TreeMap<String, String> rows() throws IOException {
        Matcher rows = ROW.matcher(Files.readString(ROOT.resolve("SECURITY.md")));
        return rows.results()
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2), (one, two) -> two, TreeMap::new));
    }

    /** The sources of all tests. */
    private static Collection<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT, 12)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file ->
                            file.toString().contains(Path.of("src", "test").toString()))
                    .map(ThreatsTest::text)
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> tags(Stream<String> sources) {
        return sources.flatMap(source -> TAG.matcher(source).results())
                .map(MatchResult::group)
                .map(tag -> tag.replaceAll(".*\"(.*)\".*", "$1"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyRowHasATestAndEveryTagARow() throws IOException {
        assertThat(tags(sources().stream())).isEqualTo(rows().keySet());
    }

    @Test
    void noRowIsLeftOut() throws IOException {
        for (int row = 1; row <= 28; row++) {
            assertThat(rows()).containsKey("T" + row);
        }
    }

    @Test
    void whatIsSaidOfAllProtocolsIsTriedInAllOfThem() throws IOException {
        Set<String> inAll = tags(sources().stream().filter(source -> source.contains("Wire wire")));
        Set<String> saidOfAll = rows().entrySet().stream()
                .filter(row -> row.getValue().equals(EVERY_WAY))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        assertThat(saidOfAll).isNotEmpty().isSubsetOf(inAll);
    }
}
