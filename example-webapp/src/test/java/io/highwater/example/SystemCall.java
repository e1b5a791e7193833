package io.highwater.example;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One call in the output of {@code strace -f -yy -ttt}.
 *
 * @param start the line where it began
 * @param end the line where it returned; calls of other threads may stand between
 * @param line what was said about it, for messages
 * @param name of the call
 * @param arguments as printed, behind the first one if that is a file descriptor
 * @param target what the descriptor stands for: a path, or a connection as {@code TCP:[...]}; empty if there is none
 * @param result what it returned, negative for a failure
 */
record SystemCall(int start, int end, String line, String name, String arguments, String target, long result) {

    private static final Pattern LINE = Pattern.compile("(\\d+) +\\d+\\.\\d+ (.*)");
    private static final Pattern RESUMED = Pattern.compile("<\\.\\.\\. \\w+ resumed>(.*)");
    private static final Pattern CALL = Pattern.compile("(\\w+)\\((.*)\\) += (-?\\d+).*");
    private static final Pattern DESCRIPTOR = Pattern.compile("\\d+<(.*?)>(?:, (.*)|$)");
    private static final String UNFINISHED = " <unfinished ...>";

    private record Begun(int start, String text) {}

    /** All calls that returned, in the order in which they did. */
    static List<SystemCall> parse(List<String> lines) {
        List<SystemCall> calls = new ArrayList<>();
        Map<String, Begun> unfinished = new HashMap<>();
        for (int number = 0; number < lines.size(); number++) {
            Matcher line = LINE.matcher(lines.get(number));
            if (line.matches()) {
                read(number, line.group(1), line.group(2), unfinished, calls);
            }
        }
        return calls;
    }

    private static void read(
            int number, String thread, String said, Map<String, Begun> unfinished, List<SystemCall> calls) {
        if (said.endsWith(UNFINISHED)) {
            unfinished.put(thread, new Begun(number, said.substring(0, said.length() - UNFINISHED.length())));
            return;
        }
        Matcher resumed = RESUMED.matcher(said);
        if (!resumed.matches()) {
            add(new Begun(number, said), number, calls);
            return;
        }
        Begun begun = unfinished.remove(thread);
        if (begun != null) {
            add(new Begun(begun.start(), begun.text() + resumed.group(1)), number, calls);
        }
    }

    private static void add(Begun whole, int end, List<SystemCall> calls) {
        Matcher call = CALL.matcher(whole.text());
        if (!call.matches()) {
            return; // an end of a thread, or a call that did not return
        }
        Matcher descriptor = DESCRIPTOR.matcher(call.group(2));
        boolean described = descriptor.matches();
        calls.add(new SystemCall(
                whole.start(),
                end,
                whole.text(),
                call.group(1),
                described ? String.valueOf(descriptor.group(2)) : call.group(2),
                described ? descriptor.group(1) : "",
                Long.parseLong(call.group(3))));
    }

    boolean onConnection() {
        return target.startsWith("TCP");
    }

    boolean isReceive() {
        return onConnection() && (name.equals("read") || name.equals("recvfrom"));
    }

    boolean isSend() {
        return onConnection() && (name.startsWith("write") || name.startsWith("send"));
    }

    boolean isWriteTo(String suffix) {
        return target.endsWith(suffix) && (name.startsWith("pwrite") || name.startsWith("write")) && result > 0;
    }

    /** Whether it made the bytes of a file durable. */
    boolean isSyncOf(String suffix) {
        return target.endsWith(suffix) && (name.equals("fdatasync") || name.equals("fsync")) && result == 0;
    }

    /** Whether it made a name in a directory, or took one away. */
    boolean changesName(String file) {
        boolean change = name.startsWith("rename")
                || name.startsWith("unlink")
                || (name.equals("openat") && arguments.contains("O_CREAT"));
        return change && result >= 0 && arguments.contains("/" + file + "\"");
    }

    /** The offset behind the last byte that a {@code pwrite64} wrote. */
    long writtenUpTo() {
        return Long.parseLong(arguments.substring(arguments.lastIndexOf(' ') + 1)) + result;
    }
}
