package io.highwater.servlet;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

/** The versions of Resumable Uploads for HTTP that clients speak, in their own words. */
enum Interop {
    V3,
    V4,
    V5,
    V6,
    V7,
    V8,
    /** The RFC to come, which names no version. */
    NONE;

    static final Set<Interop> ALL = EnumSet.allOf(Interop.class);

    static Set<Interop> since(Interop first) {
        return EnumSet.range(first, NONE);
    }

    static Set<Interop> until(Interop last) {
        return EnumSet.range(V3, last);
    }

    /** Whether it is none that was before {@code first}. */
    boolean isSince(Interop first) {
        return compareTo(first) >= 0;
    }

    /** The name of the field of completeness. */
    String field() {
        return this == V3 ? "Upload-Incomplete" : "Upload-Complete";
    }

    /** The value of that field. */
    String value(boolean complete) {
        return complete != (this == V3) ? "?1" : "?0";
    }

    /** That field. */
    String mark(boolean complete) {
        return field() + ": " + value(complete);
    }

    /** {@code fields}, and the version. */
    String[] with(String... fields) {
        return this == NONE
                ? fields
                : Stream.concat(Arrays.stream(fields), Stream.of("Upload-Draft-Interop-Version: " + number()))
                        .toArray(String[]::new);
    }

    /** The number by which requests name it. */
    String number() {
        return name().substring(1);
    }

    @Override
    public String toString() {
        return this == NONE ? "no version" : "version " + number();
    }
}
