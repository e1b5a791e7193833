package io.highwater.store.tck.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/writing-a-store.md} shows the code that is tested. */
class WritingAStoreTest {

    private static final Path GUIDE = Path.of("..", "docs", "writing-a-store.md");
    private static final Path SOURCES = Path.of("src", "test", "java", "io", "highwater", "store", "tck", "example");
    private static final Pattern JAVA_BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```$");

    static List<String> blocks() throws IOException {
        return JAVA_BLOCK
                .matcher(Files.readString(GUIDE))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    static List<String> sources() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.map(WritingAStoreTest::read).toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(file.toString(), e);
        }
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void the_code_shown_is_the_code_tested(String block) throws IOException {
        assertThat(sources().stream().anyMatch(source -> source.contains(block)))
                .as("some source has:%n%s", block)
                .isTrue();
    }

    @Test
    void the_store_has_as_many_lines_of_code_as_the_guide_says() throws IOException {
        Pattern noCode = Pattern.compile("\\s*(//.*|/?\\*.*|import .*|package .*)?");
        try (Stream<String> lines = Files.lines(SOURCES.resolve("DirectoryStore.java"))) {
            long code = lines.filter(line -> !noCode.matcher(line).matches()).count();
            assertThat(Files.readString(GUIDE)).contains(" of " + code + " lines of code ");
        }
    }

    @Test
    void the_guide_shows_code_and_names_every_rule() throws IOException {
        assertThat(blocks()).hasSizeGreaterThan(10);
        for (int rule = 1; rule <= 11; rule++) {
            assertThat(Files.readString(GUIDE)).contains("| S" + rule + " |");
        }
    }
}
