package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.RawClient.Response;
import io.highwater.store.file.FileUploadStore;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients are told when somebody was at the store's files: by whoever has no business there, or by an operator. */
class HostileDiskTest {

    private static final byte[] TEN = "0123456789".getBytes(UTF_8);
    private static final String TUS = "Tus-Resumable: 1.0.0";

    @TempDir
    Path temporary;

    /** What is done to the state of an upload. */
    private enum Deed {
        OTHER_BYTES {
            @Override
            void to(Path state, Path victim, Path other) throws IOException {
                Files.write(state, "#!/bin/sh\nexit 1\n".getBytes(UTF_8));
            }
        },
        NOTHING_LEFT {
            @Override
            void to(Path state, Path victim, Path other) throws IOException {
                Files.write(state, new byte[0]);
            }
        },
        HUGE {
            @Override
            void to(Path state, Path victim, Path other) throws IOException {
                try (RandomAccessFile file = new RandomAccessFile(state.toFile(), "rw")) {
                    file.setLength(1L << 40); // with a hole
                }
            }
        },
        STATE_OF_ANOTHER {
            @Override
            void to(Path state, Path victim, Path other) throws IOException {
                Files.write(state, Files.readAllBytes(other));
            }
        },
        LINK {
            @Override
            void to(Path state, Path victim, Path other) throws IOException {
                Files.delete(state);
                Files.createSymbolicLink(state, victim);
            }
        },
        LINK_TO_A_DEVICE {
            @Override
            void to(Path state, Path victim, Path other) throws IOException {
                Files.delete(state);
                Files.createSymbolicLink(state, Path.of("/dev/zero"));
            }
        },
        DIRECTORY {
            @Override
            void to(Path state, Path victim, Path other) throws IOException {
                Files.delete(state);
                Files.createDirectory(state);
            }
        },
        DATA_CUT {
            @Override
            void to(Path state, Path victim, Path other) throws IOException {
                Files.write(data(state), new byte[3]);
            }
        },
        DATA_LINK {
            @Override
            void to(Path state, Path victim, Path other) throws IOException {
                Files.delete(data(state));
                Files.createSymbolicLink(data(state), victim);
            }
        };

        abstract void to(Path state, Path victim, Path other) throws IOException;

        static Path data(Path state) {
            return Path.of(state.toString().replace(".state", ".data"));
        }
    }

    static Stream<Arguments> deeds() {
        return Arrays.stream(Container.values())
                .flatMap(container -> Stream.of(Deed.values()).map(deed -> Arguments.of(container, deed)));
    }

    private Path state(String upload) {
        return temporary.resolve("store").resolve("uploads").resolve(Wire.id(upload) + ".state");
    }

    private Site start(Container container) throws Exception {
        return Site.on(container)
                .store(FileUploadStore.open(temporary.resolve("store")))
                .start();
    }

    @Tag("T18")
    @Tag("T20")
    @ParameterizedTest
    @MethodSource("deeds")
    void whatIsDamagedIsGoneInTheWordsOfEachProtocolAndNobodyElseNotices(Container container, Deed deed)
            throws Exception {
        Path victim = Files.write(temporary.resolve("victim"), new byte[20_000]);
        String[] uploads = new String[3];
        String other;
        try (Site before = start(container)) {
            for (int i = 0; i < uploads.length; i++) {
                uploads[i] = before.create("{\"length\":20}");
                before.put(uploads[i], 0, TEN);
            }
            other = before.create("{\"length\":20}");
            before.put(other, 0, TEN);
        }
        for (String upload : uploads) {
            deed.to(state(upload), victim, state(other));
        }

        try (Site site = start(container)) {
            assertGone(site.put(uploads[0], 10, TEN), 410);
            assertGone(site.request("GET", uploads[0], "Accept: application/json"), 410);
            assertGone(site.request("POST", uploads[0] + "/complete"), 410);
            assertGone(site.request("HEAD", uploads[1], TUS), 404);
            assertGone(
                    site.request(
                            "PATCH",
                            uploads[1],
                            TEN,
                            TUS,
                            "Upload-Offset: 10",
                            "Content-Type: application/offset+octet-stream"),
                    404);
            assertGone(
                    site.request(
                            "PATCH",
                            uploads[2],
                            TEN,
                            "Upload-Complete: ?1",
                            "Upload-Offset: 10",
                            "Content-Type: application/partial-upload"),
                    410);
            assertThat(site.put(other, 10, TEN).number("committed")).isEqualTo(20);
        }
        assertThat(victim).hasBinaryContent(new byte[20_000]);
    }

    private void assertGone(Response response, int status) {
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.field("Upload-Offset")).isEmpty();
        assertThat(response.field("Cache-Control")).contains("no-store");
        assertThat(response.text()).doesNotContain(temporary.toString(), "Exception");
    }

    @Tag("T18")
    @ParameterizedTest
    @EnumSource(Container.class)
    void aStoreThatVanishesIsUnavailableAndNeverMadeAnew(Container container) throws Exception {
        Path store = temporary.resolve("store");
        try (Site site = start(container)) {
            String upload = site.create("{\"length\":20}");
            site.put(upload, 0, TEN);
            Files.move(store, temporary.resolve("elsewhere"));
            assertUnavailable(site.post("{}"));
            assertUnavailable(site.request("POST", "/uploads", TUS, "Upload-Length: 5"));
            assertUnavailable(site.request("POST", "/uploads", TEN, "Upload-Complete: ?1"));
            assertUnavailable(site.put(upload, 10, TEN));
            assertThat(store).doesNotExist();

            Files.move(temporary.resolve("elsewhere"), store);
            assertThat(site.request("HEAD", upload).field("Upload-Offset")).contains("10");
            assertThat(site.put(upload, 10, TEN).number("committed")).isEqualTo(20);
        }
    }

    @Tag("T14")
    @ParameterizedTest
    @EnumSource(Container.class)
    void anUploadThatIsDeclaredLargerThanTheDiskIsRefusedAtOnce(Container container) throws Exception {
        try (Site site = start(container)) {
            String length = "999999999999999";
            assertThat(site.post("{\"length\":" + length + "}").status()).isEqualTo(507);
            assertThat(site.request("POST", "/uploads", TUS, "Upload-Length: " + length)
                            .status())
                    .isEqualTo(507);
            assertThat(site.request("POST", "/uploads", "Upload-Complete: ?0", "Upload-Length: " + length)
                            .status())
                    .isEqualTo(507);
            assertThat(site.unfinished()).isZero();
            assertThat(site.post("{\"length\":20}").status()).isEqualTo(201);
        }
    }

    private static void assertUnavailable(Response response) {
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.field("Retry-After")).isPresent();
        assertThat(response.field("Location")).isEmpty();
    }
}
