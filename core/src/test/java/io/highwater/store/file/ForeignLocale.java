package io.highwater.store.file;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** German, made for a test in a directory of its own, for processes whose system errors are not to be in English. */
final class ForeignLocale {

    private static final String NAME = "de_DE.UTF-8";

    private final Path directory;

    private ForeignLocale(Path directory) {
        this.directory = directory;
    }

    /** Makes it; skips the test where that cannot be done. */
    static ForeignLocale orSkip(Path directory) throws IOException {
        Mount.run(List.of(
                "localedef",
                "-i",
                "de_DE",
                "-f",
                "UTF-8",
                directory.resolve(NAME).toString()));
        assumeTrue(directory.resolve(NAME).toFile().isDirectory(), "no localedef, or no sources of locales");
        ForeignLocale locale = new ForeignLocale(directory);
        assumeTrue(!locale.error().contains("No such file"), "the system's errors are not translated here");
        return locale;
    }

    /** What the system says of a file that is not there. */
    private String error() throws IOException {
        Process ls = builder("ls", directory.resolve("nothing").toString())
                .redirectErrorStream(true)
                .start();
        return new String(ls.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Starts a main class on a directory. */
    Process start(Class<?> main, Path argument) throws IOException {
        return builder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        argument.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private ProcessBuilder builder(String... command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LOCPATH", directory.toString());
        builder.environment().put("LC_ALL", NAME);
        builder.environment().remove("LANGUAGE");
        return builder;
    }
}
