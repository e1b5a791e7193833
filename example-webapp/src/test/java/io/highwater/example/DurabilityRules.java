package io.highwater.example;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks in a server's system calls that it acknowledged nothing before the system said that it is durable. Syncs of data
 * and state may overlap; both must have returned before the first byte of the answer goes out.
 */
final class DurabilityRules {

    private static final Pattern REQUEST = Pattern.compile("\"(\\w+) (/[^ ?]*)[^ ]* HTTP/1\\.1.*");
    private static final Pattern UPLOAD = Pattern.compile(".*/uploads/([A-Za-z0-9_-]+)(/complete)?");
    private static final Pattern STATUS = Pattern.compile("\"HTTP/1\\.1 (\\d{3})");
    private static final Pattern OFFSET = Pattern.compile("\\\\nUpload-Offset: (\\d+)\\\\r");
    private static final Pattern LOCATION = Pattern.compile("\\\\nLocation: \\S*/uploads/([A-Za-z0-9_-]+)\\\\r");

    /** What was found: how many acknowledgements were checked, and what was wrong with them. */
    record Findings(int appends, int offsets, int creations, int completions, int deletions, List<String> violations) {}

    private record Request(int at, String method, String path) {}

    private final List<SystemCall> calls;
    private final Map<String, Request> requests = new HashMap<>();
    private final Set<String> complete = new HashSet<>();
    private final List<String> violations = new ArrayList<>();
    private int appends;
    private int offsets;
    private int creations;
    private int completions;
    private int deletions;

    private DurabilityRules(List<SystemCall> calls) {
        this.calls = calls;
    }

    static Findings check(List<SystemCall> calls) {
        return new DurabilityRules(calls).run();
    }

    private Findings run() {
        Comparator<SystemCall> order = Comparator.comparingInt(call -> call.isReceive() ? call.end() : call.start());
        calls.stream().filter(SystemCall::onConnection).sorted(order).forEach(call -> {
            if (call.isReceive()) {
                received(call);
            } else if (call.isSend()) {
                sent(call);
            }
        });
        return new Findings(appends, offsets, creations, completions, deletions, violations);
    }

    private void received(SystemCall call) {
        Matcher request = REQUEST.matcher(call.arguments());
        if (request.matches()) {
            requests.put(call.target(), new Request(call.end(), request.group(1), request.group(2)));
        }
    }

    private void sent(SystemCall answer) {
        Matcher status = STATUS.matcher(answer.arguments());
        Request request = requests.get(answer.target());
        if (!status.find() || request == null) {
            return;
        }
        int code = Integer.parseInt(status.group(1));
        if (code == 201) {
            created(answer);
            return;
        }
        Matcher upload = UPLOAD.matcher(request.path());
        if (!upload.matches() || code >= 300) {
            return;
        }
        if (upload.group(2) != null) {
            completed(answer, request, upload.group(1));
        } else if (request.method().equals("DELETE")) {
            deleted(answer, upload.group(1));
        } else {
            announced(answer, request, upload.group(1));
        }
    }

    private void created(SystemCall answer) {
        Matcher location = LOCATION.matcher(answer.arguments());
        if (!location.find()) {
            violations.add("a creation without Location: " + answer.line());
            return;
        }
        creations++;
        String state = location.group(1) + ".state";
        requireSynced(answer, state, last(answer.start(), call -> call.isWriteTo("/" + state)));
        requireDirectorySynced(answer, state);
    }

    private void announced(SystemCall answer, Request request, String id) {
        Matcher offset = OFFSET.matcher(answer.arguments());
        if (!offset.find()) {
            if (request.method().equals("PUT")) {
                violations.add("an append answered without Upload-Offset: " + answer.line());
            }
            return;
        }
        offsets++;
        appends += request.method().equals("PUT") ? 1 : 0;
        long announced = Long.parseLong(offset.group(1));
        if (announced > 0) {
            requireDurable(answer, id, announced);
        }
    }

    private void requireDurable(SystemCall answer, String id, long offset) {
        String data = "/" + id + ".data";
        SystemCall reached = first(call -> call.isWriteTo(data) && call.writtenUpTo() >= offset);
        requireSynced(answer, id + ".data", reached);
        if (reached == null) {
            return;
        }
        String state = "/" + id + ".state";
        SystemCall moved = first(call -> call.isWriteTo(state) && call.start() > reached.end());
        requireSynced(answer, id + ".state", moved);
    }

    private void completed(SystemCall answer, Request request, String id) {
        completions++;
        if (complete.add(id)) {
            String state = "/" + id + ".state";
            SystemCall moved = first(call -> call.isWriteTo(state) && call.start() > request.at());
            requireSynced(answer, id + ".state", moved);
        }
    }

    private void deleted(SystemCall answer, String id) {
        deletions++;
        requireDirectorySynced(answer, id + ".state");
    }

    /** The write must have been followed by a sync that began after it and returned before the answer. */
    private void requireSynced(SystemCall answer, String file, SystemCall write) {
        if (write == null || write.end() > answer.start()) {
            violations.add("no write to " + file + " before " + answer.line());
            return;
        }
        if (first(call -> call.isSyncOf("/" + file) && between(write, call, answer)) == null) {
            violations.add("no sync of " + file + " between " + write.line() + " and " + answer.line());
        }
    }

    private void requireDirectorySynced(SystemCall answer, String file) {
        SystemCall change = last(answer.start(), call -> call.changesName(file));
        if (change == null) {
            violations.add("no change of the name " + file + " before " + answer.line());
            return;
        }
        Matcher path =
                Pattern.compile("\"([^\"]*)/" + Pattern.quote(file) + "\"").matcher(change.arguments());
        String directory = path.find() ? path.group(1) : "?";
        if (first(call -> call.isSyncOf(directory) && between(change, call, answer)) == null) {
            violations.add("no sync of the directory between " + change.line() + " and " + answer.line());
        }
    }

    private static boolean between(SystemCall before, SystemCall sync, SystemCall answer) {
        return sync.start() > before.end() && sync.end() < answer.start();
    }

    private SystemCall first(Predicate<SystemCall> wanted) {
        return calls.stream().filter(wanted).findFirst().orElse(null);
    }

    private SystemCall last(int before, Predicate<SystemCall> wanted) {
        return calls.stream()
                .filter(call -> call.end() < before && wanted.test(call))
                .reduce((earlier, later) -> later)
                .orElse(null);
    }
}
