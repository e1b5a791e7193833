package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies that end while the container is still announcing them: none may be forgotten. */
class ManySmallBodiesTest {

    private static final int CLIENTS = 6;
    private static final int UPLOADS_EACH = Integer.getInteger("highwater.test.uploads", 100);

    @ParameterizedTest
    @EnumSource(Container.class)
    void everyRequestIsAnswered(Container container) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try (Site site = Site.on(container).start()) {
            List<Future<?>> clients = new ArrayList<>();
            for (int seed = 0; seed < CLIENTS; seed++) {
                Random random = new Random(seed);
                clients.add(threads.submit(() -> uploadMany(site, random)));
            }
            for (Future<?> client : clients) {
                client.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Void uploadMany(Site site, Random random) throws Exception {
        for (int i = 0; i < UPLOADS_EACH; i++) {
            String upload = site.create("{\"filename\":\"f\"}");
            byte[] bytes = new byte[1 + random.nextInt(1 << random.nextInt(18))];
            assertThat(site.put(upload, 0, bytes).number("committed")).isEqualTo(bytes.length);
            assertThat(site.request("DELETE", upload).status()).isEqualTo(204);
        }
        return null;
    }
}
