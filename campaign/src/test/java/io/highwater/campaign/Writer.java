package io.highwater.campaign;

import io.highwater.campaign.Lives.Life;
import io.highwater.campaign.Tracked.Kind;
import io.highwater.example.Answer;
import io.highwater.example.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * A client that creates, sends, joins, completes, deletes and reads back uploads while the server dies under it. In each
 * life it first asks for every upload that it has touched since it last asked, and then goes on. What breaks although
 * nobody killed the server is counted once, and left alone from then on. Used by one thread.
 */
final class Writer implements Callable<Void> {

    private static final int MOST_OPEN = 4;
    private static final int MOST_ENDED = 40;

    private final Scene scene;
    private final Checks checks;
    private final Sizes sizes;
    private final Random random;
    private final List<Tracked> open = new ArrayList<>();
    private final List<Tracked> ended = new ArrayList<>();
    private final List<Join> joins = new ArrayList<>();
    private final Set<Tracked> touched = new HashSet<>();
    private Life life;
    /** What it is at; empty while it creates something. */
    private Optional<Tracked> at = Optional.empty();

    Writer(Scene scene, Sizes sizes, long seed) {
        this.scene = scene;
        this.checks = new Checks(scene);
        this.sizes = sizes;
        this.random = new Random(seed);
        this.life = scene.lives().none();
    }

    @Override
    public Void call() throws InterruptedException {
        Optional<Life> next = scene.lives().after(life);
        while (next.isPresent()) {
            life = next.get();
            try {
                live();
                return null;
            } catch (IOException broken) {
                next = scene.lives().after(broken(broken));
            }
        }
        return null;
    }

    /** Notes what went wrong. Returns the life after which it goes on: the one before this one, to go on in this one. */
    private Life broken(IOException broken) {
        if (scene.lives().mayBreak(life)) {
            return life;
        }
        if (!(broken instanceof Refused)) {
            scene.found(Column.STUCK, 1, "it broke although nobody killed the server, at " + at + ": " + broken);
        }
        boolean goesOn = broken instanceof Refused || at.isPresent();
        at.ifPresent(this::drop);
        return goesOn ? new Life(life.number() - 1, life.base()) : life;
    }

    private void live() throws IOException {
        for (Tracked upload : deletedFirst()) {
            if (touched.contains(upload)) {
                ask(upload);
            }
        }
        while (!scene.lives().isLast()) {
            step();
        }
        finish();
    }

    /** As joins go with their parts. */
    private List<Tracked> deletedFirst() {
        return touched.stream()
                .sorted(Comparator.comparing(upload -> !upload.deleting))
                .toList();
    }

    private void ask(Tracked upload) throws IOException {
        at = Optional.of(upload);
        boolean isThere = checks.check(life, upload);
        if (upload.deleted) {
            dropJoinsOf(upload);
        } else if (!isThere) {
            drop(upload);
        } else if (!upload.complete && upload.kind != Kind.JOINED && ended.remove(upload)) {
            open.add(upload); // its deletion was not heard of, and did not happen
        }
        touched.remove(upload);
    }

    private void drop(Tracked upload) {
        dropJoinsOf(upload);
        List.of(open, ended, touched).forEach(all -> all.remove(upload));
    }

    /** What waits for a part is gone with it. */
    private void dropJoinsOf(Tracked upload) {
        for (Join join : joins.stream().filter(join -> join.needs(upload)).toList()) {
            join.made.ifPresent(touched::remove);
            joins.remove(join);
        }
    }

    private void step() throws IOException {
        Optional<Join> ready = joins.stream().filter(Join::isReady).findFirst();
        if (ready.isPresent()) {
            join(ready.get());
        } else if (open.size() < MOST_OPEN && random.nextInt(3) == 0 || open.isEmpty()) {
            create();
        } else if (random.nextInt(40) == 0) {
            delete(open.get(random.nextInt(open.size())));
        } else if (ended.size() > MOST_ENDED) {
            look(ended.get(random.nextInt(ended.size())));
        } else {
            goOn(open.get(random.nextInt(open.size())));
        }
    }

    private void create() throws IOException {
        at = Optional.empty();
        Payload payload = new Payload(random.nextLong(), sizes.upload(random));
        Bytes bytes = Bytes.all(payload);
        switch (scene.everything() ? random.nextInt(5) : 1) {
            case 0 -> begin(Kind.UPLOAD, Protocol.CHUNK, bytes);
            case 1 -> begin(Kind.UPLOAD, Protocol.TUS, bytes);
            case 2 -> begin(Kind.UPLOAD, Protocol.IETF, bytes);
            case 3 -> begin(Kind.DOCUMENT, Protocol.IETF, bytes);
            default -> {
                long middle = random.nextLong(payload.size() + 1);
                Tracked head = begin(Kind.PART, Protocol.TUS, new Bytes(payload, 0, middle));
                Tracked tail = begin(Kind.PART, Protocol.TUS, new Bytes(payload, middle, payload.size()));
                joins.add(new Join(bytes, head, tail, random.nextBoolean()));
            }
        }
    }

