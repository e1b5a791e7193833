package io.highwater.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** Thousands of slow uploads cost no threads and hold nobody up. The heap is 64 MiB, all else is as it comes. */
@Isolated("measures time")
class TrickleIT {

    private static final int FEW = 200;
    private static final int MANY = 2_000;
    private static final int PIECE = 1 << 10;
    private static final Duration BESIDE_FEW = Duration.ofSeconds(3);
    private static final Duration BESIDE_MANY = Duration.ofSeconds(20); // slow bodies are committed every 15 s
    private static final Duration BAR = Duration.ofMillis(200);
    private static final int A_FEW_THREADS = 4;
    private static final int GLANCES = 5;

    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void twoThousandSlowUploadsHoldNobodyUp() throws Exception {
        ManyUploads.requireDescriptors(MANY);
        ExampleJar server = servers.start();
        Trickle trickle = new Trickle(server.base(), Trickle.Pace.forEver(PIECE));
        try (trickle) {
            trickle.add(uploads(server, FEW));
            ManyUploads.awaitDripping(trickle, FEW);
            FreshUploads besideFew = FreshUploads.measure(server, BESIDE_FEW);
            ServerThreads few = ServerThreads.of(server);

            trickle.add(uploads(server, MANY - FEW));
            ManyUploads.awaitDripping(trickle, MANY);
            FreshUploads besideMany = FreshUploads.measure(server, BESIDE_MANY);
            ServerThreads many = ServerThreads.of(server);
            long serving = mostServing(server);
            System.out.println("a fresh upload beside " + FEW + " slow ones: " + besideFew + "; beside " + MANY + ": "
                    + besideMany + "; " + few + ", then " + many + ", at most " + serving + " of them serving");

            assertThat(besideMany.median()).isLessThan(BAR);
            assertThat(many.others()).isLessThanOrEqualTo(few.others() + A_FEW_THREADS);
            assertThat(serving).as("threads of the container busy with uploads").isLessThanOrEqualTo(A_FEW_THREADS);
            assertThat(trickle.ended()).isEmpty();
        }
        ManyUploads.requireKept(server, trickle.drips());
        assertThat(server.output()).doesNotContain("OutOfMemoryError");
    }

    private static List<Trickle.Request> uploads(ExampleJar server, int count) throws Exception {
        return ManyUploads.create(server, count).stream()
                .map(Trickle.Request::put)
                .toList();
    }

    private static long mostServing(ExampleJar server) throws Exception {
        long most = 0;
        for (int i = 0; i < GLANCES; i++) {
            most = Math.max(most, ServerThreads.serving(server));
        }
        return most;
    }
}
