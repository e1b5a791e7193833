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
        text = Files.readString(Path.of("..", "README.md"));
    }

    /** The blocks marked with {@code language}, in order. */
    List<String> blocks(String language) {
        Matcher fences =
                Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$").matcher(text);
        return fences.results().map(found -> found.group(1)).toList();
    }
}