    private Tracked begin(Kind kind, Protocol protocol, Bytes bytes) throws IOException {
        Tracked upload = new Creating(scene, life).create(kind, protocol, bytes, first(kind, protocol, bytes));
        touched.add(upload);
        if (upload.complete) {
            ended.add(upload);
            checks.content(life, upload);
        } else {
            open.add(upload);
        }
        return upload;
    }

    private Piece first(Kind kind, Protocol protocol, Bytes bytes) {
        boolean some = scene.everything() && protocol != Protocol.CHUNK && random.nextBoolean();
        int length = some ? (int) Math.min(bytes.size(), sizes.body(random)) : 0;
        boolean last = protocol == Protocol.IETF && kind == Kind.UPLOAD && length == bytes.size();
        return new Piece(0, bytes.at(0, length), last, false);
    }

    private void goOn(Tracked upload) throws IOException {
        at = Optional.of(upload);
        touched.add(upload);
        if (upload.isFull()) {
            finish(upload);
        } else {
            append(upload);
        }
    }

    private void append(Tracked upload) throws IOException {
        long from = upload.acknowledged;
        int length = (int) Math.min(upload.bytes.size() - from, sizes.body(random));
        boolean last = from + length == upload.bytes.size() && random.nextBoolean();
        boolean checked = scene.everything() && random.nextInt(4) == 0;
        Piece piece = new Piece(from, upload.bytes.at(from, length), last, checked);
        upload.sent = Math.max(upload.sent, piece.end());
        Answer answer = scene.send(life, upload.protocol.append(scene.at(life, upload), piece));
        if (answer.status() / 100 != 2 || told(upload, answer) != piece.end()) {
            drop(upload);
            checks.stuck(upload, answer);
            return;
        }
        scene.acknowledge(life, upload, piece.end());
        if (upload.isFull() && (upload.protocol == Protocol.TUS || upload.protocol == Protocol.IETF && last)) {
            completed(upload, answer);
        }
    }

    /** The response of an endpoint need not tell an offset. */
    private static long told(Tracked upload, Answer answer) {
        String offset = answer.fields().get("upload-offset");
        return offset == null ? upload.sent : Long.parseLong(offset);
    }

    private void finish(Tracked upload) throws IOException {
        Answer answer = scene.send(life, upload.protocol.finish(scene.at(life, upload), upload.bytes.size()));
        if (answer.status() / 100 == 2) {
            completed(upload, answer);
        } else {
            drop(upload);
            checks.stuck(upload, answer);
        }
    }

    private void completed(Tracked upload, Answer answer) throws IOException {
        scene.complete(life, upload, answer);
        open.remove(upload);
        ended.add(upload);
        readBack(upload);
    }

    /** Reads back what is complete; of parts only those that nobody joins, as their bytes are those of the join. */
    private void readBack(Tracked upload) throws IOException {
        if (upload.kind == Kind.JOINED && !upload.complete) {
            joined(upload);
        } else if (upload.complete && joins.stream().noneMatch(join -> join.needs(upload))) {
            checks.content(life, upload);
        }
    }

    private void join(Join join) throws IOException {
        at = Optional.of(join.made.orElse(join.head));
        Tracked joined = new Creating(scene, life).join(join);
        join.made = Optional.of(joined);
        touched.add(joined);
        if (!join.parts().allMatch(part -> part.complete)) {
            return;
        }
        joins.remove(join);
        join.parts().forEach(this::forget);
        ended.add(joined);
        at = join.made;
        joined(joined);
    }

    private void joined(Tracked upload) throws IOException {
        if (checks.check(life, upload)) {
            if (!upload.isFull()) {
                drop(upload);
                checks.stuck(upload, new Answer(0, Map.of(), "it is not joined though its parts are complete"));
                return;
            }
            scene.complete(life, upload, new Answer(0, Map.of(), ""));
            checks.content(life, upload);
        }
    }

    /** Parts are not looked at any more once they are joined: they go with the join. */
    private void forget(Tracked part) {
        touched.remove(part);
        ended.remove(part);
    }

    private void delete(Tracked upload) throws IOException {
        at = Optional.of(upload);
        List.of(open, ended).forEach(all -> all.remove(upload));
        ended.add(upload);
        touched.add(upload);
        upload.deleting = true;
        Answer answer = scene.send(life, upload.protocol.delete(scene.at(life, upload)));
        if (answer.status() == 204) {
            scene.lives().answered(life, () -> upload.deleted = true);
            dropJoinsOf(upload);
        } else {
            drop(upload);
            checks.stuck(upload, answer);
        }
    }

    /** Looks at what has long ended once more, and deletes it for good if it is still there. */
    private void look(Tracked upload) throws IOException {
        at = Optional.of(upload);
        if (checks.check(life, upload)) {
            readBack(upload);
            delete(upload);
        } else {
            drop(upload);
        }
    }

    /** Finishes whatever is open and looks at everything once more. */
    private void finish() throws IOException {
        while (!open.isEmpty()) {
            goOn(open.get(0));
        }
        while (!joins.isEmpty()) {
            join(joins.get(0));
        }
        while (!ended.isEmpty()) {
            Tracked upload = ended.get(0);
            at = Optional.of(upload);
            if (checks.check(life, upload)) {
                readBack(upload);
            }
            ended.remove(upload);
        }
    }
}
