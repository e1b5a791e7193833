package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.RawClient.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that take the same upload from one another, with whole, cut, reset and silent requests. */
@Tag("T7")
class TakeoverStressTest {

    private static final int CLIENTS = 6;
    private static final int ROUNDS = Integer.getInteger("highwater.test.rounds", 60);
    private static final int MOST = 300_000;

    @ParameterizedTest
    @EnumSource(Container.class)
    void noOffsetGoesBackAndEveryByteIsTheRightOne(Container container) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        List<RawClient> silent = java.util.Collections.synchronizedList(new ArrayList<>());
        try (Site site = Site.on(container).start()) {
            String upload = site.create("{}");
            AtomicLong seen = new AtomicLong();
            List<Future<?>> clients = new ArrayList<>();
            for (int seed = 0; seed < CLIENTS; seed++) {
                Random random = new Random(seed);
                clients.add(threads.submit(() -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        round(site, upload, seen, random, silent);
                    }
                    return null;
                }));
            }
            for (Future<?> client : clients) {
                client.get();
            }
            long size = site.request("POST", upload + "/complete").number("size");
            assertThat(size).isGreaterThanOrEqualTo(seen.get());
            assertThat(site.request("GET", upload + "/content").body()).isEqualTo(pattern(0, (int) size));
        } finally {
            threads.shutdownNow();
            for (RawClient client : silent) {
                client.close();
            }
        }
    }

    private static void round(Site site, String upload, AtomicLong seen, Random random, List<RawClient> silent)
            throws IOException {
        long before = seen.get();
        Response state = site.request("HEAD", upload);
        int offset = Integer.parseInt(state.field("Upload-Offset").orElseThrow());
        assertThat(offset).isGreaterThanOrEqualTo((int) before);
        seen.accumulateAndGet(offset, Math::max);
        int size = 1 + random.nextInt(random.nextBoolean() ? 100 : MOST);
        byte[] body = pattern(offset, size);
        RawClient client = site.client();
        client.head("PUT", upload + "?offset=" + offset, "Content-Length: " + size);
        int end = random.nextInt(10);
        if (end < 6) {
            client.sendAsFarAsWanted(body);
            int status = client.statusIfAny();
            assertThat(status).isIn(0, 200, 409);
            client.close();
            return;
        }
        client.sendAsFarAsWanted(java.util.Arrays.copyOf(body, random.nextInt(size)));
        switch (end) {
            case 6 -> client.reset();
            case 7 -> silent.add(client);
            default -> client.finish();
        }
    }

    private static byte[] pattern(int from, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            int at = from + i;
            bytes[i] = (byte) (at * 7 + (at >> 8) * 13 + (at >> 16) * 31);
        }
        return bytes;
    }
}
