package io.highwater.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Lets each owner create so many uploads a minute: that many at once, then one after the other. Knows the owners who
 * came last, as many as an attacker may well have beyond any limit per owner. Thread-safe.
 */
final class CreationPace {

    private static final int REMEMBERED = 65_536;
    private static final double NANOS_PER_MINUTE = 60e9;

    private final int perMinute;
    private final LongSupplier nanoTime;
    private final Map<String, Account> accounts = new LatelySeen();

    /** What an owner had left at some time. */
    private record Account(double left, long at) {}

    /** @param nanoTime a monotonic clock, as {@link System#nanoTime()} */
    CreationPace(int perMinute, LongSupplier nanoTime) {
        this.perMinute = perMinute;
        this.nanoTime = nanoTime;
    }

    /** Whether the owner may create one more, which then counts. */
    synchronized boolean tryTake(String owner) {
        long now = nanoTime.getAsLong();
        Account last = accounts.getOrDefault(owner, new Account(perMinute, now));
        double left = Math.min(perMinute, last.left + (now - last.at) / NANOS_PER_MINUTE * perMinute);
        boolean enough = left >= 1;
        accounts.put(owner, new Account(enough ? left - 1 : left, now));
        return enough;
    }

    private static final class LatelySeen extends LinkedHashMap<String, Account> {

        private static final long serialVersionUID = 1L;

        LatelySeen() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Account> eldest) {
            return size() > REMEMBERED;
        }
    }
}
