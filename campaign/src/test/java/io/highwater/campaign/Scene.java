package io.highwater.campaign;

import io.highwater.campaign.Lives.Life;
import io.highwater.example.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What the clients of one scenario share: the server, its lives, and the tally. For any thread.
 *
 * @param everything whether the server speaks all our protocols, knows digests, joins and the endpoint; else tus alone
 */
record Scene(Program program, boolean everything, Lives lives, Tally tally, Http http, Queue<String> findings) {

    private static final int MOST_FINDINGS = 50;

    Scene(Program program, boolean everything, Tally tally) {
        this(program, everything, new Lives(), tally, new Http(), new ConcurrentLinkedQueue<>());
        tally.add(Column.ACKNOWLEDGED, 0)
                .add(Column.LOST, 0)
                .add(Column.WRONG, 0)
                .add(Column.STUCK, 0);
    }

    /** Sends a request. @throws IOException also if the answer comes too late to count */
    Answer send(Life life, HttpRequest.Builder request) throws IOException {
        Answer answer = http.send(request);
        lives.answered(life, () -> {});
        return answer;
    }

    /** How many bytes of what is downloaded are not those of {@code expected}. */
    long differing(Life life, HttpRequest.Builder request, Bytes expected) throws IOException {
        long wrong = http.differing(request, expected);
        lives.answered(life, () -> {});
        return wrong;
    }

    /** Notes that the server has told an offset of an upload. */
    void acknowledge(Life life, Tracked upload, long offset) throws IOException {
        lives.answered(life, () -> told(upload, offset));
    }

    /** Notes that the server has told that an upload is complete, and with it all of its bytes. */
    void complete(Life life, Tracked upload, Answer answer) throws IOException {
        lives.answered(life, () -> {
            told(upload, upload.bytes.size());
            upload.complete = true;
            upload.response = upload.kind == Tracked.Kind.DOCUMENT ? answer.body() : "";
        });
    }

    private void told(Tracked upload, long offset) {
        tally.add(Column.ACKNOWLEDGED, Math.max(0, offset - upload.acknowledged));
        upload.acknowledged = Math.max(offset, upload.acknowledged);
    }

    /** Counts something that must not be, and says what it was. */
    void found(Column column, long count, String what) {
        tally.add(column, count);
        if (findings.size() < MOST_FINDINGS) {
            findings.add(column + " " + count + ": " + what);
        }
    }

    URI at(Life life, Tracked upload) {
        return life.base().resolve(upload.path);
    }
}
