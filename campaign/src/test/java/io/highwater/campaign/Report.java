package io.highwater.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** The campaign's table: a file that every scenario adds its rows to, printed at the end of the run. */
public final class Report implements LauncherSessionListener {

    private static final String FILE = "highwater.campaign.report";

    static void add(Row row) throws IOException {
        if (System.getProperty(FILE) == null) {
            System.out.println(row.markdown());
            return;
        }
        Files.writeString(file(), row.markdown() + "\n", UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (System.getProperty(FILE) != null) {
            try {
                Files.createDirectories(file().getParent());
                Files.writeString(file(), Row.header() + "\n", UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        if (System.getProperty(FILE) != null) {
            try {
                System.out.println("\n" + Files.readString(file(), UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Path file() {
        return Path.of(System.getProperty(FILE));
    }
}
