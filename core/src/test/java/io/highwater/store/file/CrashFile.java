package io.highwater.store.file;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** A file as the page cache has it, as the disk has it, and what lies between the two. */
final class CrashFile {

    private static final int TORN_AT = 32;

    private byte[] cached = {};
    private byte[] durable = {};
    private final List<Change> unsynced = new ArrayList<>();

    /** Bytes written at a position, or for null bytes the file cut there. */
    private record Change(int position, byte[] bytes) {

        byte[] apply(byte[] old) {
            if (bytes == null) {
                return Arrays.copyOf(old, Math.min(old.length, position));
            }
            byte[] all = Arrays.copyOf(old, Math.max(old.length, position + bytes.length));
            System.arraycopy(bytes, 0, all, position, bytes.length);
            return all;
        }

        byte[] applyTorn(byte[] old, Random random) {
            byte[] all = bytes == null ? apply(old) : old;
            for (int i = 0; bytes != null && i < bytes.length; i += TORN_AT) {
                byte[] piece = Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + TORN_AT));
                all = random.nextBoolean() ? new Change(position + i, piece).apply(all) : all;
            }
            return all;
        }
    }

    byte[] bytes() {
        return cached;
    }

    void write(ByteBuffer from, int position) {
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        change(new Change(position, bytes));
    }

    void truncate(int size) {
        if (size < cached.length) {
            change(new Change(size, null));
        }
    }

    private void change(Change change) {
        cached = change.apply(cached);
        unsynced.add(change);
    }

    void sync() {
        durable = cached;
        unsynced.clear();
    }

    /** A sync that failed: the page cache takes its pages for clean from now on, whatever of them the disk has got. */
    void failSync(Random random) {
        durable = lasting(random);
        unsynced.clear();
    }

    /** The file as it is found after a crash. */
    CrashFile after(Crash crash, Random random) {
        if (crash == Crash.PROCESS) {
            return this;
        }
        CrashFile found = new CrashFile();
        found.cached = crash == Crash.POWER_ANYTHING_MAY_LAST ? lasting(random) : durable;
        found.durable = found.cached;
        return found;
    }

    private byte[] lasting(Random random) {
        List<Change> changes = new ArrayList<>(unsynced);
        Collections.shuffle(changes, random);
        byte[] bytes = durable;
        for (Change change : changes) {
            bytes = switch (random.nextInt(3)) {
                case 0 -> bytes;
                case 1 -> change.apply(bytes);
                default -> change.applyTorn(bytes, random);
            };
        }
        return bytes;
    }
}
