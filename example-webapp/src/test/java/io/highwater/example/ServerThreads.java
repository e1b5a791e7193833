package io.highwater.example;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The threads of a server, as the system counts them.
 *
 * @param pooled those of the container's pool. Jetty's adds one whenever something arrives and nobody is idle, and gives
 *     each a turn, so that none is idle for long enough to end: with 2,000 connections that send now and then it comes to
 *     its limit of 200, all of them waiting, even under a servlet that only throws bodies away
 * @param others everybody else
 */
record ServerThreads(int pooled, int others) {

    private static final String POOLED = "qtp";

    static ServerThreads of(ExampleJar server) throws IOException {
        int pooled = 0;
        int others = 0;
        try (DirectoryStream<Path> tasks =
                Files.newDirectoryStream(Path.of("/proc/" + server.java().pid() + "/task"))) {
            for (Path task : tasks) {
                if (Files.readString(task.resolve("comm")).startsWith(POOLED)) {
                    pooled++;
                } else {
                    others++;
                }
            }
        }
        return new ServerThreads(pooled, others);
    }

    /** How many of the pool's threads are busy with an upload at this moment. */
    static long serving(ExampleJar server) throws Exception {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process process = new ProcessBuilder(jcmd, Long.toString(server.java().pid()), "Thread.print")
                .redirectErrorStream(true)
                .start();
        String dump = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new AssertionError("no thread dump: " + dump);
        }
        List<String> pooled = List.of(dump.split("\n\n")).stream()
                .filter(thread -> thread.startsWith("\"" + POOLED))
                .toList();
        if (pooled.isEmpty()) {
            throw new AssertionError("no threads in: " + dump);
        }
        return pooled.stream()
                .filter(thread -> thread.contains("at io.highwater."))
                .count();
    }

    int all() {
        return pooled + others;
    }
}
