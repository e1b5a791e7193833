package io.highwater.store.file;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
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
    static ForeignLocale orSkip(Path directory) {
        String locale = directory.resolve(NAME).toString();
        Mount.run(List.of("localedef", "-i", "de_DE", "-f", "UTF-8", locale));
        assumeTrue(directory.resolve(NAME).toFile().isDirectory(), "no localedef, or no sources of locales");
        return new ForeignLocale(directory);
    }

    /** Starts a main class on a directory. */
    Process start(Class<?> main, Path argument) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                argument.toString());
        builder.environment().put("LOCPATH", directory.toString());
        builder.environment().put("LC_ALL", NAME);
        builder.environment().remove("LANGUAGE");
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }
}
