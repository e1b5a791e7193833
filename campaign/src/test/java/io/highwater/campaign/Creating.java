package io.highwater.campaign;

import io.highwater.campaign.Lives.Life;
import io.highwater.campaign.Tracked.Kind;
import io.highwater.example.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;

/** Begins uploads. One whose creation was not answered, or too late to count, is forgotten. For any thread. */
record Creating(Scene scene, Life life) {

    Tracked create(Kind kind, Protocol protocol, Bytes bytes, Piece first) throws IOException {
        URI collection = kind == Kind.DOCUMENT
                ? life.base().resolve("/documents")
                : scene.program().collection(life.base());
        HttpRequest.Builder request = protocol.create(collection, bytes.size(), first);
        if (kind == Kind.PART) {
            request.header("Upload-Concat", "partial");
        }
        Answer answer = scene.send(life, request);
        boolean whole = first.last() || protocol == Protocol.TUS && first.end() == bytes.size();
        Tracked upload = new Tracked(kind, protocol, path(answer), bytes);
        upload.sent = first.end();
        if (whole) {
            scene.complete(life, upload, answer);
        } else {
            scene.acknowledge(life, upload, first.end());
        }
        return upload;
    }

    /** Asks for the join unless that was done before. */
    Tracked join(Join join) throws IOException {
        if (join.made.isPresent()) {
            return join.made.get();
        }
        HttpRequest.Builder request = Protocol.TUS
                .to(scene.program().collection(life.base()))
                .header("Upload-Concat", "final;" + join.head.path + " " + join.tail.path)
                .POST(HttpRequest.BodyPublishers.noBody());
        Tracked upload = new Tracked(Kind.JOINED, Protocol.TUS, path(scene.send(life, request)), join.bytes);
        upload.sent = join.bytes.size(); // the parts may be complete, and the answer may not have been heard
        scene.acknowledge(life, upload, 0);
        return upload;
    }

    private String path(Answer answer) throws Refused {
        if (answer.status() / 100 != 2 || !answer.fields().containsKey("location")) {
            scene.found(Column.STUCK, 1, "a creation: " + answer);
            throw new Refused("not created: " + answer);
        }
        URI location = URI.create(answer.field("Location"));
        return location.getRawPath() + (location.getRawQuery() == null ? "" : "?" + location.getRawQuery());
    }
}
