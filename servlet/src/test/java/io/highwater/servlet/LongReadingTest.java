package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.servlet.RawClient.Response;
import io.highwater.servlet.protocol.DigestFields;
import io.highwater.session.ContentDigest;
import io.highwater.session.DigestAlgorithm;
import io.highwater.session.Digester;
import io.highwater.session.UploadId;
import io.highwater.store.UploadContent;
import io.highwater.store.memory.MemoryUploadStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A digest of the whole may take long to check: that costs others nothing, and is not done for the same upload twice. */
@Tag("A15")
class LongReadingTest {

    private static final byte[] TEN = "0123456789".getBytes(UTF_8);

    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger readings = new AtomicInteger();
    private Site site;

    /** Takes its time to give out the bytes of an upload. */
    private final class SlowStore extends CountingStore {
        SlowStore() {
            super(new MemoryUploadStore());
        }

        @Override
        public UploadContent content(UploadId id) throws IOException {
            try (InputStream in = super.content(id).openStream()) {
                return new BytesContent(in.readAllBytes()) {
                    @Override
                    public ReadableByteChannel open(long from, long to) {
                        readings.incrementAndGet();
                        awaitGate();
                        return super.open(from, to);
                    }
                };
            }
        }
    }

    private void awaitGate() {
        try {
            assertThat(gate.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void start(Container container) throws Exception {
        site = Site.on(container)
                .store(new SlowStore())
                .servlet(servlet -> servlet.downloads(true).option("worker-threads", "1"))
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        gate.countDown();
        site.close();
    }

    private static String digest(byte[] bytes) {
        Digester digester = DigestAlgorithm.SHA_256.newDigester();
        digester.update(ByteBuffer.wrap(bytes));
        return "Repr-Digest: "
                + DigestFields.serialize(List.of(new ContentDigest(DigestAlgorithm.SHA_256, digester.digest())));
    }

    private void awaitReading() {
        await().until(() -> readings.get() == 1);
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void otherBodiesGoOnWhileAnUploadIsReadForItsDigest(Container container) throws Exception {
        start(container);
        String upload = site.create("{}");
        site.put(upload, 0, TEN);
        try (RawClient last = site.client()) {
            last.head(
                    "PATCH",
                    upload,
                    "Upload-Complete: ?1",
                    "Upload-Offset: 10",
                    "Content-Type: application/partial-upload",
                    "Content-Length: 2",
                    digest("0123456789ab".getBytes(UTF_8)));
            last.send("ab".getBytes(UTF_8));
            awaitReading();
            String other = site.create("{}");
            assertThat(site.put(other, 0, TEN).number("committed")).isEqualTo(10);
            gate.countDown();
            assertThat(last.read("PATCH").status()).isEqualTo(200);
        }
        assertThat(site.request("GET", upload + "/content").text()).isEqualTo("0123456789ab");
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void whoHasAnUploadReadThatIsBeingReadIsToldToComeAgain(Container container) throws Exception {
        start(container);
        String upload = site.create("{}");
        site.put(upload, 0, TEN);
        String[] wanted = {digest(TEN), "Want-Repr-Digest: sha-256=10"};
        CompletableFuture<Response> first = CompletableFuture.supplyAsync(() -> complete(upload, wanted));
        awaitReading();
        Response busy = complete(upload, wanted);
        assertThat(busy.status()).isEqualTo(503);
        assertThat(busy.field("Retry-After")).isPresent();
        gate.countDown();
        assertThat(first.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
        readings.set(0);
        for (int time = 0; time < 3; time++) {
            Response again = complete(upload, wanted);
            assertThat(again.status()).isEqualTo(200);
            assertThat("Repr-Digest: " + again.field("Repr-Digest").orElseThrow())
                    .isEqualTo(digest(TEN));
        }
        assertThat(complete(upload, digest(new byte[1])).status()).isEqualTo(400);
        assertThat(site.put(upload, 0, TEN, wanted[1]).status()).isEqualTo(200);
        assertThat(readings).hasValue(0);
    }

    private Response complete(String upload, String... fields) {
        try {
            return site.request("POST", upload + "/complete", fields);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
