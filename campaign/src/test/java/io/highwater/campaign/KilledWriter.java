package io.highwater.campaign;

import io.highwater.example.Answer;
import io.highwater.example.ChunkClient;
import io.highwater.example.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;

/**
 * Uploads one thing after the other to a server that is killed again and again, and compares what it was told with what
 * is there. Used by one thread.
 */
final class KilledWriter implements Callable<KilledWriter.Kept> {

    private static final int SMALLEST = 1 << 20;
    private static final int LARGEST = 12 << 20;
    private static final int LARGEST_BODY = 1 << 20;

    /**
     * @param uploads finished ones, every byte of them compared
     * @param acknowledged bytes
     * @param lost bytes that were acknowledged and are not there any more, or uploads of which nothing is (one each)
     * @param wrong uploads whose content is not what was sent
     */
    record Kept(int uploads, long acknowledged, long lost, int wrong) {

        Kept plus(Kept other) {
            return new Kept(
                    uploads + other.uploads, acknowledged + other.acknowledged, lost + other.lost, wrong + other.wrong);
        }
    }

    private record Finished(String upload, String sha256) {}

    /** A request to whatever server lives. */
    private interface Step<T> {
        T run(ChunkClient client) throws IOException;
    }

    private final MortalServer server;
    private final Random random;
    private final List<Finished> finished = new ArrayList<>();
    private volatile boolean enough;
    private MortalServer.Life life;
    private long acknowledged;
    private long lost;
    private int wrong;

    KilledWriter(MortalServer server, long seed) {
        this.server = server;
        this.random = new Random(seed);
        this.life = server.life();
    }

    /** No upload after this one. */
    void finish() {
        enough = true;
    }

    @Override
    public Kept call() throws Exception {
        do {
            uploadOne();
        } while (!enough);
        for (Finished one : finished) {
            requireContent(one);
        }
        return new Kept(finished.size(), acknowledged, lost, wrong);
    }

    private void uploadOne() throws Exception {
        Payload payload = new Payload(random.nextLong(), random.nextInt(SMALLEST, LARGEST));
        String upload = answered(client -> client.create(payload.size()));
        long at = 0;
        while (at >= 0 && at < payload.size()) {
            int length = (int) Math.min(payload.size() - at, random.nextInt(1, LARGEST_BODY));
            at = append(upload, payload, at, length);
        }
        if (at < 0 || answered(client -> client.tryComplete(upload)).status() != 200) {
            lost += at < 0 ? 0 : Math.max(1, at - shown(upload, at));
            return;
        }
        finished.add(new Finished(upload, payload.sha256()));
        requireContent(finished.get(random.nextInt(finished.size())));
    }

    /** One body, once; after a kill the server is asked how far it came. Returns where to go on, -1 for nowhere. */
    private long append(String upload, Payload payload, long at, int length) throws Exception {
        try {
            long now = life.client().put(upload, at, payload.slice(at, at + length));
            server.acknowledged();
            acknowledged += now - at;
            return now;
        } catch (IOException broken) {
            life = server.after(life, broken);
            long shown = shown(upload, at);
            lost += Math.max(0, at - Math.max(0, shown));
            return shown;
        }
    }

    /** The offset that the server tells, -1 if it does not know the upload, of which {@code at} was acknowledged. */
    private long shown(String upload, long at) throws Exception {
        Answer head = answered(client -> client.head(upload));
        if (head.status() == 200) {
            return Long.parseLong(head.field("Upload-Offset"));
        }
        lost += at == 0 ? 1 : 0;
        return -1;
    }

    private void requireContent(Finished one) throws Exception {
        String content = answered(client -> client.sha256(one.upload()));
        if (!content.equals(one.sha256())) {
            wrong++;
        }
    }

    /** Asks until there is an answer. What is repeated here does no harm: a creation without an answer is forgotten. */
    private <T> T answered(Step<T> step) throws Exception {
        while (true) {
            try {
                T answer = step.run(life.client());
                server.acknowledged();
                return answer;
            } catch (IOException broken) {
                life = server.after(life, broken);
            }
        }
    }
}
