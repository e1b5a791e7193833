package io.highwater.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The README's text and its fenced blocks. */
final class Readme {

    private final String text;

    Readme() throws IOException {
        this(Files.readString(Path.of("..", "README.md")));
    }

    private Readme(String text) {
        this.text = text;
    }

    /** The part under a heading, up to the next of its kind. */
    Readme section(String heading) {
        int start = text.indexOf("\n## " + heading + "\n");
        if (start < 0) {
            throw new AssertionError("no section " + heading);
        }
        int end = text.indexOf("\n## ", start + 1);
        return new Readme(text.substring(start, end < 0 ? text.length() : end));
    }

    /** The blocks marked with {@code language}, in order. */
    List<String> blocks(String language) {
        Matcher fences =
                Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$").matcher(text);
        return fences.results().map(found -> found.group(1)).toList();
    }
}
