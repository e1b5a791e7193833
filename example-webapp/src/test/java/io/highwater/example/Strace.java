package io.highwater.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The tool that writes down what a program asks of the system, calls of all threads in the order in which it saw them. */
public record Strace(Path file) {

    private static final String CALLS = "trace=read,recvfrom,write,writev,sendto,sendmsg,pwrite64,pwritev"
            + ",fsync,fdatasync,openat,rename,renameat,renameat2,unlink,unlinkat";

    public List<String> command() {
        return List.of(
                "strace",
                "-f",
                "-qq",
                "-yy",
                "-ttt",
                "-s",
                "400",
                "-e",
                "signal=none",
                "-e",
                CALLS,
                "-o",
                file.toString());
    }

    /** Why it cannot be used here, or empty if it can. */
    public static Optional<String> unusable() throws InterruptedException {
        try {
            Process trial = new ProcessBuilder("strace", "-f", "-qq", "-e", "trace=none", "true")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(trial.getInputStream().readAllBytes());
            return trial.waitFor() == 0 ? Optional.empty() : Optional.of("strace may not trace here: " + said.strip());
        } catch (IOException e) {
            return Optional.of("strace is not installed: " + e.getMessage());
        }
    }

    List<SystemCall> calls() throws IOException {
        return SystemCall.parse(Files.readAllLines(file, java.nio.charset.StandardCharsets.ISO_8859_1));
    }
}
