package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tus.java.client.ProtocolException;
import io.tus.java.client.TusClient;
import io.tus.java.client.TusExecutor;
import io.tus.java.client.TusURLMemoryStore;
import io.tus.java.client.TusUpload;
import io.tus.java.client.TusUploader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The official client for Java, which sends PATCH as an overridden POST. */
class TusJavaClientTest {

    private static final int PART = 300_000;

    @TempDir
    Path directory;

    private final byte[] bytes = new byte[3_000_001];
    private Path file;

    @BeforeEach
    void writeFile() throws Exception {
        new Random(17).nextBytes(bytes);
        file = Files.write(directory.resolve("ä b.bin"), bytes);
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aWholeFileArrivesInOneRequest(Container container) throws Exception {
        try (Site site = Site.on(container).start()) {
            TusUploader uploader = client(site).createUpload(upload());
            uploader.setRequestPayloadSize(bytes.length);
            sendRest(uploader);
            assertArrived(site, uploader);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aFileArrivesInManyRequests(Container container) throws Exception {
        try (Site site = Site.on(container).start()) {
            TusUploader uploader = client(site).createUpload(upload());
            send(uploader, Integer.MAX_VALUE);
            assertArrived(site, uploader);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aFileArrivesAlthoughTheLineBreaksInTheMiddle(Container container) throws Exception {
        List<Long> starts = new ArrayList<>();
        List<TusUploader> uploaders = new ArrayList<>();
        try (Site site = Site.on(container).start();
                Relay relay = site.breakingAfter(bytes.length / 2)) {
            TusClient client = client(relay.port());
            client.enableResuming(new TusURLMemoryStore());
            TusUpload upload = upload();
            TusExecutor executor = new TusExecutor() {
                @Override
                protected void makeAttempt() throws ProtocolException, IOException {
                    TusUploader uploader = client.resumeOrCreateUpload(upload);
                    uploaders.add(uploader);
                    starts.add(uploader.getOffset());
                    uploader.setRequestPayloadSize(bytes.length);
                    sendRest(uploader);
                }
            };
            assertThat(executor.makeAttempts()).isTrue();
            assertThat(relay.isBroken()).isTrue();
            assertThat(starts).hasSize(2).startsWith(0L);
            assertThat(starts.get(1)).isPositive();
            assertArrived(site, uploaders.get(1));
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aFileThatWasLeftInTheMiddleIsResumed(Container container) throws Exception {
        try (Site site = Site.on(container).start()) {
            TusClient client = client(site);
            client.enableResuming(new TusURLMemoryStore());
            TusUploader first = client.createUpload(upload());
            send(first, 3);
            TusUploader second = client.resumeUpload(upload());
            assertThat(second.getUploadURL()).isEqualTo(first.getUploadURL());
            assertThat(second.getOffset()).isEqualTo(3 * PART);
            send(second, Integer.MAX_VALUE);
            assertArrived(site, second);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void anEmptyFileArrives(Container container) throws Exception {
        Files.write(file, new byte[0]);
        try (Site site = Site.on(container).start()) {
            TusUploader uploader = client(site).createUpload(upload());
            uploader.finish();
            String path = uploader.getUploadURL().getPath();
            assertThat(site.request("GET", path + "/content").status()).isEqualTo(200);
            assertThat(site.request("HEAD", path).field("Upload-Complete")).contains("?1");
        }
    }

    private TusUpload upload() throws IOException {
        TusUpload upload = new TusUpload(file.toFile());
        upload.setMetadata(Map.of("filename", "ä b.bin", "filetype", "image/png"));
        return upload;
    }

    private static TusClient client(Site site) throws IOException {
        return client(site.port());
    }

    private static TusClient client(int port) throws IOException {
        TusClient client = new TusClient();
        client.setUploadCreationURL(
                URI.create("http://127.0.0.1:" + port + "/uploads").toURL());
        return client;
    }

    private static void sendRest(TusUploader uploader) throws ProtocolException, IOException {
        while (uploader.uploadChunk() >= 0) {
            assertThat(uploader.getOffset()).isPositive();
        }
        uploader.finish();
    }

    /** Sends at most {@code parts} requests of {@link #PART} bytes. */
    private static void send(TusUploader uploader, int parts) throws Exception {
        uploader.setChunkSize(PART / 4);
        uploader.setRequestPayloadSize(PART);
        for (int chunk = 0; chunk < 4L * parts && uploader.uploadChunk() > 0; chunk++) {
            assertThat(uploader.getOffset()).isPositive();
        }
        uploader.finish();
    }

    private void assertArrived(Site site, TusUploader uploader) throws Exception {
        String path = uploader.getUploadURL().getPath();
        RawClient.Response content = site.request("GET", path + "/content");
        assertThat(sha256(content.body())).isEqualTo(sha256(bytes));
        assertThat(content.field("Content-Type")).contains("image/png");
        assertThat(content.field("Content-Disposition").orElseThrow()).contains("filename*=UTF-8''%C3%A4%20b.bin");
    }

    private static byte[] sha256(byte[] data) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(data);
    }
}
