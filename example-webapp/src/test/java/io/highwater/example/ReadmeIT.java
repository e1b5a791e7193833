package io.highwater.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("a line drops after a second, in the midst of a chunk")
class ReadmeIT {

    @TempDir
    Path directory;

    @Test
    void the_walk_with_curl_works_when_pasted() throws Exception {
        assertThat(pasted("The protocol, with curl"))
                .contains("{\"committed\":20971520}\n{\"committed\":20971520}\n", "the line dropped\n")
                .containsPattern("the server has (2[1-6][0-9]{6}) bytes\n\\{\"committed\":41943040}\n")
                .contains("\"size\":41943040}")
                .endsWith("the same bytes\n");
    }

    @Test
    void the_lines_of_the_ietf_work_when_pasted() throws Exception {
        assertThat(pasted("Resumable Uploads for HTTP").replace("\r\n", "\n"))
                .containsPattern("(?s)HTTP/1.1 200 .*Upload-Complete: \\?0\n.*HTTP/1.1 200 .*Upload-Complete: \\?1\n")
                .containsPattern("(?s)Upload-Offset: 12\n.*Upload-Offset: 24\n")
                .endsWith("\"size\":24}\nfirst part, and the last\n");
    }

    @Test
    void the_lines_of_the_filter_work_when_pasted() throws Exception {
        String answer =
                "\\{\"size\":24,\"sha256\":\"ed6d1ef5113ac65b375c4e9632dfc43239c101a91f8a1f9f58a2c0dc3a9de4be\","
                        + "\"content_type\":\"text/plain\",\"method\":\"POST\",\"query\":\"tag=7\"}\n";
        assertThat(pasted("Make an endpoint resumable that you have").replace("\r\n", "\n"))
                .matches("(?s)HTTP/1.1 200 .*\nUpload-Complete: \\?1\n.*\n\n" + answer + answer);
    }

    /** What the first block of a section prints, with the address of a server that was just started. */
    private String pasted(String section) throws Exception {
        for (String tool : List.of("bash", "curl", "cmp")) {
            assumeTrue(isThere(tool), "needs " + tool);
        }
        try (ExampleJar server = ExampleJar.start(directory.resolve("data"))) {
            String walk = new Readme().section(section).blocks("bash").get(0);
            assertThat(walk).contains("http://localhost:8080\n");
            return paste(walk.replace("http://localhost:8080\n", withoutSlash(server) + "\n"));
        }
    }

    private static String withoutSlash(ExampleJar server) {
        return server.base().toString().replaceFirst("/+$", "");
    }

    private String paste(String commands) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("bash")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        try (var input = shell.outputWriter(StandardCharsets.UTF_8)) {
            input.write(commands);
        }
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(output).isZero();
        return output;
    }

    private static boolean isThere(String tool) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(place -> Files.isExecutable(Path.of(place, tool)));
    }
}
