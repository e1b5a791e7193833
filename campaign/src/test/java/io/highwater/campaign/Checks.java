package io.highwater.campaign;

import io.highwater.campaign.Lives.Life;
import io.highwater.example.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;

/** Compares what a server says of an upload with what it has said before. For any thread. */
record Checks(Scene scene) {

    /**
     * Asks how far an upload is. Returns whether it can go on, or is complete as it should be; what is lost, wrong or
     * stuck is counted.
     */
    boolean check(Life life, Tracked upload) throws IOException {
        Answer head = scene.send(life, upload.protocol.head(scene.at(life, upload)));
        if (head.status() == 404 || head.status() == 410) {
            return missing(life, upload, head);
        }
        if (head.status() != 200 && head.status() != 204) {
            return stuck(upload, head);
        }
        if (upload.deleted) {
            scene.found(Column.LOST, 1, "the deletion of " + upload + ": " + head);
            return false;
        }
        upload.deleting = false;
        return offset(life, upload, head) && complete(upload, head);
    }

    private boolean missing(Life life, Tracked upload, Answer head) throws IOException {
        if (!upload.deleting) {
            scene.found(Column.LOST, Math.max(1, upload.acknowledged), upload + ": " + head);
            scene.tally().count(Column.STUCK);
        } else {
            scene.lives().answered(life, () -> upload.deleted = true);
        }
        return false;
    }

    private boolean offset(Life life, Tracked upload, Answer head) throws IOException {
        String told = head.fields().get("upload-offset");
        if (told == null) {
            return upload.kind == Tracked.Kind.JOINED && !upload.complete || stuck(upload, head);
        }
        long offset = Long.parseLong(told);
        if (offset < upload.acknowledged) {
            scene.found(Column.LOST, upload.acknowledged - offset, upload + ": " + head);
            upload.acknowledged = offset; // from where a client would go on
        }
        if (offset > upload.sent) {
            scene.found(Column.WRONG, offset - upload.sent, upload + " of which " + upload.sent + " was sent: " + head);
            return false;
        }
        scene.acknowledge(life, upload, offset);
        return true;
    }

    private boolean complete(Tracked upload, Answer head) {
        String told = head.fields().get("upload-complete");
        if (upload.complete && "?0".equals(told)) {
            scene.found(Column.LOST, 1, "the completion of " + upload + ": " + head);
            return false;
        }
        return true;
    }

    /** Reads back what is complete. */
    void content(Life life, Tracked upload) throws IOException {
        switch (upload.kind) {
            case DOCUMENT -> response(life, upload);
            case UPLOAD, PART, JOINED -> {
                URI content =
                        URI.create(scene.at(life, upload) + scene.program().content());
                long wrong = scene.differing(life, HttpRequest.newBuilder(content), upload.bytes);
                if (wrong > 0) {
                    scene.found(Column.WRONG, wrong, "the content of " + upload);
                }
            }
        }
    }

    /** An endpoint's response is given again, and speaks of the bytes that were sent. */
    private void response(Life life, Tracked upload) throws IOException {
        Answer again = scene.send(life, upload.protocol.finish(scene.at(life, upload), upload.bytes.size()));
        if (again.status() != 200) {
            scene.found(Column.LOST, 1, "the response to " + upload + ": " + again);
        } else if (!again.body().contains(upload.bytes.payload().sha256())) {
            scene.found(Column.WRONG, upload.bytes.size(), "the response to " + upload + ": " + again);
        } else if (!upload.response.isEmpty() && !upload.response.equals(again.body())) {
            scene.found(Column.WRONG, 1, "the response to " + upload + " was " + upload.response + ": " + again);
        }
    }

    boolean stuck(Tracked upload, Answer answer) {
        scene.found(Column.STUCK, 1, upload + ": " + answer);
        return false;
    }
}
